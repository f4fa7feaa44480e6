"""Splitting, joining, closing and merging duplicates."""
