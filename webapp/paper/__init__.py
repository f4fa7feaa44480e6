"""Printed forms for work without a phone; typing in."""
