"""Gần Dân: a register of help and services for a commune with little signal."""
