"""Poverty reviews and outcomes."""
