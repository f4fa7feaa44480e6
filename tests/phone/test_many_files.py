"""T-63: files as couriers bring them: many, cut, foreign, oddly named, at the limits."""

from pathlib import Path
from typing import Any

import pytest

from sync import parcel, returns, seal
from sync.envelope import CANCELLED, Submission, make_body
from sync.frames import FILE, Origin
from tests.phone.carried_file import saved
from tests.phone.many_files import hand_in, padded
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.accounts.models import Device
from webapp.core import keys
from webapp.core.labels import LABELS
from webapp.phone.carried_files import LARGEST_FILE, Carrier, import_carried_file, shown_name
from webapp.phone.commands import import_files
from webapp.submissions.models import Carriage, StoredSubmission
from webapp.visits.models import Visit


@pytest.fixture
def carrier(huoi_co: World) -> Carrier:
    return Carrier(huoi_co.commune.id, "Vi Thị Hoà")


def withdrawn(phone: Phone, count: int) -> list[Submission]:
    body = make_body(kind=CANCELLED, schema=1, wall=1763815200, entity="", values=[])
    phone.outbox += [Submission(phone.device, seq, body) for seq in range(1, count + 1)]
    return phone.outbox


async def test_many_files_at_once_in_any_order_any_number_of_times(huoi_co: World, browser_of: Any) -> None:
    """T-63: duplicated."""
    dan, khoa = await enrolled(huoi_co.dan), await enrolled(huoi_co.khoa)
    clerk = await browser_of(huoi_co.clerk)
    dan.write(1, huoi_co.an.id, [1, [1], 0, "Trước"])
    early = saved(dan)
    dan.write(1, huoi_co.bao.id, [4])
    late = saved(dan)
    khoa.write(1, huoi_co.bao.id, [1])
    khoa.write(1, huoi_co.far.id, [1])
    others = saved(khoa)

    answer = await hand_in(clerk, ("sau.gandan", late), ("khoa.gandan", others), ("truoc.gandan", early))
    again = await hand_in(clerk, ("khoa.gandan", others), ("sau.gandan", late))

    assert (answer.status_code, again.status_code) == (200, 200)
    assert "Mới: 2. Đã có: 0. Để riêng: 0. Thiếu 0." in answer.text
    assert "Mới: 0. Đã có: 1. Để riêng: 0. Thiếu 0." in answer.text
    assert "Mới: 0. Đã có: 2. Để riêng: 0. Thiếu 0." in again.text
    assert huoi_co.dan.full_name in answer.text and huoi_co.khoa.full_name in answer.text
    assert await StoredSubmission.all().count() == 4
    assert await Carriage.filter(device_id__not_isnull=True, new__gt=0).count() == 2
    page = (await clerk.get(f"/arrivals/{(await Device.get(member_id=huoi_co.dan.id)).id}")).text
    assert huoi_co.clerk.name in page and "2 phiếu mới" in page


async def test_what_is_put_aside_is_counted_apart(huoi_co: World, carrier: Carrier) -> None:
    phone = await enrolled(huoi_co.dan)
    phone.write(1, huoi_co.far.id, [1])
    phone.write(1, huoi_co.an.id, [1])

    carried = await import_carried_file(carrier, "a.gandan", saved(phone))

    assert (carried.new, carried.aside, carried.missing) == (1, 1, 0)


