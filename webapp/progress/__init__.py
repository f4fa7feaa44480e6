"""Progress of a member and of a branch: counts of acts and needs, never grades."""
