"""A slip turns one phone into a member's, once; its answer is repeated only to who holds the private key."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from json import dumps, loads

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from sync.seal import DeviceKey
from tests.accounts.enrolment.enrol import READ, ec_point, new_point, packed, proven, redeem
from tests.support.world import World
from webapp.accounts.codes import new_code, shown_code, tidy_code
from webapp.accounts.enrolment.enrolling import EnrolmentRequest, NotEnrolled
from webapp.accounts.enrolment.rules import hand_out_slip
from webapp.accounts.models import Device, Slip
from webapp.accounts.revocation import close_phone
from webapp.core.keys import office_point
from webapp.settings import ROOT


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


@pytest.mark.both
async def test_a_slip_works_once_but_a_lost_answer_can_be_asked_for_again(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    sent = proven(code, DeviceKey.generate())
    first = await (await browser_of(None)).post("/enrol/device", json=sent)

    same_phone = await (await browser_of(None)).post("/enrol/device", json=sent)
    other_phone = await (await browser_of(None)).post(
        "/enrol/device", json=proven(code, DeviceKey.generate())
    )

    assert same_phone.json() == first.json()
    assert (other_phone.status_code, other_phone.json()["reason"]) == (422, "used")
    assert "giấy mới" in other_phone.json()["error"]
    assert await Device.filter(kind="phone").count() == 1


async def test_the_slip_and_the_public_key_alone_are_told_nothing_again(huoi_co: World, browser_of) -> None:
    """Both can be read: from the paper, from the browser's history, from two signatures."""
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    key = DeviceKey.generate()
    right = proven(code, key)
    assert (await (await browser_of(None)).post("/enrol/device", json=right)).status_code == 200
    without = {name: value for name, value in right.items() if name != "proof"}
    for sent in (
        without,
        right | {"proof": proven(code, DeviceKey.generate())["proof"]},
        right | {"proof": proven("12345678", key)["proof"]},
        right | {"proof": proven(code, key, b"gandan attest 1")["proof"]},
        right | {"read": new_point()},
        right | {"pin": packed(bytes([1] * 32))},
        right | {"proof": ""},
        right | {"proof": None},
        right | {"proof": "đ"},
    ):
        thief = await browser_of(None)
        answer = await thief.post("/enrol/device", json=sent)
        assert answer.status_code == 422, sent
        assert set(answer.json()) == {"error", "reason"}
        assert (await thief.get("/households")).status_code == 303


@pytest.mark.both
async def test_the_answer_is_repeated_for_a_day_and_while_the_phone_is_open(
    huoi_co: World, browser_of
) -> None:
    slip, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id, paper=True)
    sent = proven(code, DeviceKey.generate())
    browser = await browser_of(None)
    given = (await browser.post("/enrol/device", json=sent)).json()
    now = datetime.now(UTC)

    async def told_again(**state: datetime) -> str:
        await Slip.filter(id=slip.id).update(**({"used_at": now, "expires_at": slip.expires_at} | state))
        answer = (await browser.post("/enrol/device", json=sent)).json()
        return "share" if "share" in answer else answer["reason"]

    assert await told_again(used_at=now - timedelta(hours=23)) == "share"
    assert await told_again(used_at=now - timedelta(hours=25)) == "used"
    assert await told_again(expires_at=now - timedelta(days=330)) == "used"
    await close_phone(await Device.get(id=given["device"]), "lost")
    assert await told_again() == "used"


async def test_once_the_phone_has_spoken_its_slip_is_told_nothing_again(huoi_co: World, browser_of) -> None:
    """Who has the signing key and the used code would get share and session with keys of their own."""
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    key = DeviceKey.generate()
    first = await (await browser_of(None)).post("/enrol/device", json=proven(code, key))
    assert first.status_code == 200
    await Device.filter(id=first.json()["device"]).update(seen_at=datetime.now(UTC))

    for read in (READ, DeviceKey.generate()):
        browser = await browser_of(None)
        again = await browser.post("/enrol/device", json=proven(code, key, read=read))

        assert (again.status_code, again.json()["reason"]) == (422, "used")
        assert (await browser.get("/households")).status_code == 303


