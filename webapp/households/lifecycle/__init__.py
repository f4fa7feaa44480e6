"""Split, join, close households; merge duplicates."""
