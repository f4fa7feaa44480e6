"""Family requests, support levels."""
