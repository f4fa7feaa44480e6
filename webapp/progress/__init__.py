"""Progress of members and branches: counts of acts and needs, never grades."""