def test_the_published_examples_of_a_proof_are_believed() -> None:
    vectors = loads((ROOT / "sync" / "vectors.json").read_text())
    key = bytes.fromhex(vectors["keys"]["device"]["public"])

    for one in vectors["enrolments"]:
        others = {name: packed(bytes.fromhex(one[name])) for name in ("read", "receive", "pin", "proof")}
        sent = {"code": one["code"], "sign": packed(key)} | others
        assert EnrolmentRequest.read(sent).proof
        with pytest.raises(NotEnrolled, match="proof"):
            EnrolmentRequest.read(sent | {"code": "87654321"})


async def test_a_phone_that_proves_nothing_it_holds_takes_no_slip(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    wrong = proven(code, DeviceKey.generate()) | {"proof": proven(code, DeviceKey.generate())["proof"]}

    answer = await (await browser_of(None)).post("/enrol/device", json=wrong)

    assert (answer.status_code, answer.json()["reason"]) == (422, "proof")
    assert await Slip.filter(used_at=None).count() == 1


async def test_the_page_of_a_slip_just_used_still_opens_for_the_phone_that_lost_the_answer(
    huoi_co: World, browser_of
) -> None:
    slip, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    browser = await browser_of(None)
    assert 'id="web-pin"' in (await browser.get(f"/s/{code}")).text
    await browser.post("/enrol/device", json=proven(code, DeviceKey.generate()))

    soon = await browser.get(f"/s/{code}")
    await Slip.filter(id=slip.id).update(used_at=datetime.now(UTC) - timedelta(hours=25))
    later = await browser.get(f"/s/{code}")

    assert "data-enrol" in soon.text and 'id="web-pin"' not in soon.text
    assert "data-enrol" not in later.text and "Lô Văn Dần" not in later.text


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


async def test_a_code_on_a_screen_is_good_for_minutes_and_one_on_paper_for_days(huoi_co: World) -> None:
    now = datetime.now(UTC)
    shown, digits = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    printed, letters = await hand_out_slip(huoi_co.en, by=huoi_co.khoa.id, paper=True)

    assert (len(digits), digits.isdigit()) == (8, True)
    assert timedelta(minutes=14) < shown.expires_at - now <= timedelta(minutes=16)
    assert len(letters) == 10
    assert timedelta(days=13) < printed.expires_at - now <= timedelta(days=15)


async def test_a_slip_that_is_too_old_is_refused_and_so_is_one_that_a_newer_replaced(
    huoi_co: World, browser_of
) -> None:
    old, old_code = await hand_out_slip(huoi_co.en, by=huoi_co.khoa.id, paper=True)
    await Slip.filter(id=old.id).update(expires_at=datetime.now(UTC) - timedelta(minutes=1))
    _, first = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id, paper=True)
    _, second = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    _, third = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id, paper=True)

    for code in (old_code, first, second):
        answer = await redeem(await browser_of(None), code, new_point())
        assert (answer.status_code, answer.json()["reason"]) == (422, "old")
        page = await (await browser_of(None)).send_form("/enrol", {"code": code})
        assert (page.status_code, "Lô Văn Dần" in page.text) == (422, False)
    assert (await redeem(await browser_of(None), third, new_point())).status_code == 200


@pytest.mark.parametrize("typed", ["{lower}", " {halves} ", "{dashes}", "{alike}", "{wide}"])
def test_a_printed_code_is_read_however_it_is_typed(typed: str) -> None:
    code = "10VBK7WXZ9"
    forms = {
        "lower": code.lower(),
        "halves": shown_code(code),
        "dashes": "-".join(code),
        "alike": "lOuBK7WXZ9",
        "wide": "".join(chr(ord(c) + 0xFEE0) for c in code),
    }
    assert tidy_code(typed.format(**forms)) == code


@pytest.mark.parametrize(
    ("made", "pressed"),
    [("Đ7", "DD7"), ("â9", "AA9"), ("ấ9", "AAS9"), ("ă2", "AW2"), ("ạ2", "AJ2"), ("ư5", "W5")],
)
def test_what_a_vietnamese_keyboard_made_of_two_letters_is_read_as_both(made: str, pressed: str) -> None:
    assert tidy_code(made) == pressed


def test_a_printed_code_has_no_letters_that_look_alike() -> None:
    written = "".join(new_code(paper=True) for _ in range(300))

    assert len(set(written)) == 32
    assert not set(written) & set("OILU")


