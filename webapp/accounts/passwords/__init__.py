"""Passwords of office accounts: hashing, weak ones, throttling."""
