"""What is no concern: complaints and denunciations, conduct of a member, somebody's safety."""
