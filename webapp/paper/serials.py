"""The number on a printed form: counted, and a last digit that shows when one of the others was mistyped."""

import re

FIRST = 1000
"""So that every number has four digits and its last one."""
# Damm's table: each row and column holds every digit once, the diagonal is 0, and no two neighbours may be exchanged.
TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def serial_of(number: int) -> str:
    """As it stands on the paper: 1000-3."""
    return f"{number}-{check_digit(str(number))}"


def check_digit(digits: str) -> str:
    held = "0"
    for digit in digits:
        held = TABLE[int(held)][int(digit)]
    return held


def digits_of(typed: str) -> str:
    """Without what people write between digits; "" when there is anything else in it."""
    found = re.sub(r"[\s.\-–/]", "", typed)
    return found if re.fullmatch(r"[0-9]{1,9}", found) else ""


def number_of(typed: str) -> int | None:
    """The number that was typed; None when its last digit does not fit."""
    digits = digits_of(typed)
    if len(digits) < 2 or check_digit(digits) != "0":
        return None
    return int(digits[:-1])
