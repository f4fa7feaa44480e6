"""Register and household page: timeline, readers, family's sheet."""
