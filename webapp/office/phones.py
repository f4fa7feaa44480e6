"""View data: phones and PIN browsers; form to revoke one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sync.ranges import Ranges
from webapp.accounts.enrolment.wrong_codes import wrong_lately
from webapp.accounts.models import READ_TWICE, BrowserPin, Device, Revocation
from webapp.accounts.pins.browser_pins import TRIES
from webapp.accounts.queries import browsers_visible_to, live_slips, missing_from, phones_visible_to
from webapp.accounts.revocation import CLONED, REASONS
from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.people.choices import GONE
from webapp.people.models import Member
from webapp.people.rules import states_of
from webapp.submissions.decide import waiting_by_device
from webapp.submissions.phone_clocks import days_wrong_at_last_contact
from webapp.submissions.queries import far_numbers
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_words
from webapp.web.person import Person

SILENT_AFTER = timedelta(days=7)
NOTE_MAX = 300
CLOSED_SHOWN = 50


@dataclass(frozen=True)
class PhoneLine:
    device: Device
    replaced: bool
    """Owner enrolled again since."""
    missing: Ranges
    far: int = 0
    """Implausible highest number."""

    @property
    def person(self) -> str:
        return self.device.member.full_name if self.device.member else ""

    @property
    def received(self) -> Ranges:
        return Ranges.parse(self.device.received)

    @property
    def issued(self) -> int:
        issued: int = self.device.issued
        return max(issued, self.received.last)

    @property
    def days_wrong(self) -> int:
        return days_wrong_at_last_contact(self.device)

    @property
    def silent(self) -> bool:
        seen = self.device.seen_at
        return seen is None or datetime.now(UTC) - seen > SILENT_AFTER

    @property
    def read_twice(self) -> datetime | None:
        """When a clone was last seen, unless revoked."""
        at = None if self.device.revoked_at else self.device.report.get(READ_TWICE)
        return datetime.fromtimestamp(at, UTC) if at else None

    @property
    def copied(self) -> bool:
        """Cloned; owner not yet enrolled again."""
        return self.device.revoked_for == CLONED and not self.replaced


@dataclass(frozen=True)
class BrowserLine:
    """PIN browser."""

    row: BrowserPin
    person: str

    @property
    def shut(self) -> bool:
        return self.row.wrong >= TRIES


@dataclass
class ClosingForm:
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields) -> "ClosingForm":
        form = cls({"reason": field_text(fields, "reason"), "note": field_text(fields, "note").strip()})
        if form.values["reason"] not in REASONS:
            form.errors["reason"] = _("Choose why.")
        read_words(form.values, "note", limit=NOTE_MAX, errors=form.errors, lines=True)
        return form


async def phones_page(person: Person) -> dict[str, Any]:
    """By missing records."""
    phones = phones_visible_to(person).prefetch_related("member")
    closed = await phones.filter(revoked_at__isnull=False).order_by("-revoked_at").limit(CLOSED_SHOWN)
    lines = await _lines([*await phones.filter(revoked_at=None), *closed])
    used = [line for line in lines if not line.device.revoked_at]
    states = await states_of({line.device.member_id or "" for line in used}, today())
    gone = [line for line in used if states.get(line.device.member_id or "") in GONE]
    return {
        "slips": await live_slips(person),
        "browsers": await _browsers(person),
        "wrong_codes": await wrong_lately(),
        "gone": gone,
        "copied": [line for line in lines if line.copied],
        "twice": [line for line in used if line.read_twice],
        "used": sorted(
            (line for line in used if line not in gone and not line.read_twice),
            key=lambda line: (-len(line.missing), line.person),
        ),
        "closed": [line for line in lines if line.device.revoked_at and not line.copied],
    }


async def _browsers(person: Person) -> list[BrowserLine]:
    rows = await browsers_visible_to(person)
    names = dict(await Member.filter(id__in=[row.member for row in rows]).values_list("id", "full_name"))
    return [BrowserLine(row, names[row.member]) for row in rows]


async def _lines(devices: Iterable[Device]) -> list[PhoneLine]:
    newest: dict[str | None, datetime] = {}
    all_ = list(devices)
    for device in all_:
        newest[device.member_id] = max(newest.get(device.member_id, device.enrolled_at), device.enrolled_at)
    missing, far = await missing_from(all_), await far_numbers(all_)
    return [
        PhoneLine(
            device,
            bool(device.revoked_at and newest[device.member_id] > device.revoked_at),
            missing[device.id],
            far.get(device.id, 0),
        )
        for device in all_
    ]


async def phone_page(person: Person, device: Device, form: ClosingForm | None = None) -> dict[str, Any]:
    await device.fetch_related("member")
    theirs = await Device.filter(member_id=device.member_id, kind="phone").prefetch_related("member")
    return {
        "line": next(line for line in await _lines(theirs) if line.device.id == device.id),
        "waiting": (await waiting_by_device(person.commune))[device.id],
        "revocation": await Revocation.get_or_none(device_id=device.id),
        "hands_out": person.organises,
        "form": form or ClosingForm({"reason": "", "note": ""}),
    }


async def phones_read_twice(commune: str) -> list[tuple[str, str]]:
    """(device, person) not yet revoked."""
    rows = Device.filter(commune=commune, kind="phone", revoked_at=None)
    told = await rows.values_list("id", "member__full_name", "report")
    return [(str(id_), str(name)) for id_, name, report in told if READ_TWICE in report]


async def copied_phones(commune: str) -> int:
    """Cloned phones whose owner must enrol again."""
    closed = await Device.filter(commune=commune, kind="phone", revoked_for=CLONED)
    if not closed:
        return 0
    owners = [device.member_id for device in closed]
    return sum(line.copied for line in await _lines(await Device.filter(kind="phone", member_id__in=owners)))