@pytest.mark.parametrize("code", ["²²²²²²²²", "①①①①①①①①", "٣٣٣٣٣٣٣٣", "1234567", "123456789", "", "ABCDEFGH"])
async def test_odd_digits_and_wrong_lengths_are_simply_wrong_codes(
    huoi_co: World, browser_of, code: str
) -> None:
    browser = await browser_of(None)

    answer = await redeem(browser, code, new_point())
    page = await browser.get(f"/enrol/{code}")
    posted = await browser.send_form("/enrol", {"code": code})

    assert (answer.status_code, answer.json()["reason"]) == (422, "wrong")
    assert page.status_code == 200
    assert posted.status_code == 422


async def test_a_key_that_is_no_key_is_refused_and_the_slip_stays_good(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    compressed = packed(ec_point(ec.generate_private_key(ec.SECP256R1()), compressed=True))

    for point in ("AAAA", "đ!", compressed, "", None, 5, ["x"]):
        answer = await redeem(await browser_of(None), code, point)
        assert (answer.status_code, answer.json()["reason"]) == (422, "key"), point
    for name in ("read", "receive", "pin"):
        for wrong in (None, "", "AAAA", 7):
            answer = await redeem(await browser_of(None), code, new_point(), **{name: wrong})
            assert (answer.status_code, answer.json()["reason"]) == (422, "key"), (name, wrong)
    twice = new_point()
    assert (await redeem(await browser_of(None), code, twice, read=twice)).status_code == 422
    assert await Slip.filter(used_at=None).count() == 1


@pytest.mark.both
@pytest.mark.parametrize("label", ["x" * 200, "Máy\x00 của\u202e tôi\n", ""])
async def test_whatever_a_phone_calls_itself_is_cut_and_cleaned(huoi_co: World, browser_of, label) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)

    answer = await redeem(await browser_of(None), code, new_point(), label=label)

    assert answer.status_code == 200
    kept = (await Device.get(id=answer.json()["device"])).label
    assert kept in ("x" * 60, "Máy của tôi", "")


@pytest.mark.parametrize("wrong", [7, None, ["12345678"], {"a": "b"}])
@pytest.mark.parametrize("name", ["code", "label"])
async def test_a_code_or_a_label_that_is_no_text_is_refused_and_the_slip_stays_good(
    huoi_co: World, browser_of, name: str, wrong: object
) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    sent = proven(code, DeviceKey.generate())
    wrong = [code] if isinstance(wrong, list) else wrong

    answer = await (await browser_of(None)).post("/enrol/device", json=sent | {name: wrong})

    assert (answer.status_code, answer.json()["reason"]) == (422, "format")
    assert await Slip.filter(used_at=None).exists()


@pytest.mark.parametrize(
    "spell", [shown_code, str.lower, lambda code: code.replace("0", "O").replace("1", "l")]
)
async def test_a_proof_over_the_code_as_it_was_typed_is_believed_too(
    huoi_co: World, browser_of, spell
) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id, paper=True)
    browser, key = await browser_of(None), DeviceKey.generate()

    first = await browser.post("/enrol/device", json=proven(spell(code), key))
    again = await browser.post("/enrol/device", json=proven(code, key))

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["device"] == again.json()["device"]


@pytest.mark.parametrize(
    "content", ["{", "[" * 20_000, '{"a":' * 20_000, "", "\x00", '"\ud800"', "nul", "{]}"]
)
async def test_what_is_no_json_is_the_senders_fault(huoi_co: World, browser_of, content: str) -> None:
    answer = await (await browser_of(None)).post(
        "/enrol/device",
        content=content.encode("utf-8", "surrogatepass"),
        headers={"content-type": "application/json"},
    )

    assert answer.status_code in (400, 422)
    assert answer.json()["reason"] == "format"


async def test_more_than_the_office_reads_is_answered_as_a_program_expects(
    huoi_co: World, browser_of
) -> None:
    answer = await (await browser_of(None)).post("/enrol/device", json={"label": "x" * 300_000})

    assert (answer.status_code, answer.json()["reason"]) == (413, "size")


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


@pytest.mark.both
async def test_a_revoked_phones_session_is_over_at_once(huoi_co: World, browser_of) -> None:
    _, code = await hand_out_slip(huoi_co.dan, by=huoi_co.khoa.id)
    browser = await browser_of(None)
    given = (await redeem(browser, code, new_point())).json()

    await Device.filter(id=given["device"]).update(revoked_at=datetime.now(UTC))

    assert (await browser.get("/households")).headers["location"].startswith("/sign-in")
