"""Household list import."""
