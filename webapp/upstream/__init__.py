"""Synchronisation with the province."""
