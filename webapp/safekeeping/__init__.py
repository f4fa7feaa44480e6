"""Backup, encryption and restore."""
