"""Assignment plans, from proposal to force."""
