"""Schemas of all kinds: field types, and the list published for authors of clients."""
