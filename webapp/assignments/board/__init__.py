"""The assignment pages of a branch."""
