"""Reads one line of a list of members, with every reason to reject it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.core.calendar import read_day, today
from webapp.core.i18n import gettext_noop as N_
from webapp.core.identity_numbers import holds_identity_number
from webapp.core.vi_text import fold_text
from webapp.lists.cells import Cell
from webapp.lists.rows import FORMULA, ListRow, read_name, read_phone, words_of
from webapp.members.forms import MOST_HOUSEHOLDS
from webapp.members.imports.columns import ACCEPTS, GENDERS, LANGUAGES, STANDINGS
from webapp.people.choices import POSTS

READ_IN_OLD_FONTS = ("full_name", "branch", "posts", "gender", "standing", "accepts", "languages", "exempt")
MISSING = N_("The name is missing. Write it in.")
A_FORMULA = N_("“%(name)s” is a formula, not a name. Type the name.")
NOT_SAID = ("", "-", "khong")
LEAST_AGE = 17


@dataclass
class MemberRow(ListRow):
    """The parsed line; None and "" change nothing."""

    full_name: str = ""
    branch_id: str = ""
    branch: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    """By column of Member, JSON-safe."""
    posts: list[str] = field(default_factory=list)
    exempt: str = ""
    """Number of the branch's resolution."""
    since: str = ""
    """First day of the move, posts or exemption; ISO date."""


def read_row(
    line: int,
    sheet: str,
    cells: Mapping[str, Cell],
    encoding: str | None,
    branches: Mapping[str, tuple[str, str]],
) -> MemberRow:
    """`branches`: folded name to (id, name)."""
    row = MemberRow(line, sheet, {meaning: str(cell) for meaning, cell in cells.items()})
    words = words_of(row, cells, encoding, READ_IN_OLD_FONTS)
    row.full_name = read_name(row, words.get("full_name", ""), missing=MISSING, formula=A_FORMULA)
    _branch(row, words.get("branch", ""), branches)
    _birth(row, words.get("birth_year", ""))
    _joined(row, words.get("joined_on", ""))
    _choice(row, words, "gender", GENDERS, N_("“%(typed)s” is neither man nor woman. Write “nam” or “nữ”."))
    _choice(row, words, "standing", STANDINGS, N_("“%(typed)s” is not clear. Write “chính thức” or “dự bị”."))
    if standing := row.values.pop("standing", ""):
        row.values["probationary"] = standing == "probationary"
    _accepts(row, words.get("accepts", ""))
    _languages(row, words.get("languages", ""))
    read_phone(row, cells.get("phone", ""))
    if row.phone:
        row.values["phone"] = row.phone
    _posts(row, words.get("posts", ""))
    _exempt(row, words.get("exempt", ""))
    row.since = _day(row, words.get("since", ""))
    return row


def _branch(row: MemberRow, name: str, branches: Mapping[str, tuple[str, str]]) -> None:
    if not name:
        row.wrong(N_("The branch is missing. Write in which branch the member takes part."))
    elif found := branches.get(bare_name(name)):
        row.branch_id, row.branch = found
    else:
        row.wrong(
            N_("There is no branch “%(name)s”. Correct the name, or add the branch first."), name=name[:60]
        )


def bare_name(name: str) -> str:
    return re.sub(
        r"^(?:chi bo )?(?:ban )?", "", " ".join(re.sub(r"\W+", " ", fold_text(name)).split())
    ).replace(" ", "")


def _birth(row: MemberRow, typed: str) -> None:
    if not typed:
        return
    found = re.fullmatch(r"(?:\d{1,2}[./-])?(?:\d{1,2}[./-])?(\d{4})(?:\.0)?", typed)
    year = int(found[1]) if found else 0
    if not 1900 <= year <= today().year - LEAST_AGE:
        row.wrong(
            N_("“%(typed)s” is not a year of birth. Write four digits or leave it empty."), typed=typed[:20]
        )
    else:
        row.values["birth_year"] = year


def _joined(row: MemberRow, typed: str) -> None:
    if day := _day(row, typed):
        row.values["joined_on"] = day


def _day(row: MemberRow, typed: str) -> str:
    if not typed:
        return ""
    day = read_day(typed)
    if day is None or not date(1930, 2, 3) <= day <= today():
        row.wrong(N_("“%(typed)s” is not a day. Write day/month/year, not in the future."), typed=typed[:20])
        return ""
    return day.isoformat()


def _choice(
    row: MemberRow, words: Mapping[str, str], meaning: str, known: Mapping[str, str], sentence: str
) -> None:
    typed = words.get(meaning, "")
    code = known.get(fold_text(typed).strip("."))
    if code:
        row.values[meaning] = code
    elif typed:
        row.wrong(sentence, typed=typed[:30])


def _accepts(row: MemberRow, typed: str) -> None:
    said = fold_text(typed).strip(".")
    number = re.fullmatch(r"(?:(.*?) )?\(?(\d{1,3})(?:\.0)?(?: ho)?\)?", said)
    level = ACCEPTS.get((number[1] or "") if number else said)
    if level:
        row.values["capacity"] = level
    if number and int(number[2]) <= MOST_HOUSEHOLDS and (level or not number[1]):
        row.values["capacity_override"] = int(number[2])
    elif said and (number or not level):
        row.wrong(
            N_("“%(typed)s” is no number of households. Write a number up to %(most)s, or leave it empty."),
            typed=typed[:30],
            most=MOST_HOUSEHOLDS,
        )


def _languages(row: MemberRow, typed: str) -> None:
    codes = []
    for part in re.split(r"[,;/]| và ", typed):
        said = re.sub(r"^tieng ", "", fold_text(part).strip(". "))
        if said in LANGUAGES:
            codes.append(LANGUAGES[said])
        elif said:
            row.wrong(
                N_("The language “%(typed)s” is not one of the list: Việt, Thái, Khơ Mú, Mông."),
                typed=part[:30],
            )
    if codes:
        row.values["languages"] = sorted(set(codes), key=list(dict.fromkeys(LANGUAGES.values())).index)


def _posts(row: MemberRow, typed: str) -> None:
    """Only posts in the member's own branch; others have their organisation in brackets."""
    known = {fold_text(name): code for name, code in post_names().items()}
    for part in re.split(r"[,;]", re.sub(r"[^,;]*\([^)]*\)", "", typed)):
        said = fold_text(part).strip(". ")
        if said in known:
            row.posts.append(known[said])
        elif said not in NOT_SAID:
            row.note(N_("The post “%(typed)s” is not known and not written down."), typed=part.strip()[:40])


def post_names() -> dict[str, str]:
    """In Vietnamese, as in the list."""
    from webapp.core.i18n import phrases

    return {phrases("vi")[text]: code for code, text in POSTS.items()}


def _exempt(row: MemberRow, typed: str) -> None:
    if fold_text(typed) in NOT_SAID:
        return
    if typed.startswith(FORMULA) or len(typed) > 60 or holds_identity_number(typed):
        row.wrong(N_("Write only the number of the branch's resolution under “Miễn”."))
    elif not re.search(r"\d", typed):
        row.wrong(N_("Under “Miễn” stands no number. Write the number of the branch's resolution."))
    else:
        row.exempt = typed
