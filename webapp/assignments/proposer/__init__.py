"""Proposes carers for households; pure functions."""
