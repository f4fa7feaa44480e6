"""Needs and grievances a household asked us to carry upward."""
