"""The office's pages about phones and submissions."""
