"""Submission log: kinds, schemas, intake, rulings, replay. The web application's side of `sync`."""
