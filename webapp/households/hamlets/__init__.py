"""Clusters, path, neighbour groups of a hamlet."""
