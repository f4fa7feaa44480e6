"""PIN rule: six digits, not easily guessed. The phone's script has the same rule (`gd.weak`)."""

import re

RUNS = "012345678901234 987654321098765"


def unfit_pin(pin: str) -> bool:
    """Also true for digits in sequence and for repeated parts (2, 3 or 6 times)."""
    return not re.fullmatch(r"[0-9]{6}", pin) or bool(re.fullmatch(r"(.{1,3})\1+", pin)) or pin in RUNS
