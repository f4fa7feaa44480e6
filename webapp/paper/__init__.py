"""Printed forms for work without a phone, and typing them in."""
