"""Absences, stand-ins, uncovered households."""
