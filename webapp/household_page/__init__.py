"""The page of one household, with its timeline, its readers and the family's sheet."""
