"""Backups that only the office's recovery key opens, restoring them, and what is erased for good."""
