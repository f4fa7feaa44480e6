"""Weak PINs; as in the script (`gd.weak`)."""

import re

RUNS = "012345678901234 987654321098765"


def unfit_pin(pin: str) -> bool:
    """Sequences, repetitions, not six digits."""
    return not re.fullmatch(r"[0-9]{6}", pin) or bool(re.fullmatch(r"(.{1,3})\1+", pin)) or pin in RUNS