async def test_a_cut_file_says_how_many_are_missing_and_the_whole_one_completes_it(
    huoi_co: World, browser_of: Any, carrier: Carrier
) -> None:
    """T-63: truncated."""
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    for n in range(6):
        phone.write(1, huoi_co.an.id, [1, [1], 0, f"Ghi chú dài một chút, lần {n}"])
    whole = saved(phone)

    answer = await hand_in(clerk, ("cut.gandan", whole[: len(whole) // 2]))

    kept = await StoredSubmission.all().count()
    assert 0 < kept < 6
    assert f"Thiếu {6 - kept}." in answer.text
    assert f"<p>{kept} phiếu đã giữ" in answer.text
    assert await Visit.all().count() == 0

    carried = await import_carried_file(carrier, "whole.gandan", whole)

    assert (carried.new, carried.missing, carried.whole) == (6, 0, True)
    assert await Visit.all().count() == 6


async def test_a_file_for_another_office_is_refused_with_that_offices_name(
    huoi_co: World, carrier: Carrier
) -> None:
    """T-63: wrong office."""
    phone, other = await enrolled(huoi_co.dan), seal.OfficeKey.generate(LABELS)
    phone.write(1, huoi_co.an.id, [1])
    named = Origin(phone.device, other.fingerprint, 1, 5, "xã Nga My, ngamy.example")

    told = await import_carried_file(
        carrier, "x.gandan", parcel.carried_file(LABELS, named, phone.key, phone.sealed(phone.outbox))
    )
    untold = await import_carried_file(carrier, "x.gandan", saved(phone, other))

    assert (told.code, untold.code) == ("wrong-node", "wrong-node")
    assert "xã Nga My, ngamy.example" in told.problem
    assert "giấy mở máy" in untold.problem
    assert await StoredSubmission.all().count() == await Carriage.all().count() == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/passwd", "passwd"),
        ("C:\\Windows\\System32\\phieu.gandan.exe", "phieu.gandan.exe"),
        ("phieu\u202enadnag.exe", "phieunadnag.exe"),
        ("a\x00\r\nb.gandan", "ab.gandan"),
        ("<img src=x onerror=alert(1)>.gandan", "<img src=x onerror=alert(1)>.gandan"),
        ("", ""),
        ("d" * 300 + ".gandan", "d" * 40 + "…" + "d" * 8 + ".gandan"),
    ],
)
async def test_a_files_name_is_only_shown(
    huoi_co: World, browser_of: Any, carrier: Carrier, name: str, shown: str, tmp_path: Path
) -> None:
    """T-63: malware-named. What is inside decides."""
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    phone.write(1, huoi_co.an.id, [1])
    before = set(tmp_path.rglob("*"))

    carried = await import_carried_file(carrier, name, saved(phone))
    answer = await hand_in(clerk, (name or "x", saved(phone)))

    assert (carried.new, carried.name, shown_name(name)) == (1, shown, shown)
    assert "<img src=x" not in answer.text
    assert not {path for path in tmp_path.rglob("*") if path not in before and ".db" not in path.name}


async def test_what_a_phone_signed_as_written_is_missed_until_it_comes(
    huoi_co: World, browser_of: Any, carrier: Carrier
) -> None:
    """A phone that never has a signal says only in its files how much it has written."""
    phone = await enrolled(huoi_co.dan)
    for _ in range(5):
        phone.write(1, huoi_co.an.id, [1])
    origin = Origin(phone.device, keys.office_key().fingerprint, made=5, created=5)
    some = parcel.carried_file(LABELS, origin, phone.key, phone.sealed(phone.outbox[:3]))
    forged = parcel.carried_file(
        LABELS,
        Origin(phone.device, keys.office_key().fingerprint, made=900, created=5),
        seal.DeviceKey.generate(),
        [],
    )

    carried = await import_carried_file(carrier, "a.gandan", some)
    await import_carried_file(carrier, "b.gandan", forged)

    assert (carried.new, carried.missing) == (3, 2)
    page = (await (await browser_of(huoi_co.clerk)).get(f"/arrivals/{carried.device}")).text
    assert "còn thiếu 2 phiếu" in page and "4-5" in page


async def test_an_answer_for_a_phone_is_not_taken_for_its_records(carrier: Carrier) -> None:
    carried = await import_carried_file(carrier, "tra.gandan", returns.MAGIC + bytes(200))

    assert "trả lời cho một máy" in carried.problem


async def test_a_program_is_no_file_of_ours_whatever_it_is_called(carrier: Carrier) -> None:
    """T-63: malware-named."""
    for content in (b"MZ\x90\x00" + bytes(900), b"\x7fELF" + bytes(900), b"PK\x03\x04", b""):
        assert (await import_carried_file(carrier, "phieu.gandan", content)).problem
    assert await StoredSubmission.all().count() == 0


async def test_twenty_megabytes_are_taken_and_one_byte_more_is_refused_whole(
    huoi_co: World, browser_of: Any
) -> None:
    """T-63: 20 MB and 20 MB + 1, through the office's page."""
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    phone.write(1, huoi_co.an.id, [1])
    full = padded(saved(phone), LARGEST_FILE)
    over = full + b"z"
    assert len(full) == 20 << 20

    refused = await hand_in(clerk, ("over.gandan", over))
    assert (refused.status_code, await StoredSubmission.all().count()) == (422, 0)
    assert "quá 20 MB" in refused.text
    taken = await hand_in(clerk, ("full.gandan", full))

    assert taken.status_code == 200
    assert "Mới: 1. Đã có: 0. Để riêng: 0. Thiếu 0." in taken.text


async def test_five_thousand_records_are_taken_and_one_more_is_refused_whole(
    huoi_co: World, carrier: Carrier
) -> None:
    """T-63: 5,000 items and 5,001."""
    phone = await enrolled(huoi_co.dan)
    withdrawn(phone, 5_001)

    over = await import_carried_file(carrier, "over.gandan", saved(phone))
    assert (over.code, await StoredSubmission.all().count()) == ("size", 0)
    phone.outbox.pop()
    taken = await import_carried_file(carrier, "full.gandan", saved(phone))

    assert (taken.new, taken.missing, taken.problem) == (5_000, 0, "")


async def test_a_stranger_is_not_drowned_out_but_has_no_more_than_its_room(
    huoi_co: World, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.submissions.intake.quota.ROOM_UNSIGNED", 1800)
    stranger = Phone(bytes(range(8)), seal.DeviceKey.generate(), keys.office_point())
    for _ in range(10):
        stranger.write(1, huoi_co.an.id, [1, [1], 0, "Tôi ghi giúp"])

    carried = await import_carried_file(carrier, "la.gandan", saved(stranger))

    assert carried.full and not carried.whole
    assert 0 < carried.aside == await StoredSubmission.all().count() < 10


async def test_the_command_takes_many_and_says_what_each_came_to(
    huoi_co: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    phone = await enrolled(huoi_co.dan)
    for household in (huoi_co.an, huoi_co.bao, huoi_co.an):
        phone.write(1, household.id, [1])
    whole = saved(phone)
    contents = {
        "cut.gandan": whole[: len(whole) - 90],
        "whole.gandan": whole,
        "photo.gandan": FILE[:2] + b"?",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)

    good = await import_files([tmp_path / "cut.gandan", tmp_path / "whole.gandan"])
    bad = await import_files([tmp_path / "whole.gandan", tmp_path / "photo.gandan", tmp_path / "none.gandan"])

    said = capsys.readouterr()
    assert (good, bad) == (0, 1)
    assert "cut.gandan: 0 new, 0 already there, 0 put aside," in said.out
    assert "missing; cut short" in said.out
    assert "whole.gandan: 3 new, 0 already there, 0 put aside, 0 missing" in said.out
    assert "whole.gandan: 0 new, 3 already there, 0 put aside, 0 missing" in said.out
    assert "photo.gandan" in said.err and "none.gandan" in said.err
