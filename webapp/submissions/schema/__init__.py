"""Types of the fields of every kind, and the list that authors of clients read."""
