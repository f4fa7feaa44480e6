"""Handover of households between members: overview, confirmation, minutes."""
