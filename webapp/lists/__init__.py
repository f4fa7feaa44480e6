"""Import of spreadsheets that the office hands in: the parts common to all lists."""
