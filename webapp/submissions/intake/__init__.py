"""Submission intake: permission, quota, projection, receipts; replay of the log."""
