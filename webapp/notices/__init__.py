"""Notices to families: what was decided, for whom, who was told, what they asked."""
