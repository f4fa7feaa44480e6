"""Lists of households as files."""
