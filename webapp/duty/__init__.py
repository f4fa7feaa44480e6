"""What a member's duty is, on one card, and that it was read."""
