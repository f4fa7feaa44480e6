"""The duty card of a member, and its acknowledgement."""
