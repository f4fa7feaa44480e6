"""Monthly population sheet."""
