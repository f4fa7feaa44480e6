"""Lists that an office hands in as files: what is the same whatever they list."""
