"""Household details: edits, numbers of people, movements."""
