"""By network or by a carried file, cut anywhere, twice, restored: the same rows at the province (contract 2.14, 2.6)."""

import asyncio
import json
from typing import Any

import pytest

from sync import seal
from sync.envelope import from_text
from tests.support.upper import Province
from tests.support.world import World
from tests.upstream.send_up import reported, send_up
from tests.upstream.what_leaves import fill_the_commune, joined_long_ago
from webapp.concerns.models import SentUp
from webapp.core import keys
from webapp.safekeeping.ask_phones_again import renew_nodes
from webapp.safekeeping.recovery_key import from_letters, make_recovery_key
from webapp.safekeeping.restore import verify_backup
from webapp.upstream.background import contact_and_note
from webapp.upstream.commands import fetch_backup
from webapp.upstream.files import letters_files, take_reply_file
from webapp.upstream.link import NotJoined, join_province_by_file, join_province_by_network, the_link
from webapp.upstream.models import ProvinceLink, SentLetter
from webapp.upstream.queue import letter_digest
from webapp.upstream.sending import NotDelivered, contact_province
from webapp.upstream.transport import NoAnswer, post_by_network

TABLES = {
    "submission": "device_id, seq, digest, body, kind, status, code",
    "raised_concern": "id, category, severity, hamlet, received_on, sent_on, text",
    "month_table": "month, subject, counted_on, rows, columns",
    "stored_backup": "name, parts, size, whole_at IS NULL AS half",
    "stored_part": "place, device_id, seq",
    "device": "id, kind, issued, received",
}


async def rows(province: Province) -> dict[str, list[str]]:
    """All that a letter made there, without the times at which it came."""
    return {
        table: sorted(str(row) for row in await province.rows(f'SELECT {columns} FROM "{table}"'))
        for table, columns in TABLES.items()
    }


@pytest.fixture
async def ready(joined: ProvinceLink, huoi_co: World, browser_of: Any) -> ProvinceLink:
    """A concern, two months and a backup wait to leave."""
    make_recovery_key()
    await joined_long_ago(joined)
    concern = await fill_the_commune(huoi_co, await browser_of(None))
    await send_up(await browser_of(huoi_co.clerk), concern, "Xin cấp ống nước", "1")
    return joined


async def carry(official: Any, content: bytes, status: int = 200) -> bytes:
    """Somebody takes the file there and brings what is saved back."""
    answer = await official.send_form("/files", files={"file": ("gui-tinh.gandan", content)})
    assert answer.status_code == status, answer.text
    return bytes(answer.content)


async def by_file(link: ProvinceLink, official: Any) -> None:
    for content in await letters_files(link):
        await take_reply_file(link, await carry(official, content))


async def by_wire(link: ProvinceLink, _: Any) -> None:
    await contact_province(link)


@pytest.mark.both
@pytest.mark.parametrize("roads", [(by_wire, by_file), (by_file, by_wire)], ids=["network", "file"])
async def test_both_roads_make_the_same_rows_and_the_other_one_adds_nothing(
    ready: ProvinceLink, province: Province, official: Any, roads: Any
) -> None:
    first, second = roads
    [written_before] = await letters_files(ready)

    await first(ready, official)
    after_first = await rows(province)
    await second(ready, official)
    await carry(official, written_before)

    assert await rows(province) == after_first
    letters = await SentLetter.all().order_by("seq")
    assert {letter.status for letter in letters} == {1}
    held = await province.rows("SELECT seq, digest, status FROM submission ORDER BY seq")
    assert [(row["seq"], row["digest"], row["status"]) for row in held] == [
        (letter.seq, letter_digest(letter).hex(), 1) for letter in letters
    ]
    assert len(after_first["raised_concern"]) == 1
    assert len(after_first["stored_backup"]) == 1 and "'half': 0" in str(
        after_first["stored_backup"]
    ).replace("False", "0")


