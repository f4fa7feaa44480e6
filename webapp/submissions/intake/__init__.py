"""Submission intake: permission, quota, projection, receipts, replay."""
