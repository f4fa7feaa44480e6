"""What is printed for the work without a phone, and how it comes back from the paper."""
