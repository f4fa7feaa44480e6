"""Audit log: who read what about which household."""
