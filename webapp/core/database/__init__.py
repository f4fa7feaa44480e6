"""Database engines, common tables, migrations."""
