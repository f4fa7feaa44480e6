"""The invented commune Hữu Khuông, the same on every machine."""
