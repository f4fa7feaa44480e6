"""Phones that were never updated, and phones newer than the office: what they wrote is read, now or after the update.

`golden/` holds bodies exactly as each release wrote them; no line in it is ever changed. A new kind or schema needs
at least one: take it from a database where it was written (`SELECT body FROM submission WHERE kind = …`) and add it
to the file of the release, with who wrote it (`phone` or `desk`) and the next number of theirs.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from sync.envelope import CANCELLED, Content, to_text
from sync.inbox import Inbox
from tests.notices.notices import published
from tests.submissions.evolution import DEVICES, HAMLET, HANDOVER, NOTICE, PLAN, golden
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core.labels import LABELS
from webapp.people.models import BranchMembership, Member, OrgUnit, PartyOrg, Position
from webapp.register.models import Household
from webapp.submissions.bodies import named_values
from webapp.submissions.intake import rebuild
from webapp.submissions.intake.apply import Applier
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.reread import reread_held
from webapp.submissions.kinds import KINDS, Kind
from webapp.submissions.models import StoredSubmission
from webapp.visits.kinds import VISIT
from webapp.visits.models import Met, Visit
from webapp.web.form_fields import Fields, field_text

HOME, MEMBER = to_text(b"househol"), to_text(b"member00")


def test_every_kind_and_schema_has_a_golden_body() -> None:
    """T-40: what is missing is named; how to add it stands at the head of this file."""
    there = {(content.kind, content.schema) for content in (Content.parse(one.body) for one in golden())}
    wanted = {(kind.code, schema) for kind in KINDS.values() for schema in kind.fields}

    assert not wanted - there, "add a body to tests/submissions/golden"
    assert not there - wanted - {(CANCELLED, 1)}, "a kind or schema that phones still send was taken away"


@pytest.mark.both
async def test_every_body_ever_written_is_taken_in_and_leaves_its_rows(huoi_co: World) -> None:
    """T-40, T-43: all past schemas, on this release, through the upcasters; and again from the log."""
    await Household.filter(id=huoi_co.an.id).update(code="HC-900")
    await the_writers(huoi_co)
    ledger = TortoiseLedger(huoi_co.commune.id)
    inbox = Inbox(ledger, Applier(ledger).apply, LABELS)

    for one in golden():
        async with ledger.transaction(one.device):
            receipt = await inbox.enter(one)
        assert (receipt.status, receipt.code) == (1, ""), one.body.decode()

    for kind in KINDS.values():
        for table in kind.made_of:
            assert await table.all().exists(), f"{kind.name} left nothing in {table.__name__}"
    assert await rebuild.rebuild_from_log(check=True) == 0
    assert {bytes(row.body) for row in await StoredSubmission.all()} == {one.body for one in golden()}


async def the_writers(world: World) -> None:
    """The phone and the desk of the golden bodies; the household and the member they are about, in the phone's care."""
    from webapp.register.charge_models import GroupPlace
    from webapp.register.models import Consent

    common: dict[str, Any] = {
        "commune": world.commune.id,
        "share": b"",
        "sign_key": bytes(65),
        "enrolled_at": datetime(2025, 1, 1, tzinfo=UTC),
    }
    await Device.create(id=to_text(DEVICES["phone"]), kind="phone", member=world.dan, **common)
    await Device.create(id=to_text(DEVICES["desk"]), kind="web", **common)
    home = await Household.create(
        id=HOME,
        code="HC-999",
        hamlet=world.hamlet,
        path_order=999,
        head_name="Lương Thị Mới",
        people=5,
        origin={"people": 5, "head_phone": None, "head_name": "Lương Thị Mới", "preferred_contact": None},
        commune=world.commune.id,
    )
    place = await GroupPlace.get(household_id=world.an.id)
    await GroupPlace.create(
        group_id=place.group_id, household=home, valid_from=place.valid_from, commune=world.commune.id
    )
    helped = await Member.create(id=MEMBER, full_name="Lò Thị Mới", commune=world.commune.id)
    dated: dict[str, Any] = {"valid_from": place.valid_from, "commune": world.commune.id}
    await BranchMembership.create(member=helped, branch=world.branch, **dated)
    await Position.create(member=world.dan, org=world.branch, kind="secretary", **dated)
    await Consent.create(household=home, answer="given", asked_on=place.valid_from, commune=world.commune.id)
    await what_the_phone_answers_to(world, home)
    await published(world, id=NOTICE)
    there = {"kind": "hamlet", "name": "Chà Nga", "prefix": "Bản", "letters": "ZZ"}
    hamlet = await OrgUnit.create(id=HAMLET, **there, commune=world.commune.id)
    branch = await PartyOrg.create(
        unit=hamlet, kind="branch", branch_kind="hamlet", name="Chi bộ Chà Nga", commune=world.commune.id
    )
    await BranchMembership.create(member=world.dan, branch=branch, secondary=True, **dated)


async def what_the_phone_answers_to(world: World, home: Household) -> None:
    """A published plan that gives its member a household, and a handing over of the same member."""
    from webapp.assignments.charge.models import Handover
    from webapp.assignments.plans.models import AssignmentPlan, PlanLine

    made = datetime(2025, 11, 1, tzinfo=UTC)
    common: dict[str, Any] = {"branch": world.branch, "commune": world.commune.id}
    plan = await AssignmentPlan.create(
        id=PLAN, state="published", made_at=made, made_by="Hà Thị Ơn", **common
    )
    await PlanLine.create(
        plan=plan, household=home, member=world.dan, place=1, reason="", commune=world.commune.id
    )
    await Handover.create(id=HANDOVER, before=world.dan, after=world.en, since=made.date(), **common)


