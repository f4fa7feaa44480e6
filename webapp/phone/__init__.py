"""Endpoints for phones: sync exchange, offline pages, couriers."""
