"""Households that change hands, as both members see it."""
