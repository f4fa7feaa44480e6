"""Meetings of a hamlet's residents: day, subject, one number of people. Never who came."""
