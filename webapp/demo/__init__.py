"""Demo: the invented commune Hữu Khuông, identical on every machine."""
