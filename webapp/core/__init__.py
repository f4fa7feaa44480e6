"""Base without features or web: database, keys, time, Vietnamese text."""
