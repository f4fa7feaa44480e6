"""Saves visits typed from paper, per row."""

import difflib
from dataclasses import dataclass
from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from webapp.concerns.rules import has_restricted_category
from webapp.core.calendar import holds_on, today
from webapp.core.database.db import now
from webapp.core.i18n import gettext as _
from webapp.core.i18n import show_clock, show_date
from webapp.core.vi_text import fold_text
from webapp.paper.lines import Grid, PaperLine
from webapp.paper.models import SheetState, VisitSheet
from webapp.paper.queries import branches_typed_for, sheets_typed_by
from webapp.paper.rules import issued_after_the_backup
from webapp.paper.serial_throttle import note_wrong_serial, too_many_wrong_serials
from webapp.paper.serials import as_printed, read_serial
from webapp.people.models import Member, PartyOrg, Position
from webapp.register.charge_models import Assignment
from webapp.register.consents import answers_of
from webapp.register.models import Household
from webapp.register.queries import households_visible_to
from webapp.submissions.intake.submit import Submitted, submit_form
from webapp.submissions.kinds import KINDS
from webapp.submissions.models import StoredSubmission
from webapp.web.person import Person

VISIT, NEED, CONCERN, MOVEMENT = (
    next(kind for kind in KINDS.values() if kind.name == name)
    for name in ("visit", "need", "concern", "population_event")
)
NEAR = 3


@dataclass(frozen=True)
class Kept:
    serial: str
    code: str
    household_id: str
    doer: str
    to_report: bool
    """Help needed, no concern on paper, user may report one."""


class Wrong(Exception):
    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name, self.sentence = name, sentence


async def keep_grid(person: Person, grid: Grid) -> list[Kept]:
    """Saves good rows; others keep input and errors."""
    kept, seen = [], set()
    for place, line in enumerate(grid.lines):
        if not line.typed:
            continue
        serial = read_serial(line.values["serial"])
        try:
            if serial and serial in seen:
                raise Wrong("serial", _("This number stands in another row too."))
            one = await _keep(person, line, f"{grid.op}-{place}")
        except Wrong as wrong:
            line.errors.setdefault(wrong.name, wrong.sentence)
            continue
        finally:
            seen.add(serial)
        if one:
            kept.append(one)
            grid.lines[place] = line.emptied()
    return kept


async def _keep(person: Person, line: PaperLine, form: str) -> Kept | None:
    """None on errors; the serial is checked anyway."""
    async with in_transaction():
        sheet = await _sheet(person, line)
        if sheet.state is SheetState.TYPED and sheet.typed_in == form:
            return await _kept(person, sheet, line)  # retry
        _must_be_out(sheet)
        household = await _household(person, line, sheet)
        if line.day is None or household is None or line.errors:
            return None
        doer = await _doer(line, line.day, sheet, household)
        _may_be_typed_by(person, line, doer)
        await _may_be_written(line, household)
        outcome = await _submit_all(person, line, sheet, household, doer)
        sheet.household, sheet.member, sheet.state = household, doer, SheetState.TYPED
        sheet.typed_by_name, sheet.typed_at, sheet.typed_in = person.name, now(), form
        sheet.visit = outcome.id
        await sheet.save()
        return await _kept(person, sheet, line)


async def _submit_all(
    person: Person, line: PaperLine, sheet: VisitSheet, household: Household, doer: Member
) -> Submitted:
    """As a phone would."""
    other = doer if doer.id != person.member_id else None
    op = f"paper-{sheet.number}"
    outcome = await submit_form(person, VISIT, household.id, {**line.fields, "op": op}, doer=other)
    if line.needs:
        await submit_form(person, NEED, household.id, {**line.needs, "op": f"{op}-need"}, doer=other)
    if line.movement:
        await submit_form(person, MOVEMENT, household.id, {**line.movement, "op": f"{op}-moved"}, doer=other)
    if line.concern:
        await submit_form(person, CONCERN, household.id, {**line.concern, "op": f"{op}-concern"}, doer=other)
    return outcome


