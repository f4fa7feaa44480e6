"""Endpoints for phones: exchange, offline pages, couriers."""
