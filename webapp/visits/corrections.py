"""Corrections of visits: applied within 30 days; every version is kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import Any

from sync.envelope import from_text
from webapp.accounts.models import Device
from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.core.labels import record_id
from webapp.register.consents import answers_of
from webapp.submissions.bodies import is_id
from webapp.submissions.kinds import Written
from webapp.submissions.queries import contacts_with, proven_since
from webapp.visits.correction_models import VisitCorrection
from webapp.visits.forms import NEXT_RULE, SPOKEN_WITH, VisitForm
from webapp.visits.models import Met, Occasion, Visit
from webapp.web.form_fields import Fields, field_text, field_texts

IN_TIME = timedelta(days=30)
NAMES = ("base", "met", "did", "need", "note", "on", "next_on", "occasion")
COLUMNS = ("met", "did", "has_need", "note", "happened_on", "next_on", "occasion")
READ: dict[str, Callable[[Any], Any]] = {
    "happened_on": date.fromisoformat,
    "next_on": date.fromisoformat,
    "met": Met,
    "occasion": Occasion,
}
Said = dict[str, Any]
RULES = (NEXT_RULE, "It says more than `base`.")


@dataclass
class CorrectionForm:
    """Empty fields change nothing."""

    values: dict[str, str | list[str]]
    base: str = ""
    said: Said = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def empty(cls, base: str = "") -> "CorrectionForm":
        return cls({**dict.fromkeys(NAMES, ""), "did": [], "base": base})

    @classmethod
    def read(cls, fields: Fields, *, made_on: date) -> "CorrectionForm":
        given = {
            name: field_texts(fields, name) if name == "did" else field_text(fields, name) for name in NAMES
        }
        # Without `met`, validate as if at home; not stored.
        visit = VisitForm.read({**given, "met": given["met"] or "1"}, made_on=made_on)
        form = cls(given, base=str(given["base"]), errors=visit.errors)
        form._read_said(visit)
        if form.base and not is_id(form.base):
            form.errors["base"] = _("Choose which visit it is about.")
        if not form.said and not form.errors:
            form.errors["met"] = _("Nothing is changed yet.")
        return form

    def _read_said(self, visit: VisitForm) -> None:
        read = {
            "met": int(visit.met),
            "did": visit.did,
            "need": visit.has_need,
            "note": visit.note,
            "on": visit.happened_on.isoformat(),
            "next_on": visit.next_on.isoformat() if visit.next_on else "",
            "occasion": visit.occasion and int(visit.occasion),
        }
        columns = dict(zip(NAMES[1:], COLUMNS, strict=True))
        nobody = self.values["met"] and visit.met not in SPOKEN_WITH
        self.said = {
            column: read[name]
            for name, column in columns.items()
            if self.values[name] or (nobody and name in ("did", "need"))
        }


async def record_correction(written: Written) -> None:
    form = CorrectionForm.read(written.fields, made_on=written.made_on)
    written.refuse(form.errors)
    day = local_time(written.received_at).date()
    told = (await answers_of([written.household.id])).agreed(written.household.id, day)
    kept = (
        form.said if told else {name: form.said[name] for name in ("met", "happened_on") if name in form.said}
    )
    await VisitCorrection.create(
        id=written.id,
        commune=written.commune,
        household=written.household,
        base=form.base,
        by_id=written.member_id,
        by_name=written.author_name,
        said=kept,
        wall=written.wall,
        counter=written.counter,
        device_id=written.device_id,
        seq=written.seq,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )
    await reapply_corrections([written.household.id])


async def erase_correction(device_id: str, seq: int) -> None:
    rows = VisitCorrection.filter(device_id=device_id, seq=seq)
    homes = await rows.values_list("household_id", flat=True)
    await rows.delete()
    visits = await Visit.filter(household_id__in=list(homes), origin__not_isnull=True)
    await _apply_corrections(visits, [])
    await reapply_corrections([str(home) for home in homes])


async def erase_visit(device_id: str, seq: int) -> None:
    """Corrections of an erased visit stay, as if they had arrived before it."""
    visit = await Visit.get_or_none(id=record_id(from_text(device_id), seq))
    if visit:
        await VisitCorrection.filter(visit_id=visit.id).update(visit_id=None, holds=False)
        await visit.delete()
        await reapply_corrections([visit.household_id])


async def reapply_corrections(homes: Iterable[str]) -> None:
    """Independent of the order of arrival."""
    order = ("wall", "counter", "device_id", "seq")
    corrections = await VisitCorrection.filter(household_id__in=list(homes)).order_by(*order)
    if not corrections:
        return
    touched = {one.household_id for one in corrections}
    visits = await Visit.filter(household_id__in=list(touched)).order_by("recorded_at", "id")
    first = await _possible_since(corrections)
    for one in corrections:
        visit = _target(one, visits)
        found = (visit.id if visit else None, visit is not None and _holds(one, visit, first[one.id]))
        if found != (one.visit_id, one.holds):
            one.visit_id, one.holds = found
            await one.save(update_fields=["visit_id", "holds"])
    await _apply_corrections(visits, corrections)


def _target(correction: VisitCorrection, visits: Sequence[Visit]) -> Visit | None:
    """The one in `base`, or the writer's newest by then."""
    for visit in reversed(visits):
        if visit.household_id != correction.household_id:
            continue
        own = _same_writer(correction, visit) and visit.recorded_at <= correction.recorded_at
        if visit.id == correction.base or (not correction.base and own):
            return visit
    return None


