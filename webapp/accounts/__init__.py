"""Authentication: accounts, enrolled phones, sessions, PINs."""
