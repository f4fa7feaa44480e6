"""Slips, and phones that are enrolled with them."""