def _may_be_typed_by(person: Person, line: PaperLine, doer: Member) -> None:
    """Confidentiality: restricted concerns only by the visitor or commune secretary."""
    own = doer.id == person.member_id or person.is_commune_secretary
    if line.concern and not own and has_restricted_category(line.concern):
        told = _(
            "A dispute, how someone behaved, a person's safety: only %(who)s or the secretary of the commune types this in. Empty these two fields and give the paper back."
        )
        raise Wrong("concern", told % {"who": doer.full_name})


async def _may_be_written(line: PaperLine, household: Household) -> None:
    answers = await answers_of([household.id])
    if line.needs and not answers.allow(household.id, today(), "needs"):
        raise Wrong("named", _("This family did not agree that its needs are written down."))
    if line.movement and not answers.allow(household.id, today(), "movements"):
        raise Wrong("moved", _("This family did not agree that anything is written about it."))


async def preview_line(person: Person, line: PaperLine) -> str:
    """Feedback before submitting; raises Wrong."""
    async with in_transaction():
        sheet = await _sheet(person, line)
        _must_be_out(sheet)
    await sheet.fetch_related("household", "member")
    known = [sheet.household.code if sheet.household else "", sheet.member.full_name if sheet.member else ""]
    return " · ".join(filter(None, known))


async def _kept(person: Person, sheet: VisitSheet, line: PaperLine) -> Kept:
    await sheet.fetch_related("household", "member")
    household, member = sheet.household, sheet.member
    if household is None or member is None:
        raise LookupError("a form that was typed in has a household and a member")
    to_report = line.fields["need"] == "1" and line.concern is None
    if to_report:  # typing in grants no access to the household
        to_report = await (await households_visible_to(person)).filter(id=household.id).exists()
    return Kept(as_printed(sheet.serial), household.code, household.id, member.full_name, to_report)


async def _sheet(person: Person, line: PaperLine) -> VisitSheet:
    typed = line.values["serial"]
    if not typed:
        raise Wrong("serial", _("Write the number at the top of the form."))
    if too_many_wrong_serials(person.id):
        raise Wrong("serial", _("Too many wrong numbers. Wait ten minutes, then look at the paper again."))
    serial = read_serial(typed)
    sheets = (await sheets_typed_by(person)).select_for_update()
    sheet = (await sheets.get_or_none(serial=serial) or await _forgotten(person, serial)) if serial else None
    if sheet is None:  # one message for all causes, to reveal nothing
        note_wrong_serial(person.id)
        raise Wrong("serial", _("No form here has this number. Look at the paper again, letter by letter."))
    return sheet


async def _forgotten(person: Person, serial: str) -> VisitSheet | None:
    """Printed after the backup restored from. Raises Wrong if already typed in."""
    branches, number = await branches_typed_for(person), await issued_after_the_backup(person.commune, serial)
    if not branches or number is None:
        return None
    before = StoredSubmission.filter(commune=person.commune, form=f"paper-{number}")
    if said := await before.order_by("received_at").first():
        raise Wrong("serial", _typed_already(said.author_name, said.received_at))
    return VisitSheet(
        commune=person.commune,
        number=number,
        serial=serial,
        branch_id=person.branch_id or branches[0],
        run=f"restored-{number}",
        place=0,
        printed_by_name=person.name,
        printed_at=now(),
    )


def _must_be_out(sheet: VisitSheet) -> None:
    if sheet.state is SheetState.TYPED:
        raise Wrong("serial", _typed_already(sheet.typed_by_name, sheet.typed_at))
    if sheet.state is SheetState.VOID:
        said = _("%(who)s said on %(day)s that this form is lost. Write its answers onto a new form.")
        raise Wrong("serial", said % {"who": sheet.void_by_name, "day": show_date(sheet.void_at)})


def _typed_already(who: str, at: object) -> str:
    said = _("%(who)s typed this form in at %(time)s on %(day)s. It counts once; leave this row empty.")
    return said % {"who": who, "time": show_clock(at), "day": show_date(at)}  # type: ignore[arg-type]


