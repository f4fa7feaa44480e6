"""Passwords: hashing, weak ones, throttling."""
