"""Spreadsheet import, common to all lists."""
