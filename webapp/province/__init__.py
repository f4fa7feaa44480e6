"""The province's node: what communes' offices sent up. It knows no household, no visit and no member."""
