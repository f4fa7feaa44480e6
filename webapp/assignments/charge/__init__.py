"""Putting households into a member's charge, and what limits it."""
