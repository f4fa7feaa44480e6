"""Choices of the register's fields."""

LANGUAGES = ("viet", "thai", "khmu", "hmong")
