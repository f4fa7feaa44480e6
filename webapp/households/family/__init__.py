"""Consent, needs, requests."""
