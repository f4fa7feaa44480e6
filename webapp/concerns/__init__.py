"""Households' needs and grievances."""
