"""Form: erase quarantined records, or all about a family."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tortoise.exceptions import DoesNotExist

from sync.inbox import Status
from webapp.accounts.models import Account
from webapp.core.calendar import holds_on, today
from webapp.core.i18n import gettext as _
from webapp.office.carry_out import carry_out_rulings
from webapp.office.erase_family import with_merged_households, write_down_families
from webapp.office.erase_records import replay_erasures
from webapp.office.put_aside import lines_of
from webapp.people.models import Position
from webapp.register.models import Household
from webapp.submissions.decide import WAITING, WaitingLine
from webapp.submissions.intake.submit import submit_form
from webapp.submissions.models import StoredSubmission
from webapp.submissions.rulings import ERASE, REASON_MAX, RULING, named_submission, target_of
from webapp.submissions.two_person_erasure import is_restricted
from webapp.web.form_fields import Fields, field_text, field_texts
from webapp.web.free_text import read_words
from webapp.web.person import Person
from webapp.web.policies import OFFICE

RECORDS_MAX = 500
A_RULING = 50
SPEAKS = ("secretary", "deputy_secretary")


@dataclass
class ErasureForm:
    """`code`: group on the quarantine page."""

    rows: list[StoredSubmission]
    values: dict[str, Any]
    code: str = ""
    family: Household | None = None
    """Also erase data from imports and the office."""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def at_once(self) -> list[StoredSubmission]:
        return [row for row in self.rows if not is_restricted(row)]

    @property
    def homes(self) -> list[str]:
        return sorted({row.entity for row in self.rows if row.entity})


async def records_about(household: Household) -> list[StoredSubmission]:
    there = StoredSubmission.filter(
        commune=household.commune,
        entity__in=await with_merged_households(household),
        status__not=int(Status.ERASED),
    )
    return await there.order_by("-received_at", "-id").limit(RECORDS_MAX)


async def erasure_page(
    person: Person, household: Household, form: ErasureForm | None = None
) -> dict[str, Any]:
    return {
        "household": household,
        "lines": without_words(await lines_of(person, await records_about(household))),
        "form": form or ErasureForm([], {"reason": "", "targets": [], "about": ""}),
    }


def without_words(lines: Iterable[WaitingLine]) -> list[WaitingLine]:
    return [replace(line, words="") for line in lines]


async def sure_page(person: Person, household: Household | None, form: ErasureForm) -> dict[str, Any]:
    lines = without_words(await lines_of(person, form.rows))
    two = sum(line.two for line in lines)
    return {
        "household": household,
        "lines": lines,
        "two": two,
        "at_once": len(lines) - two,
        "others": await second_accounts(person, form) if two else [],
        "form": form,
        "back": f"/households/{household.id}/erasure" if household else "/put-aside",
    }


async def second_accounts(person: Person, form: ErasureForm) -> list[tuple[str, str]]:
    """Other office accounts, secretaries of the branches."""
    accounts = Account.filter(commune=person.commune, role__in=OFFICE, disabled_at=None).exclude(id=person.id)
    found = [(one.id, one.name) for one in await accounts.order_by("name", "id")]
    hamlets = await Household.filter(id__in=form.homes).values_list("hamlet_id", flat=True)
    posts = Position.filter(
        holds_on(today()), org__unit_id__in=list(hamlets), org__kind="branch", kind__in=SPEAKS
    )
    rows = await posts.order_by("-kind", "id").prefetch_related("member")
    return found + [(row.member_id, row.member.full_name) for row in rows]


async def read_erasure(person: Person, household: Household | None, fields: Fields) -> ErasureForm:
    """DoesNotExist: another household's record; without household, one not waiting."""
    targets = field_texts(fields, "targets")[:RECORDS_MAX]
    theirs = await with_merged_households(household) if household else []
    whole = field_text(fields, "which") == "all"
    if household and whole:
        found = await records_about(household)
        targets = [target_of(row) for row in found]
    else:
        found = [row for target in targets if (row := await named_submission(person.commune, target))]
    left = [row for row in found if row.status != Status.ERASED]
    for row in left:
        if row.entity not in theirs if household else row.status not in WAITING:
            raise DoesNotExist(StoredSubmission)
    reason, about = field_text(fields, "reason"), field_text(fields, "about")
    rows = [row for row in left if row.kind != RULING.code]
    values = {"reason": reason, "about": about, "targets": targets}
    family = household if whole or "family" in fields else None
    form = ErasureForm(rows, values, field_text(fields, "code"), family)
    if not (targets or family) or len(found) < len(targets):
        form.errors["targets"] = _("Choose at least one record.")
    if not read_words(form.values, "reason", limit=REASON_MAX, errors=form.errors):
        form.errors.setdefault("reason", _("Write the reason in a few words."))
    if about and about not in dict(await second_accounts(person, form)):
        form.errors["about"] = _("Choose one of these names, or none.")
    return form


async def erase_targets(person: Person, form: ErasureForm, op: str) -> None:
    """Idempotent by `op`. A ruling must fit a body."""
    names = [target_of(row) for row in form.rows]
    for place in range(0, len(names), A_RULING):
        await submit_ruling(
            person,
            ERASE,
            names[place : place + A_RULING],
            form.values["reason"].strip(),
            f"{op[:20]}{place or ''}",
            about=form.values["about"],
        )
    if form.family:
        await write_down_families(person.commune, await with_merged_households(form.family), person.name, op)
    await carry_out_rulings(person.commune)
    if form.family:
        await replay_erasures(person.commune)


async def submit_ruling(
    person: Person, verdict: str, targets: list[str], reason: str, op: str, *, about: str = ""
) -> None:
    fields: Fields = {"verdict": verdict, "reason": reason, "targets": targets, "op": op}
    await submit_form(person, RULING, "", {**fields, "by": person.id, "about": about})
