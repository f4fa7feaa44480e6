"""Organisation, members and rollout, as dated rows."""