def renamed(fields: Fields) -> Fields:
    """As a later release might: `met` and `need` become one word, and nobody's note is lost."""
    rest = {name: value for name, value in fields.items() if name not in ("met", "need")}
    return rest | {"outcome": f"{field_text(fields, 'met')}.{field_text(fields, 'need')}"}


def back(fields: Fields) -> Fields:
    met, _, need = field_text(fields, "outcome").partition(".")
    return {**fields, "met": met, "need": need}


def newer(kind: Kind) -> Kind:
    """The release after next of the visit: schema 3 says two words as one, schema 4 says them apart again."""
    names = kind.fields[2]
    second = ("outcome", *[name for name in names if name not in ("met", "need")])
    return replace(kind, fields={**kind.fields, 3: second, 4: names}, upcast={2: renamed, 3: back})


async def fifty_old_ones(world: World) -> Phone:
    phone = await enrolled(world.dan)
    phone.wants_pages = False
    for number in range(50):
        phone.write(1, world.an.id, [1 + number % 3, [1], number % 2, f"Ghi chú {number}"])
    return phone


async def test_fifty_records_queued_under_an_old_release_are_all_taken_in_by_the_new_one(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-40: two schemas later."""
    phone = await fifty_old_ones(huoi_co)
    monkeypatch.setitem(KINDS, VISIT.code, newer(VISIT))

    await phone.exchange(await browser_of(None))

    assert {receipt.status for receipt in phone.receipts.values()} == {1}
    made = {visit.note: visit for visit in await Visit.all()}
    assert len(made) == 50
    assert made["Ghi chú 7"].met is Met(2) and made["Ghi chú 7"].has_need
    assert {bytes(row.body) for row in await StoredSubmission.all()} == {one.body for one in phone.outbox}


async def test_what_is_newer_than_the_office_is_kept_and_read_after_its_update(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-41: another schema and another kind; the others of the same exchange are not delayed."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    phone.write(1, huoi_co.an.id, [1, [1], 0, "nay"])
    phone.write(1, huoi_co.an.id, ["3.1", [1], "mai"], schema=3)
    phone.write(55, huoi_co.an.id, [1, [1], 0, "mốt"])
    await phone.exchange(browser)
    assert [(phone.receipts[n].status, phone.receipts[n].code) for n in (1, 2, 3)] == [
        (1, ""),
        (2, "schema"),
        (2, "schema"),
    ]

    monkeypatch.setitem(KINDS, VISIT.code, newer(VISIT))
    monkeypatch.setitem(KINDS, 55, replace(VISIT, code=55, name="later"))
    await reread_held(huoi_co.commune.id)

    await phone.exchange(browser, phone.outbox)
    assert {receipt.status for receipt in phone.receipts.values()} == {1}
    assert {(visit.note, visit.met.value, visit.has_need) for visit in await Visit.all()} == {
        ("nay", 1, False),
        ("mai", 3, True),
        ("mốt", 1, False),
    }


async def test_an_older_release_put_back_keeps_the_log_and_reads_what_it_knows(
    huoi_co: World, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-43: what only the newer one could read stays byte for byte, and counts again when it returns."""
    phone, browser = await enrolled(huoi_co.dan), await browser_of(None)
    with monkeypatch.context() as upgraded:
        upgraded.setitem(KINDS, VISIT.code, newer(VISIT))
        phone.write(1, huoi_co.an.id, [1, [1], 0, "cũ"])
        phone.write(1, huoi_co.an.id, ["2.0", [1], "mới"], schema=3)
        await phone.exchange(browser)
        assert {receipt.status for receipt in phone.receipts.values()} == {1}

    await rebuild.rebuild_from_log(check=False)
    assert [visit.note for visit in await Visit.all()] == ["cũ"]
    phone.write(1, huoi_co.an.id, [4])
    await phone.exchange(browser)
    assert phone.receipts[3].status == 1
    assert {bytes(row.body) for row in await StoredSubmission.all()} == {one.body for one in phone.outbox}

    monkeypatch.setitem(KINDS, VISIT.code, newer(VISIT))
    await rebuild.rebuild_from_log(check=False)
    assert {visit.note for visit in await Visit.all()} == {"cũ", "mới", ""}


async def test_a_word_this_release_does_not_know_waits_for_the_next_with_all_that_stands_beside_it(
    huoi_co: World, browser_of: Any
) -> None:
    """T-41: a known kind with one value more than its schema has names: accepted would say that all of it counts."""
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.an.id, [1, [1], 0, "thấy", "", "lời của bản sau"])

    await phone.exchange(await browser_of(None))

    assert (phone.receipts[1].status, phone.receipts[1].code) == (2, "schema")
    assert not await Visit.exists()
    assert "lời của bản sau".encode() in bytes((await StoredSubmission.get()).body)


def test_words_dropped_without_saying_how_are_not_accepted_from_a_programmer() -> None:
    with pytest.raises(ValueError, match="drops"):
        replace(VISIT, fields={1: ("met", "note"), 2: ("met",)}, upcast={})
    assert named_values(("met", "note"), [1, "x"]) == {"met": "1", "note": "x"}
