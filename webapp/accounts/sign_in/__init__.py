"""Pages that sign in and manage sessions."""
