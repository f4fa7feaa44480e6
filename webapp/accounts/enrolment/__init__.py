"""Enrolment of phones with slips."""
