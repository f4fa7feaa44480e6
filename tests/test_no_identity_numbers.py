"""Wherever somebody types, hands in or names something: the number of an identity paper is stored nowhere."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tortoise import Tortoise

from tests.households.lists import HEAD, NEW, xlsx
from tests.literal.forms import forms_on, send
from tests.literal.literal import NOT_SENT, PEOPLE, pages_of
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.accounts.enrolment.phone_keys import PhoneKeys
from webapp.accounts.enrolment.rules import enrol_phone, hand_out_slip
from webapp.accounts.models import Device
from webapp.concerns.models import Concern
from webapp.core.identity_numbers import holds_identity_number, plain_digits
from webapp.households.imports.imports import UNDO_WITHIN, forget_old_lists
from webapp.register.models import HouseholdImport

NUMBER = "038095001234"
SPELLED = "0380 9500/1234"


def digits(text: str) -> str:
    return "".join(sign for sign in plain_digits(text) if sign.isdigit())


async def stored() -> list[str]:
    found = []
    for model in Tortoise.apps["gandan"].values():
        for row in await model.all().values():
            for name, value in row.items():
                text = json.dumps(
                    value, default=bytes.hex if isinstance(value, bytes) else str, ensure_ascii=False
                )
                raw = value.decode("utf-8", "replace") if isinstance(value, bytes) else text
                if NUMBER in digits(raw) and holds_identity_number(raw):
                    found.append(f"{model.__name__}.{name}: {raw[:200]}")
    return found


async def test_no_form_stores_one_in_any_field_that_is_typed_into(huoi_co: World, browser_of: Any) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(2, huoi_co.an.id, [15, 2, "Xin đường", "", None, 1])
    phone.write(1, huoi_co.canh.id, [1, [1], 0, "không thuộc hộ của mình"])
    await phone.exchange(await browser_of(None))
    device, concern = (await Device.get(kind="phone")).id, await Concern.all().first()
    assert concern
    tried, refused = set(), 0
    for who in PEOPLE:
        browser = await browser_of(getattr(huoi_co, who))
        for place in pages_of(huoi_co, concern.id, device):
            for form in forms_on((await browser.get(place)).text):
                if form.action in NOT_SENT or form.files or (who, form.action) in tried:
                    continue
                tried.add((who, form.action))
                for name in form.typed:
                    if name == "op":
                        continue
                    answer = await send(
                        browser, form, form.values | {name: SPELLED, "op": f"{len(tried)}{name}"[:11]}
                    )
                    assert answer.status_code < 500, (form.action, name)
                    refused += "số định danh" in answer.text or "giấy tờ tùy thân" in answer.text
    assert len(tried) > 20
    left = await stored()
    assert left == [], "\n".join(left)


@pytest.mark.parametrize("note", [SPELLED, "0380\n9500 1234", "０３８０９５００１２３４"])
async def test_the_note_of_a_closed_phone_holds_none(huoi_co: World, browser_of: Any, note: str) -> None:
    await enrolled(huoi_co.dan)
    device, clerk = await Device.get(kind="phone"), await browser_of(huoi_co.clerk)
    await clerk.get(f"/phones/{device.id}")

    answer = await clerk.send_form(f"/phones/{device.id}/closing", {"reason": "lost", "note": note})

    assert answer.status_code == 422
    assert (await Device.get(kind="phone")).revoked_at is None
    left = await stored()
    assert left == [], "\n".join(left)


async def test_a_list_keeps_none_in_its_name_its_wrong_rows_or_its_other_lines(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.get("/sign-in")
    rows = [[*NEW[:1], f"Lò Văn {SPELLED}", *NEW[2:]], [f"Người lập: Lò {SPELLED}", *[""] * (len(NEW) - 1)]]
    file = (f"danh sách {SPELLED.replace('/', '_')}.xlsx", xlsx([HEAD, list(NEW), *rows]))

    answer = await clerk.send_form("/households/import", files={"list": file})

    assert answer.status_code == 303
    left = await stored()
    assert left == [], "\n".join(left)
    assert "Lò Văn ••••" in json.dumps((await HouseholdImport.get()).rows, ensure_ascii=False)


async def test_a_phone_s_own_name_holds_none(huoi_co: World) -> None:
    slip, _code = await hand_out_slip(huoi_co.dan, by="khoa")
    keys = PhoneKeys(b"s", b"r", b"c", bytes(32))
    await enrol_phone(slip, keys, label=f"máy của {SPELLED}\x00\u202e")

    assert (await Device.get(kind="phone")).label == "máy của •••• ••••/••••"


async def test_names_of_a_list_stay_no_longer_than_it_can_be_taken_back(
    huoi_co: World, browser_of: Any
) -> None:
    clerk = await browser_of(huoi_co.clerk)
    await clerk.get("/sign-in")
    lines = [HEAD, list(NEW), ["Người lập biểu: Vi Văn Kín", *[""] * (len(NEW) - 1)]]
    await clerk.send_form("/households/import", files={"list": ("a.xlsx", xlsx(lines))})
    seen = await HouseholdImport.get()
    await clerk.send_form(f"/households/import/{seen.id}/confirmation", {})
    assert (await HouseholdImport.get()).confirmed_at
    await HouseholdImport.all().update(confirmed_at=datetime.now(UTC) - UNDO_WITHIN - timedelta(hours=1))

    await forget_old_lists(huoi_co.commune.id)

    kept = json.dumps(
        [dict(row) for row in await HouseholdImport.all().values("rows", "report")], ensure_ascii=False
    )
    assert "Vi Văn Kín" not in kept and str(NEW[1]) not in kept


@pytest.mark.parametrize("values", [[1, [1], 0, SPELLED], [1, [1], SPELLED], [1, [SPELLED]], [SPELLED]])
async def test_a_phone_s_record_with_one_in_any_field_is_not_taken_in(
    huoi_co: World, browser_of: Any, values: list[Any]
) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.an.id, values)
    await phone.exchange(await browser_of(None))

    assert phone.receipts[1].status != 1
