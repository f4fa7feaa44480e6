"""Province node: communes' letters; without households, visits and members."""
