"""Province node: letters of communes; without households, visits and members."""
