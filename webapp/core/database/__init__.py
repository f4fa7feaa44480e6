"""The database: engines, rows every table has, migrations and their guard."""
