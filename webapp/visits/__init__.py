"""What was done for a household, and when."""
