"""Units, branches and committees on any day."""
