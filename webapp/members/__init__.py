"""One member: what is put right, and the dated rows behind it."""
