"""Concerns: needs and grievances of households."""
