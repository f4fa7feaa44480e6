"""Consent, needs and requests of a family."""
