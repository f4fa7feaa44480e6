"""Submission log: kinds, schemas, intake, rulings, replay. Uses `sync`."""
