"""How a submission is taken in: permission, quota, projection, receipts; and replay of the log."""
