"""Assigning households to members."""
