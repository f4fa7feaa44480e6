"""Photos and spoken notes that submissions name."""