async def test_an_answer_cut_at_every_byte_changes_nothing(ready: ProvinceLink, province: Province) -> None:
    """T-02 between two offices."""
    lengths: list[int] = []

    async def cut(url: str, body: bytes) -> bytes:
        return (await post_by_network(url, body))[: lengths[-1]]

    for length in range(len(await whole_answer(ready))):
        lengths.append(length)
        with pytest.raises(NotDelivered):
            await contact_province(ready, cut, backups=False)
    assert {letter.status for letter in await SentLetter.all()} == {0}
    link = await the_link(ready.commune)
    assert link and link.heard_at is None

    await contact_province(ready, backups=False)

    assert {letter.status for letter in await SentLetter.all()} == {1}
    assert len(await province.rows("SELECT id FROM raised_concern")) == 1


async def whole_answer(link: ProvinceLink) -> bytes:
    heard: list[bytes] = []

    async def lost(url: str, body: bytes) -> bytes:
        heard.append(await post_by_network(url, body))
        raise NoAnswer

    with pytest.raises(NotDelivered):
        await contact_province(link, lost, backups=False)
    return heard[0]


async def test_after_a_lost_answer_nothing_long_is_sent_again(ready: ProvinceLink) -> None:
    sent: list[int] = []

    async def losing(url: str, body: bytes) -> bytes:
        sent.append(len(body))
        answer = await post_by_network(url, body)
        if len(sent) == 2:
            raise NoAnswer
        return answer

    with pytest.raises(NotDelivered):
        await contact_province(ready, losing)
    await contact_province(ready, losing)

    assert sent[2] < 400, "asks first what is there"
    assert sum(sent[3:]) + sent[1] < 1.3 * sent[1] + 70_000
    assert {letter.status for letter in await SentLetter.all()} == {1}


@pytest.mark.parametrize("answer", [b"", b"<h1>Wi-Fi</h1>", b"GDR\x01"])
async def test_somebody_else_answering_is_not_our_province(ready: ProvinceLink, answer: bytes) -> None:
    """T-07, T-08"""

    async def portal(_url: str, _body: bytes) -> bytes:
        return answer

    await contact_and_note(ready, portal)

    assert (ready.problem, ready.failures) == ("answer", 1)
    assert ready.next_at and ready.tried_at and ready.next_at > ready.tried_at
    assert {letter.status for letter in await SentLetter.all()} == {0}


async def test_a_province_with_another_key_is_not_believed(ready: ProvinceLink) -> None:
    """S-21: its keys were learned with the code."""
    ready.sign = seal.DeviceKey.generate().public

    with pytest.raises(NotDelivered) as refusal:
        await contact_province(ready)

    assert refusal.value.code == "answer"


