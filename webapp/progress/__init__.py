"""How far a member's own duty got, and the branch as its secretary sees it: acts and needs, never grades."""
