"""What the kinds say of required values, days and rules is what the office does: no client has to guess why it is `form`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.submissions.evolution import HANDOVER, PLAN
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.assignments.charge.models import Handover
from webapp.assignments.plans.models import AssignmentPlan, PlanLine
from webapp.core.calendar import months_after, today
from webapp.help_requests.models import HelpReason, HelpRequest
from webapp.households.poverty.models import PovertyRecord
from webapp.progress.models import MonthReport
from webapp.submissions.published import PLACE

Said = dict[str, Any]
KINDS: dict[str, Any] = {kind["name"]: kind for kind in json.loads(PLACE.read_text())["kinds"]}
PAGES = Path(__file__).parents[2] / "templates"
ID = "AQIDBAUGBwg"


def day(n: int) -> str:
    return (today() + timedelta(days=n)).isoformat()


def fields_of(name: str) -> list[Said]:
    schemas = KINDS[name]["schemas"]
    found: list[Said] = schemas[max(schemas)]
    return found


GOOD: dict[str, Said] = {
    "visit": {"met": 1},
    "concern": {"category": 1, "severity": 2, "agreed": 1},
    "household_change": {"people": 5, "people_was": 4},
    "consent": {"answer": 2},
    "population_event": {"moved": 2, "moved_when": 1, "persons": 2},
    "plan_answer": {"plan": PLAN, "answer": "yes"},
    "absence": {"what": "back"},
    "another_member": {},
    "handover_confirmed": {"handover": HANDOVER},
    "need": {"opens": [1]},
    "duty_ack": {"version": 1, "households": 2, "digest": ID},
    "family_request": {"wants": 1},
    "visit_correction": {"met": 1},
    "support_contact": {"member": "EN", "topic": 1},
    "poverty_step": {"review_step": 1},
    "month_report": {"month": day(0)[:7]},
    "month_read": {"report": "OF EN"},
    "objection": {"record": ID},
    "concern_withdrawn": {"concern": ID},
    "concern_step": {"concern": ID, "action": 7},
    "card_read": {"card": 1, "version": 1},
    "help_request": {"reason": 1},
    "help_answer": {"request": "ASKED BY EN"},
    "residents_meeting": {"hamlet": "HAMLET", "subject": "Sửa đường vào bản", "people": 41},
    "notice_told": {"notice": ID, "outcome": 1},
}
"""A body of each kind that is taken."""


@dataclass
class Kept:
    """Of one rule: what breaks it, and what only just does not."""

    breaks: Sequence[Said]
    keeps: Sequence[Said]
    before: Sequence[tuple[str, Said]] = field(default=())
    """Written first where it is to be broken."""


def only(purpose: int) -> list[tuple[str, Said]]:
    return [("consent", {"answer": 1, "purpose": [purpose]})]


NEXT = Kept([{"next_on": day(0)}, {"next_on": day(93)}, {"on": day(-10), "next_on": day(83)}], [{"next_on": day(92)}, {"on": day(-10), "next_on": day(-9)}])  # fmt: skip
AWAY: Said = {"what": "away"}
RULES: dict[str, list[Kept]] = {
    "visit": [NEXT],
    "concern": [Kept([{"category": 9, "_h": 1}, {"category": 14, "_h": 1}], [{"category": 9}, {"_h": 1}])],
    "household_change": [
        Kept([{}], [{}], only(2)),
        Kept(
            [{"head_name": name} for name in ("V", "Vi <b>", 'Vi "Tư"', "Vi 2")] + [{"head_name_was": "Vi Thị Hoa"}],
            [{"head_name": "H' Bia Y-Én"}],
        ),
        Kept([{"people": None}], [{"people_was": None}]),
        Kept(
            [{"head_phone": one} for one in ("chưa có", "12345678", "0912", "0912345678a")],
            [{"head_phone": one} for one in ("0912 345 678", "+84 912 345 678", "02383 123 456")],
        ),
    ],
    "population_event": [
        Kept([{}], [{}], only(2)),
        Kept([{"under_6": 3}], [{"under_6": 2}]),
        Kept(
            [{"moved_on": f"{months_after(today(), 1):%m/%Y}"}, {"moved_on": str(today().year - 5)}],
            [{"moved_on": f"{today():%m/%Y}"}, {"moved_on": str(today().year)}],
        ),
    ],
    "plan_answer": [Kept([{"plan": ID}], [{}])],
    "absence": [
        Kept(
            [AWAY | {"until": day(-1)}, AWAY | {"until": day(93)}, {"what": None, "since": day(5), "until": day(4)}],
            [AWAY | {"until": day(0)}, AWAY | {"until": day(92)}, {"what": None, "since": day(5), "until": day(97)}],
        )
    ],
    "another_member": [
        Kept([{"member": ID}], [{"member": "EN"}]),
        Kept([{"asked": 0}], [{}]),
    ],
    "handover_confirmed": [Kept([{"handover": ID}], [{}])],
    "need": [Kept([{}], [{}], only(1)), Kept([{"closes": [1, 2]}], [{"closes": [2]}])],
    "visit_correction": [NEXT, Kept([{"met": None}, {"met": None, "base": ID}], [{"met": None, "note": "Mái dột"}])],
    "support_contact": [Kept([{"member": ID}, {"member": "KHOA"}], [{}])],
    "poverty_step": [
        Kept([{}], [{}], [("consent", {"answer": 2})]),
        Kept([{"review_step": 2, "record": ID}, {"review_step": 2, "record": "OF BAO"}], [{"review_step": 2, "record": "OF AN"}]),
    ],
    "concern_step": [
        Kept([{"action": 4}], [{"action": 1, "text": "Giếng cạn"}]),
        Kept([{"action": 9}, {"action": 10, "text": "Lô Xuân Bảo"}], [{"action": 7}]),
        Kept([{"action": 11, "text": "Chờ ống"}], [{"until": day(1)}]),
        Kept([{"action": 13}, {"action": 13, "into": ID}], [{"into": ID}]),
    ],
    "help_answer": [Kept([{"request": ID}, {"request": "ASKED BY KHOA"}], [{}])],
    "residents_meeting": [Kept([{"hamlet": ID}, {"hamlet": "OTHER HAMLET"}], [{}])],
    "month_read": [Kept([{"report": ID}, {"report": "OF KHOA"}], [{}])],
}  # fmt: skip


@pytest.fixture
async def told(huoi_co: World, browser_of: Any) -> "Told":
    names = await what_pages_name(huoi_co)
    return Told(huoi_co, await browser_of(None), names)


async def what_pages_name(world: World) -> dict[str, str]:
    common: dict[str, Any] = {"branch": world.branch, "commune": world.commune.id}
    at = datetime.now(UTC)
    plan = await AssignmentPlan.create(id=PLAN, state="published", made_at=at, made_by="Hà Thị Ơn", **common)
    await PlanLine.create(
        plan=plan, household=world.an, member=world.dan, place=1, reason="", commune=world.commune.id
    )
    await Handover.create(id=HANDOVER, before=world.dan, after=world.en, since=at.date(), **common)
    names = {"EN": world.en.id, "KHOA": world.khoa.id}
    names |= {"HAMLET": world.hamlet.id, "OTHER HAMLET": world.other_hamlet.id}
    for name, member in (("OF EN", world.en), ("OF KHOA", world.khoa)):
        report = await MonthReport.create(
            commune=world.commune.id,
            member=member,
            month=date(2026, 10, 1),
            note="",
            recorded_at=at,
            received_at=at,
        )
        names[name] = report.id
        asked = await HelpRequest.create(
            commune=world.commune.id, member=member, reason=HelpReason.LOAD, recorded_at=at, received_at=at
        )
        names[name.replace("OF", "ASKED BY")] = asked.id
    for name, home in (("OF AN", world.an), ("OF BAO", world.bao)):
        record = await PovertyRecord.create(
            household=home,
            commune=world.commune.id,
            poverty_class="poor",
            change="new",
            decision_date=today(),
        )
        names[name] = record.id
    return names


@dataclass
class Told:
    """What the office says of a body, each time from a phone of its own."""

    world: World
    browser: Any
    names: dict[str, str]

    async def of(self, name: str, said: Said, before: Sequence[tuple[str, Said]] = ()) -> tuple[int, str]:
        led = name in ("support_contact", "month_read", "help_answer")
        phone = await enrolled(self.world.khoa if led else self.world.dan)
        phone.wants_pages = False
        for kind, values in before:
            self._write(phone, kind, values)
        self._write(phone, name, said)
        await phone.exchange(self.browser)
        receipt = phone.receipts[len(phone.outbox)]
        return receipt.status, receipt.code

    def _write(self, phone: Phone, name: str, said: Said) -> None:
        kind = KINDS[name]
        values = [said.get(one["name"]) for one in fields_of(name)]
        phone.write(
            kind["code"],
            self.world.an.id if kind["about"] == "household" else "",
            [self.names.get(value, value) if isinstance(value, str) else value for value in values],
            schema=int(max(kind["schemas"])),
            helped="_h" in said,
        )


TAKEN, FORM = (1, ""), (3, "form")


@pytest.mark.parametrize("name", KINDS)
async def test_a_rule_that_is_broken_is_form_and_one_that_is_kept_is_taken(told: Told, name: str) -> None:
    cases = dict(zip(KINDS[name]["rules"], RULES.get(name, []), strict=True))
    alone = {rule: case for rule, case in cases.items() if not case.before}
    for rule, broken in [(rule, broken) for rule, case in alone.items() for broken in case.breaks]:
        assert await told.of(name, GOOD[name] | broken) == FORM, (rule, broken)
    assert await told.of(name, GOOD[name]) == TAKEN
    for rule, kept in [(rule, kept) for rule, case in cases.items() for kept in case.keeps]:
        assert await told.of(name, GOOD[name] | kept) == TAKEN, (rule, kept)
    for rule, case in [one for one in cases.items() if one[1].before]:
        assert await told.of(name, GOOD[name] | case.breaks[0], case.before) == FORM, rule


def test_ids_stand_in_the_forms_of_pages() -> None:
    pages = [page.read_text() for page in PAGES.rglob("*.html")]
    for name in KINDS:
        forms = [page for page in pages if f'kind_attributes("{name}")' in page]
        for one in fields_of(name):
            assert one["type"] != "id" or any(f'name="{one["name"]}"' in page for page in forms), (name, one)


def value_for(one: Said) -> Any:
    if "choices" in one:
        chosen: Any = next(iter(one["choices"]))
        chosen = int(chosen) if one["type"].startswith("code") else chosen
        return [chosen] if one["type"] in ("codes", "words") else chosen
    by_type = {"day": day(0), "period": day(0), "text": "Giếng cạn", "number": one.get("least")}
    return {"record": "OF AN"}.get(one["name"], by_type.get(one["type"]))


@pytest.mark.parametrize("name", KINDS)
async def test_what_is_required_is_missed(told: Told, name: str) -> None:
    for one in fields_of(name):
        if one.get("required"):
            assert await told.of(name, GOOD[name] | {one["name"]: None}) == FORM, one
        for other, values in one.get("required_if", {}).items():
            for value in values:
                said = GOOD[name] | {other: value, one["name"]: None}
                assert await told.of(name, said) == FORM, (one["name"], other, value)
                assert await told.of(name, said | {one["name"]: value_for(one)}) == TAKEN, (
                    one["name"],
                    other,
                )


@pytest.mark.parametrize("name", [name for name in KINDS if name != "month_report"])
async def test_days_reach_as_far_as_it_is_said(told: Told, name: str) -> None:
    for one in fields_of(name):
        if "earliest" in one:
            found = [
                await told.of(name, GOOD[name] | dated(name, one["name"], days))
                for days in (one["earliest"], one["latest"], one["earliest"] - 1, one["latest"] + 1)
            ]
            assert found == [TAKEN, TAKEN, FORM, FORM], one["name"]


def dated(kind: str, name: str, days: int) -> Said:
    return (AWAY if kind == "absence" else {}) | {"until": day(days + 1), name: day(days)}


async def test_a_month_reaches_as_far_as_it_is_said(told: Told) -> None:
    [month] = [one for one in fields_of("month_report") if one["name"] == "month"]
    first = today() + timedelta(days=month["earliest"])
    first = first if first.day == 1 else months_after(first.replace(day=1), 1)
    taken = [first, today()]
    wrong = [months_after(first, -1), months_after(today(), 1)]

    assert [await told.of("month_report", {"month": f"{one:%Y-%m}"}) for one in taken] == [TAKEN] * 2
    assert [await told.of("month_report", {"month": f"{one:%Y-%m}"}) for one in wrong] == [FORM] * 2
