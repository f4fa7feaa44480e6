"""A member asks secretary and deputy for help (xin giúp)."""
