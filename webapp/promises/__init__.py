"""Promised days: spans, holidays, telephones of the office."""