async def test_an_office_with_another_key_is_refused(
    ready: ProvinceLink, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = seal.DeviceKey.generate()
    monkeypatch.setattr("webapp.upstream.sending.signer", lambda: other)

    with pytest.raises(NotDelivered) as refusal:
        await contact_province(ready)

    assert refusal.value.code == "refused"
    assert await province.rows("SELECT id FROM submission") == []


async def test_joining_by_a_carried_slip_and_nothing_else(
    province: Province, official: Any, huoi_co: World, browser_of: Any, tmp_path: Any
) -> None:
    slip = tmp_path / "slip.json"
    code = province.invite("Nhôn Mai", "--slip", str(slip))
    for wrong in (province.code, "0" * 16):
        with pytest.raises(NotJoined):
            await join_province_by_file(slip.read_text(), wrong)
    bent = json.loads(slip.read_text()) | {"url": "http://127.0.0.1:9"}
    with pytest.raises(NotJoined):
        await join_province_by_file(json.dumps(bent), code)
    link = await join_province_by_file(slip.read_text(), code.lower().replace("-", " "))
    concern = await reported(huoi_co, await browser_of(None))
    await send_up(await browser_of(huoi_co.clerk), concern, "Xin cấp ống nước")
    [content] = await letters_files(link)

    stolen = await keep_the_code_but_change_the_key(content)
    await carry(official, stolen, status=422)
    reply = await carry(official, content)
    for _ in range(2):
        await take_reply_file(link, reply)

    assert [row["text"] for row in await province.rows("SELECT text FROM raised_concern")] == [
        "Xin cấp ống nước"
    ]
    assert [letter.status for letter in await SentLetter.all()] == [1]
    assert (await ProvinceLink.get()).proof is None
    for place in range(0, len(reply), 7):
        with pytest.raises(NotJoined):
            await take_reply_file(link, reply[:place])


async def keep_the_code_but_change_the_key(content: bytes) -> bytes:
    """What whoever carries the file could try: his own key beside the office's proof."""
    from webapp.province.invitation import to_base64url

    mine, theirs = seal.DeviceKey.generate().public, keys.signer().public
    assert to_base64url(theirs).encode() in content
    return content.replace(to_base64url(theirs).encode(), to_base64url(mine).encode())


async def test_a_used_code_lets_nobody_else_in(joined: ProvinceLink, province: Province) -> None:
    again = await join_province_by_network(
        province.base, province.code
    )  # a lost answer: the same server once more
    assert again.device == joined.device
    await renew_nodes()
    with pytest.raises(NotJoined):
        await join_province_by_network(province.base, province.code)


@pytest.mark.both
async def test_a_restored_commune_learns_what_it_had_sent_and_sends_nothing_twice(
    ready: ProvinceLink, province: Province, official: Any, huoi_co: World, browser_of: Any
) -> None:
    """T-21 one level up: the backup knew the concern, not that it had left; the months were counted after it."""
    await contact_province(ready)
    before = await rows(province)
    await SentLetter.all().delete()
    await ProvinceLink.all().update(issued=0, manifest=bytes(8))
    await renew_nodes()
    link = await the_link(ready.commune)
    assert link
    with pytest.raises(NotJoined):
        await letters_files(link)

    await contact_province(link)
    concern = await reported(huoi_co, await browser_of(None), [2, 3, "Đường sạt", None, 1, 1])
    await send_up(await browser_of(huoi_co.clerk), concern, "Xin máy xúc")
    await contact_province(link)

    after = await rows(province)
    assert before["month_table"] == after["month_table"]
    assert len(after["raised_concern"]) == 2
    assert len([row for row in after["device"] if "office" in row]) == 2
    [first] = [
        row for row in await province.rows("SELECT id, text FROM raised_concern") if "ống" in row["text"]
    ]
    await official.get(f"/concerns/{first['id']}")
    await official.send_form(f"/concerns/{first['id']}", {"answer": "Sẽ cấp."})
    await contact_province(link)
    [sent] = await SentUp.filter(text="Xin cấp ống nước").prefetch_related("answers")
    assert [answer.text for answer in sent.answers] == ["Sẽ cấp."]
    assert from_text(link.device) != from_text(ready.device) or link.device != ready.device


async def test_a_commune_that_lost_everything_gets_its_backup_back(
    ready: ProvinceLink, province: Province, tmp_path: Any
) -> None:
    letters = make_recovery_key()
    await contact_province(ready)
    code = province.invite("Hữu Khuông", "--again")

    with pytest.raises(NotJoined):
        await fetch_backup(province.base, province.code, tmp_path / "wrong.backup")
    await fetch_backup(province.base, code, tmp_path / "mine.backup")

    found = await asyncio.to_thread(verify_backup, tmp_path / "mine.backup", from_letters(letters))
    assert found.rows > 10
    carried = tmp_path / "carried.backup"
    province.gandan("province", "backup", "Hữu Khuông", str(carried))
    assert carried.read_bytes() == (tmp_path / "mine.backup").read_bytes()


async def test_a_restored_province_is_given_again_what_it_lost(
    ready: ProvinceLink, province: Province
) -> None:
    await contact_province(ready)
    before = await rows(province)
    province.stop()
    for sql in (
        "DELETE FROM stored_part", "DELETE FROM stored_backup", "DELETE FROM raised_concern", "DELETE FROM month_table",
        "DELETE FROM attestation", "DELETE FROM submission", "UPDATE device SET received = ''",
    ):  # fmt: skip
        await province.do(sql)
    await province.do(
        "UPDATE node SET incarnation = "
        + ("x'0102030405060708'" if "sqlite" in province.url else "'\\x0102030405060708'")
    )
    province.start()

    await contact_province(ready)

    assert await rows(province) == before