async def _household(person: Person, line: PaperLine, sheet: VisitSheet) -> Household | None:
    await sheet.fetch_related("household")
    printed = sheet.household
    if not line.values["code"] and printed:
        return printed
    if printed and printed.code != line.code:
        said = _("Form %(serial)s was printed for household %(code)s. Look at both numbers again.")
        raise Wrong("code", said % {"serial": sheet.printed, "code": printed.code})
    if not line.values["code"]:
        raise Wrong("code", _("Write the code of the household, such as HC-017."))
    if printed:
        return printed
    homes = _homes(person.commune, await branches_typed_for(person))
    found = await homes.filter(code=line.code).first()
    if found is None:
        near = homes if not person.is_plain_member else await households_visible_to(person)
        raise Wrong("code", await _unknown(line.code, near))
    return found


def _homes(commune: str, branches: list[str]) -> QuerySet[Household]:
    """In these branches' hamlets, or assigned to their members elsewhere."""
    here = Q(hamlet__party_orgs__id__in=branches) | Q(places__group__branch_id__in=branches)
    return Household.filter(here, commune=commune).distinct()


async def _unknown(code: str, homes: QuerySet[Household]) -> str:
    codes = [str(one) for one in await homes.values_list("code", flat=True)]
    near = ", ".join(difflib.get_close_matches(code, sorted(set(codes)), NEAR, 0.6))
    if near:
        return _("There is no household %(code)s here. Near it: %(near)s.") % {"code": code, "near": near}
    return _("There is no household %(code)s here. Look at the form again.") % {"code": code}


async def _doer(line: PaperLine, day: date, sheet: VisitSheet, household: Household) -> Member:
    """In charge that day, or standing in."""
    carers = await carers_on(day, household)
    told = {"code": household.code, "day": show_date(day), "names": _names(carers)}
    if line.values["who"]:
        sought = fold_text(line.values["who"])
        able = [*carers, *await _secretaries(day, household)]
        found = {one.id: one for one in able if f" {fold_text(one.full_name)}".endswith(f" {sought}")}
        if len(found) == 1:
            return next(iter(found.values()))
        told["who"] = line.values["who"]
        raise Wrong("who", _not_in_charge(bool(carers)) % told)
    await sheet.fetch_related("member")
    if sheet.member is not None and sheet.member.id not in {one.id for one in carers}:
        raise Wrong("who", _not_in_charge(bool(carers)) % (told | {"who": sheet.member.full_name}))
    if sheet.member is not None:
        return sheet.member
    if not carers:
        raise Wrong("who", _("Nobody was in charge of %(code)s on %(day)s.") % told)
    if len(carers) > 1:
        raise Wrong(
            "who", _("On %(day)s several were in charge of %(code)s: %(names)s. Write who went.") % told
        )
    return carers[0]


def _not_in_charge(anybody: bool) -> str:
    if anybody:
        return _(
            "%(who)s was not in charge of %(code)s on %(day)s; in charge were: %(names)s. Write who went, or look at the day."
        )
    return _("%(who)s was not in charge of %(code)s on %(day)s, nor was anybody. Look at the day.")


def _names(members: list[Member]) -> str:
    return ", ".join(one.full_name for one in members)


async def carers_on(day: date, household: Household) -> list[Member]:
    rows = (
        await Assignment.filter(
            holds_on(day) & holds_on(day, "group__places__"), group__places__household_id=household.id
        )
        .order_by("-role", "id")
        .prefetch_related("member")
    )
    return list({row.member_id: row.member for row in rows}.values())


async def _secretaries(day: date, household: Household) -> list[Member]:
    """Of the hamlet's branch: may visit any household there."""
    branches = await PartyOrg.filter(unit_id=household.hamlet_id, kind="branch").values_list("id", flat=True)
    held = Position.filter(holds_on(day), org_id__in=[str(one) for one in branches], kind="secretary")
    return [row.member for row in await held.prefetch_related("member")]
