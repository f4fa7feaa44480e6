"""The organisation and its members, as dated rows."""
