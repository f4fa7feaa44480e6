"""Glue between the web application and the sync library."""
