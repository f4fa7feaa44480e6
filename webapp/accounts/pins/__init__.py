"""PINs of phones and browsers."""
