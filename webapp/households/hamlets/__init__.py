"""Clusters, the path and groups of neighbours of a hamlet."""
