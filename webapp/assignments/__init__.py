"""Members in charge of households, by date."""
