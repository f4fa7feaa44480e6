"""The database's versions, written by the ORM and kept by hand."""
