"""Who signs in, on which phone, with which slip."""
