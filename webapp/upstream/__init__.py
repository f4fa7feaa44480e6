"""What this commune's office sends to the province, and what comes back."""
