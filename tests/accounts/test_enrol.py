"""A slip turns one phone into a member's, once, within 72 hours."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from json import dumps

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.world import World
from webapp.accounts.models import Device, Slip
from webapp.accounts.rules import hand_out_slip
from webapp.keys import office_point


def new_point() -> str:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


async def redeem(browser, code: str, point: str, **others: object):
    keys = {"read": new_point(), "receive": new_point(), "pin": "A" * 43} | others
    return await browser.post("/enrol/device", json={"code": code, "sign": point, "label": "Máy 1"} | keys)


async def test_a_phone_gets_its_own_device_and_the_offices_key(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    browser = await browser_of(None)

    answer = await redeem(browser, code, new_point())

    assert answer.status_code == 200, answer.text
    given = answer.json()
    device = await Device.get(id=given["device"])
    assert (device.member_id, device.kind) == (huoi_co.dan.id, "phone")
    assert (given["name"], given["place"]) == ("Lô Văn Dần", "Bản Huồi Cọ")
    assert urlsafe_b64decode(given["office"] + "==") == office_point()
    assert len(urlsafe_b64decode(given["share"] + "=")) == 32
    assert (await browser.get("/households")).status_code == 200


async def test_a_slip_works_once_but_a_lost_answer_can_be_asked_for_again(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    point = new_point()
    first = await redeem(await browser_of(None), code, point)

    same_phone = await redeem(await browser_of(None), code, point)
    other_phone = await redeem(await browser_of(None), code, new_point())

    assert same_phone.json() == first.json()
    assert other_phone.status_code == 422
    assert "giấy mới" in other_phone.json()["error"]
    assert await Device.filter(kind="phone").count() == 1


async def test_what_a_form_of_another_site_could_send_enrols_nothing(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    keys = {name: new_point() for name in ("sign", "read", "receive")}
    sent = dumps({"code": code, "pin": "A" * 43} | keys)

    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = await (await browser_of(None)).post(
            "/enrol/device", content=sent, headers={"content-type": kind}
        )
        assert answer.status_code == 415
    assert (await (await browser_of(None)).post("/enrol/device", json=["x"])).status_code == 422

    assert not await Device.exists(kind="phone")


async def test_a_slip_older_than_72_hours_is_refused(huoi_co: World, browser_of) -> None:
    slip, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    await Slip.filter(id=slip.id).update(expires_at=datetime.now(UTC) - timedelta(minutes=1))

    assert (await redeem(await browser_of(None), code, new_point())).status_code == 422


async def test_a_key_that_is_no_key_is_refused_and_the_slip_stays_good(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)

    assert (await redeem(await browser_of(None), code, "AAAA")).status_code == 422
    assert (await redeem(await browser_of(None), code, "đ!")).status_code == 422
    for missing in ("read", "receive", "pin"):
        for wrong in (None, "", "AAAA", 7):
            answer = await redeem(await browser_of(None), code, new_point(), **{missing: wrong})
            assert answer.status_code == 422, (missing, wrong)
    twice = new_point()
    assert (await redeem(await browser_of(None), code, twice, read=twice)).status_code == 422
    assert await Slip.filter(used_at=None).count() == 1


async def test_without_a_script_the_slip_signs_the_browser_in(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    browser = await browser_of(None)

    page = await browser.get(f"/s/{code[:4]}-{code[4:]}")
    answer = await browser.send_form(
        "/enrol", {"code": f"{code[:4]} {code[4:]}", "pin": "482915", "pin2": "482915"}
    )

    assert "Lô Văn Dần" in page.text
    assert answer.headers["location"] == "/"
    assert (await browser.get("/households")).status_code == 200


async def test_the_secretary_prints_a_slip_for_her_branch_and_for_nobody_else(
    huoi_co: World, browser_of
) -> None:
    secretary = await browser_of(huoi_co.khoa)
    await secretary.get("/sign-in")

    own = await secretary.send_form(f"/members/{huoi_co.dan.id}/slip")
    unknown = await secretary.send_form("/members/AAAAAAAAAAA/slip")
    by_member = await (await browser_of(huoi_co.dan)).send_form(f"/members/{huoi_co.en.id}/slip")

    assert own.status_code in (200, 201)
    assert "<svg" in own.text
    assert unknown.status_code == 404
    assert by_member.status_code == 403


async def test_the_code_itself_is_nowhere_in_the_database(huoi_co: World) -> None:
    slip, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)

    assert code not in str(await Slip.filter(id=slip.id).values())


async def test_a_revoked_phones_session_is_over_at_once(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    browser = await browser_of(None)
    given = (await redeem(browser, code, new_point())).json()

    await Device.filter(id=given["device"]).update(revoked_at=datetime.now(UTC))

    assert (await browser.get("/households")).headers["location"].startswith("/sign-in")
