"""Plans of assignment, from the proposal to the day they hold."""
