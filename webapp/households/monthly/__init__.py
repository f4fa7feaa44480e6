"""The monthly sheet of comings and goings."""
