"""What people write is only ever text: on every page, in every pack, in every file that leaves the office."""

import io
from collections import Counter
from typing import Any

import openpyxl
import pytest
from tortoise import Tortoise

from tests.households.lists import HEAD, NEW, xlsx
from tests.literal.forms import EVIL, forms_on, hostile, meaning, send
from tests.literal.literal import NOT_SENT, PEOPLE, pages_of
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.accounts.models import Account, Device
from webapp.concerns.models import Concern
from webapp.people.models import Member, OrgUnit
from webapp.register.models import Cluster, Household, HouseholdImport
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit


async def written_with_ill_will(world: World, browser: Any) -> str:
    """From a phone's queue: each text of each kind, and texts where a number belongs."""
    phone = await enrolled(world.dan)
    home = world.an.id
    for evil in EVIL:
        phone.write(1, home, [1, [1], 0, evil])
        phone.write(2, home, [15, 2, evil, evil, None, 1])
        phone.write(3, home, [5, 4, evil, evil, None, evil, evil, None, evil, evil, None, evil])
        phone.write(1, home, [evil, [evil], evil, evil, evil])
        phone.write(1, world.bao.id, [1])
        phone.write(13, world.bao.id, [None, None, None, None, evil])
        phone.write(13, world.bao.id, [evil, evil, [evil], evil, evil, evil, evil])
        phone.write(11, "", [evil, evil, evil])
        phone.write(14, "", [evil, evil])
        phone.write(1, world.canh.id, [1, [1], 0, evil])
    await phone.exchange(browser)
    notes = await Visit.all().values_list("note", flat=True)
    assert {evil for evil in EVIL if evil in notes} == set(EVIL)
    summaries = await Concern.all().values_list("summary", flat=True)
    assert {evil for evil in EVIL if evil in summaries} == set(EVIL)
    assert {receipt.status for receipt in phone.receipts.values()} == {1, 3}
    for path, content in phone.pages.items():
        meaning(content.decode(), f"pack {path}")
    return (await Device.get(kind="phone")).id


async def named_with_ill_will(world: World) -> None:
    """Names that came by a list or an administrator, wherever they are shown."""
    await Household.filter(id=world.an.id).update(head_name=EVIL[0], head_phone=EVIL[1])
    await Member.filter(id=world.dan.id).update(full_name=EVIL[1])
    await Account.filter(id=world.clerk.id).update(name=EVIL[2])
    await OrgUnit.filter(id=world.hamlet.id).update(name=EVIL[6])
    await Cluster.all().update(name=EVIL[0])
    await Device.all().update(label=EVIL[0])


async def test_every_text_field_of_every_form_stays_text_on_every_page(
    huoi_co: World, browser_of: Any
) -> None:
    """T-15: markup, templates, formulas, SQL and paths, posted and queued, by everybody who has a form."""
    device = await written_with_ill_will(huoi_co, await browser_of(None))
    await named_with_ill_will(huoi_co)
    concern = (await Concern.all().first()).id  # type: ignore[union-attr]
    browsers = {name: await browser_of(getattr(huoi_co, name)) for name in PEOPLE} | {
        "": await browser_of(None)
    }
    tray = (await browsers["clerk"].get("/put-aside")).text
    assert "{{7*7777}}" in tray and "%(num)s" in tray and "=cmd|" in tray
    tried: Counter[str] = Counter()
    seen: set[str] = set()
    for who, browser in browsers.items():
        for place in [*pages_of(huoi_co, concern, device), "/sign-in", "/enrol"]:
            for form in forms_on((await browser.get(place)).text):
                if form.action in NOT_SENT or form.files or tried[f"{who}{form.action}"]:
                    continue
                # What one person's form does with each text, another's does with the first of them.
                texts = 1 if form.action in seen else len(EVIL) + 1
                seen.add(form.action)
                for name, evil, values in hostile(form, texts):
                    tried[f"{who}{form.action}"] += 1
                    answer = await send(browser, form, values)
                    assert answer.status_code < 500, (place, form.action, name, evil)
                    meaning(answer.text, f"{who} {form.action} {name}")
                    for again in forms_on(answer.text):
                        if again.values.keys() & {"checked", "sure"} and answer.status_code == 200:
                            last = await send(browser, again, again.values)
                            assert last.status_code < 500, (form.action, name, evil)
                            meaning(last.text, form.action)
    assert len(tried) > 15 and sum(tried.values()) > 400, tried
    # Somebody's phone was closed on the way, and its sessions with it.
    browsers = {name: await browser_of(getattr(huoi_co, name)) for name in PEOPLE}
    await all_is_shown_as_written(huoi_co, browsers, pages_of(huoi_co, concern, device))


async def all_is_shown_as_written(world: World, browsers: dict[str, Any], places: list[str]) -> None:
    for who, browser in browsers.items():
        for place in places:
            meaning((await browser.get(place)).text, f"{who} {place}")
    page = (await browsers["dan"].get(f"/households/{world.an.id}")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert all([await model.all().count() >= 0 for model in Tortoise.apps["gandan"].values()])
    assert await StoredSubmission.filter(status=2).count() == 0


@pytest.mark.parametrize("column", range(1, 6))
async def test_a_list_that_is_handed_in_comes_back_as_plain_cells(
    huoi_co: World, browser_of: Any, column: int
) -> None:
    """T-15: a spreadsheet that the office's computer opens holds no formula, no link, no number made of text."""
    clerk = await browser_of(huoi_co.clerk)
    rows = [
        [*NEW[:column], evil, *NEW[column + 1 :]] for evil in (*EVIL, "@SUM(1)", "+1", "-1", "https://x.vn")
    ]
    await clerk.get("/sign-in")
    answer = await clerk.send_form(
        "/households/import", files={"list": (f"{EVIL[5]}{EVIL[0]}.xlsx", xlsx([HEAD, *rows]))}
    )
    seen = await HouseholdImport.get()
    for show in ("", "new", "wrong", "skipped", "duplicate"):
        preview = await clerk.get(f"{answer.headers['location']}?show={show}")
        assert preview.status_code == 200
        meaning(preview.text, f"preview {show}")

    book = await clerk.get(f"/households/import/{seen.id}/to-correct.xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s"} and not [cell for cell in cells if cell.hyperlink]
    given_back = {str(cell.value) for cell in cells}
    wrong = [row for row in seen.rows if row["verdict"] != "new"]
    assert {str(value) for row in wrong for value in row["raw"].values() if value != ""} <= given_back
    assert wrong


@pytest.mark.both
@pytest.mark.parametrize("odd", ["A" * 12, "A" * 5000, "%00", "..%2F..%2Fetc", "%3Cscript%3E", "'--"])
async def test_an_address_with_something_that_is_no_id_is_of_nothing_here(
    huoi_co: World, browser_of: Any, odd: str
) -> None:
    """T-15: and never a fault of the office."""
    clerk = await browser_of(huoi_co.clerk)
    for place in (f"/households/{odd}", f"/households/{odd}/readers", f"/concerns/{odd}", f"/phones/{odd}"):
        assert (await clerk.get(place)).status_code == 404, place
    for asked in (f"/households/register?hamlet={odd}", f"/concerns?hamlet={odd}", f"/members?branch={odd}"):
        assert (await clerk.get(asked)).status_code in (200, 404), asked
