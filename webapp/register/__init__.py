"""Households, clusters and members in charge."""
