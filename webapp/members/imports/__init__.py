"""Lists of members as files, in and out."""
