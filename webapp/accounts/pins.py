"""Which PIN may be chosen: six digits that are not easy to guess. The phone's script says the same (`gd.weak`)."""

import re

RUNS = "012345678901234 987654321098765"


def unfit_pin(pin: str) -> bool:
    """No digits that count up or down, and no part said two, three or six times."""
    return not re.fullmatch(r"[0-9]{6}", pin) or bool(re.fullmatch(r"(.{1,3})\1+", pin)) or pin in RUNS
