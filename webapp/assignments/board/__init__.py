"""Assignment pages of a branch."""
