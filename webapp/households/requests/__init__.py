"""Requests of families, and how much support a household needs."""
