"""Import of spreadsheets: what all lists have in common."""
