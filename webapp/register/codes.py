"""Household codes."""

import re

from webapp.core.vi_text import fold_text
from webapp.people.models import OrgUnit
from webapp.people.queries import hamlets_of
from webapp.register.models import Household, HouseholdImport


async def next_code(hamlet: OrgUnit) -> str:
    """Call in a transaction that locks the hamlet. Codes are never reused."""
    return f"{await _letters(hamlet)}-{await _last_number(hamlet) + 1:03d}"


async def _letters(hamlet: OrgUnit) -> str:
    """If unset, made from the hamlet's name."""
    if hamlet.letters:
        return hamlet.letters
    words = fold_text(without_label(hamlet.name)).upper().split()
    wish = "".join(word[0] for word in words) if len(words) > 1 else words[0][:2]
    taken = {each.letters for each in await hamlets_of(hamlet.commune)}
    hamlet.letters = next(code for code in (wish, *(f"{wish}{n}" for n in range(2, 99))) if code not in taken)
    await hamlet.save(update_fields=["letters"])
    return hamlet.letters


async def _last_number(hamlet: OrgUnit) -> int:
    """Includes numbers used by undone imports."""
    letters = await _letters(hamlet)
    codes = await Household.filter(commune=hamlet.commune, code__startswith=f"{letters}-").only("code")
    given = [int(each.code.rpartition("-")[2]) for each in codes if re.fullmatch(r".*-\d+", each.code)]
    lists = await HouseholdImport.filter(commune=hamlet.commune, confirmed_at__isnull=False).only("report")
    return max([0, *given, *(int(each.report.get("last", {}).get(letters, 0)) for each in lists)])


LABELS = {"ban", "thon", "xom", "khoi", "lang", "buon"}


def without_label(name: str) -> str:
    first, _, rest = " ".join(name.split()).partition(" ")
    return rest if rest and fold_text(first) in LABELS else name
