"""Authentication: office accounts, enrolled phones, sessions, PINs."""
