"""The office's first page: what waits."""
