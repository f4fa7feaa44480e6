"""Synchronisation of the commune's office with the province."""
