"""Detect identity card numbers, which no text may contain.

Current: 12 digits, first a province code. Former: 9 digits, first 0-3. In groups, any separators, any script's digits.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

BETWEEN = r"""[\s./\\_\-‐‑–—·•:,;|()~+*'"]{1,3}"""
RUN = re.compile(rf"\d+(?:{BETWEEN}\d+)*", re.ASCII)
DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)",
    re.ASCII,
)
MONEY = re.compile(r"\s?(?:đ|vn|tr)", re.IGNORECASE)
NAME = re.compile(r"(?<![\w-])(?=[\w-]*[A-Za-z])[\w-]{11}(?:\.\d{1,9}(?:\.\w{1,12})?)?(?![\w-])")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
TODAYS, FORMER = 12, 9


def plain_digits(text: str) -> str:
    """ASCII digits, no invisible characters."""
    shown = (sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in shown)


def holds_identity_number(text: str) -> bool:
    if sum(map(str.isnumeric, text)) < FORMER:
        return False
    tidy = DATE.sub("x", plain_digits(text))
    return any(_is_one(run.group(), tidy[run.end() : run.end() + 4]) for run in RUN.finditer(tidy))


def without_identity_numbers(text: str) -> str:
    """Masks all digits of a text that holds one."""
    if not holds_identity_number(text):
        return text
    return "".join("•" if sign.isnumeric() else sign for sign in text)


def any_identity_number_in(words: Any) -> bool:
    """Whether a record holds one; skips ids and timestamps."""
    if isinstance(words, int):
        return holds_identity_number(str(words))
    if isinstance(words, str):
        return not MOMENT.fullmatch(words) and holds_identity_number(NAME.sub("", words))
    return isinstance(words, list | tuple) and any(map(any_identity_number_in, words))


def without_numbers(words: Any) -> Any:
    if isinstance(words, str):
        return without_identity_numbers(words)
    if isinstance(words, dict):
        return {name: without_numbers(value) for name, value in words.items()}
    return [without_numbers(value) for value in words] if isinstance(words, list | tuple) else words


def _is_one(run: str, after: str) -> bool:
    groups = re.findall(r"\d+", run)
    return any(_is_todays(some) for some in _of_twelve(groups)) or _is_former(groups, run, after)


def _of_twelve(groups: list[str]) -> Iterator[list[str]]:
    for first in range(len(groups)):
        size = 0
        for last in range(first, len(groups)):
            size += len(groups[last])
            if size >= TODAYS:
                break
        if size == TODAYS:
            yield groups[first : last + 1]


def _is_todays(groups: list[str]) -> bool:
    digits = "".join(groups)
    if len(digits) != TODAYS:
        return False
    return len(groups) == 1 or (
        "001" <= digits[:3] <= "099"
        and not digits.endswith("000000")
        # Fourth digit: sex and century (0-3); else a mobile number followed by two digits.
        and (digits[3] < "4" or not _begins_with_a_phone(groups))
    )


def _begins_with_a_phone(groups: list[str]) -> bool:
    sizes = [len(group) for group in groups]
    return groups[0][1:2] in tuple("35789") and any(sum(sizes[:n]) == 10 for n in range(1, len(sizes)))


def _is_former(groups: list[str], run: str, after: str) -> bool:
    """Nine digits may be money, or a year and a number."""
    if any(len(group) == FORMER and group[0] < "4" for group in groups[:-1]):
        return True
    if len(groups[-1]) == FORMER:
        return groups[-1][0] < "4" and not MONEY.match(after)
    digits, sizes = "".join(groups), [len(group) for group in groups]
    if len(digits) != FORMER or digits[0] > "3" or MONEY.match(after) or digits.endswith("000"):
        return False
    year = re.match(r"(?:19|20)\d\d$", groups[0])
    in_groups = min(sizes) >= 3 or (min(sizes) == 2 and not re.search(r"[\s,]", run))
    return (in_groups and not year) or max(sizes) == 1
