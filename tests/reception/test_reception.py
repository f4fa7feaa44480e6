"""What is no concern is shown the way; what only the commune's secretary may know reaches nobody else."""

from typing import Any

from tests.support.phone import enrolled
from tests.support.world import World
from webapp.office.erase_family import empty_written_families, write_down_families
from webapp.reception.models import MemberConduct, RedirectedPetition, SafetyReferral

HERE, PRIVATE = "/reception", "/reception/private"
TOLD = {"names_secretary": "0", "channel": "1", "text": "Đến muộn ba lần.", "op": "form-1"}


async def test_a_complaint_is_shown_the_way_and_only_counted(huoi_co: World, browser_of: Any) -> None:
    clerk = await browser_of(huoi_co.clerk)
    said = {"office": "commune", "address": "Trụ sở xã", "hours": "Thứ năm"}
    assert (await clerk.send_form(f"{HERE}/addresses", said)).status_code == 303

    for op in ("one", "one", "two"):
        assert (await clerk.send_form(f"{HERE}/petitions", {"kind": "2", "op": op})).status_code == 303

    page = (await clerk.get(HERE)).text
    assert "Trụ sở xã" in page and "Thứ năm" in page and "<td>0</td><td>2</td>" in page
    columns = {"id", "commune", "kind", "made_on", "by_name", "form"}
    assert set((await RedirectedPetition.all().values())[0]) == columns
    assert (await clerk.send_form(f"{HERE}/petitions", {"kind": "3"})).status_code == 400


async def test_an_address_without_words_is_asked_for(huoi_co: World, browser_of: Any) -> None:
    answer = await (await browser_of(huoi_co.clerk)).send_form(f"{HERE}/addresses", {"hours": "Thứ năm"})

    assert answer.status_code == 422 and 'value="Thứ năm"' in answer.text


async def test_conduct_is_the_secretarys_alone_and_reaches_no_phone(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.secretary)
    for _twice in range(2):
        told = TOLD | {"household": huoi_co.an.code}
        assert (await secretary.send_form(f"{PRIVATE}/conduct", told)).status_code == 303
    conduct = await MemberConduct.get()
    assert conduct.household_id == huoi_co.an.id
    assert "Đến muộn ba lần." in (await secretary.get(PRIVATE)).text

    for who in (huoi_co.clerk, huoi_co.khoa, huoi_co.dan, huoi_co.viewer):
        browser = await browser_of(who)
        assert (await browser.get(PRIVATE)).status_code == 403
        refused = await browser.send_form(f"{PRIVATE}/conduct/{conduct.id}/outcome", {"outcome": "Xong."})
        assert refused.status_code == 403
    for member in (huoi_co.dan, huoi_co.khoa):
        phone = await enrolled(member)
        await phone.exchange(await browser_of(None))
        assert not [path for path, page in phone.pages.items() if "Đến muộn".encode() in page]

    path = f"{PRIVATE}/conduct/{conduct.id}/outcome"
    assert (await secretary.send_form(path, {"outcome": ""})).status_code == 422
    assert (await secretary.send_form(path, {"outcome": "Đã nhắc."})).status_code == 303
    assert (await MemberConduct.get()).outcome == "Đã nhắc."


async def test_what_is_about_the_secretary_is_not_kept(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.secretary)
    said = {"office": "province", "address": "Ban Tiếp công dân tỉnh", "hours": ""}
    await secretary.send_form(f"{HERE}/addresses", said)

    answer = await secretary.send_form(f"{PRIVATE}/conduct", TOLD | {"names_secretary": "1"})

    assert "Ban Tiếp công dân tỉnh" in answer.text and "Không lưu gì" in answer.text
    assert "Đến muộn" not in answer.text and not await MemberConduct.exists()


async def test_a_household_is_named_only_if_there_is_one(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.secretary)

    wrong = await secretary.send_form(f"{PRIVATE}/conduct", TOLD | {"household": "HC-000"})
    none = await secretary.send_form(f"{PRIVATE}/conduct", TOLD)

    assert wrong.status_code == 422 and "Đến muộn ba lần." in wrong.text
    assert none.status_code == 303 and (await MemberConduct.get()).household_id is None


async def test_safety_keeps_only_that_it_was_referred_when_and_to_whom(
    huoi_co: World, browser_of: Any
) -> None:
    secretary, clerk = await browser_of(huoi_co.secretary), await browser_of(huoi_co.clerk)
    page = (await secretary.get(PRIVATE)).text
    assert all(f'href="tel:{number}"' in page for number in (111, 112, 113, 115))

    for _twice in range(2):
        sent = await secretary.send_form(f"{PRIVATE}/referrals", {"helper": "1", "op": "one"})
        assert sent.status_code == 303

    [row] = await SafetyReferral.all().values()
    assert set(row) == {"id", "commune", "helper", "referred_at", "by_name", "form"}
    assert "lần chuyển người gặp nguy hiểm" in (await secretary.get("/waiting")).text
    assert "lần chuyển người gặp nguy hiểm" not in (await clerk.get("/waiting")).text
    assert (await clerk.send_form(f"{PRIVATE}/referrals", {"helper": "1"})).status_code == 403


async def test_what_a_family_told_goes_with_the_family(huoi_co: World, browser_of: Any) -> None:
    secretary = await browser_of(huoi_co.secretary)
    await secretary.send_form(f"{PRIVATE}/conduct", TOLD | {"household": huoi_co.an.code})

    await write_down_families(huoi_co.commune.id, [huoi_co.an.id], "Hà Thị Ơn", "op")
    await empty_written_families(huoi_co.commune.id)

    assert not await MemberConduct.exists()
