"""Households, clusters, and who is in charge of them: the rows that every matter refers to."""