def _same_writer(correction: VisitCorrection, visit: Visit) -> bool:
    return (correction.by_id, correction.by_id or correction.by_name) == (
        visit.by_id,
        visit.by_id or visit.by_name,
    )


async def _possible_since(corrections: Sequence[VisitCorrection]) -> dict[str, datetime]:
    """Earliest possible time of writing, by contacts instead of the phone's clock."""
    phones = {
        device.id: device for device in await Device.filter(id__in={one.device_id for one in corrections})
    }
    contacts = {id_: await contacts_with(id_) for id_, phone in phones.items() if phone.kind == "phone"}
    found: dict[str, datetime] = {}
    for one in corrections:
        came, phone = one.received_at, phones.get(one.device_id)
        since = None
        if phone and phone.id in contacts:
            since = proven_since(contacts[phone.id], one.seq, came, phone.enrolled_at)
        found[one.id] = min(since or came, came)
    return found


def _holds(correction: VisitCorrection, visit: Visit, since: datetime) -> bool:
    """Within 30 days by both clocks, and not provably later: the phone's clock alone could keep the period
    open for ever.
    """
    in_time = correction.recorded_at - visit.recorded_at <= IN_TIME and since - visit.received_at <= IN_TIME
    return in_time and _same_writer(correction, visit) and bool(correction.said)


async def _apply_corrections(visits: Sequence[Visit], corrections: Sequence[VisitCorrection]) -> None:
    for visit in visits:
        first: Said = dict.fromkeys(COLUMNS) | (
            visit.origin or {name: _plain(getattr(visit, name)) for name in COLUMNS}
        )
        holding = [one for one in corrections if one.visit_id == visit.id and one.holds]
        shown = first.copy()
        for one in holding:
            shown |= one.said
        before = visit.origin, [_plain(getattr(visit, name)) for name in COLUMNS]
        last = local_time(visit.received_at).date().isoformat()
        shown["happened_on"] = min(shown["happened_on"], last)
        origin = first if holding else None
        if before == (origin, [shown[name] for name in COLUMNS]):
            continue
        for name in COLUMNS:
            setattr(visit, name, _column(name, shown[name]))
        visit.origin = origin
        await visit.save(update_fields=[*COLUMNS, "origin"])


def _plain(value: Any) -> Any:
    return (
        value.isoformat() if isinstance(value, date) else int(value) if isinstance(value, IntEnum) else value
    )


def _column(name: str, value: Any) -> Any:
    return READ[name](value) if name in READ and value else value
