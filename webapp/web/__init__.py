"""Base of all pages: forms, errors, policies. Imports no feature."""
