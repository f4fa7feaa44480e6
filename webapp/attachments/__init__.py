"""Photos and voice notes named by submissions."""
