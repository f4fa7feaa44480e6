"""The households, where they stand along the path, and what they agreed to."""
