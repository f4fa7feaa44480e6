"""Which member is in charge of which households, by date."""
