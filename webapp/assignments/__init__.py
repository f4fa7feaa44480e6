"""Which member is in charge of which group of households, from when to when."""
