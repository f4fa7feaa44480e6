"""Office UI: phones, arrivals, quarantine, erasure."""
