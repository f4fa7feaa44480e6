"""Submissions carried to the office in a file: sealed, any number of times, whole or cut."""

from typing import Any

from sync import seal
from tests.phone.carried_file import hand_in, saved
from tests.support.phone import enrolled
from tests.support.world import World
from webapp.core.labels import LABELS
from webapp.submissions.models import StoredSubmission
from webapp.visits.models import Visit


async def test_a_file_carried_by_boat_arrives_once_however_often_it_is_handed_in(
    huoi_co: World, browser_of: Any
) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    phone.write(1, huoi_co.an.id, [1, [1], 0, "Bằng thuyền"])
    phone.write(1, huoi_co.bao.id, [4])
    content = saved(phone)

    first, again = await hand_in(clerk, content), await hand_in(clerk, content)

    assert "Xã đã có 2 phiếu" in first.text
    assert "Xã đã có 2 phiếu" in again.text
    assert "Lô Văn Dần" in first.text
    assert (await Visit.all().count(), await StoredSubmission.all().count()) == (2, 2)


async def test_a_file_that_is_cut_gives_what_is_whole_and_says_so(huoi_co: World, browser_of: Any) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    for _ in range(3):
        phone.write(1, huoi_co.an.id, [1, [1], 0, "Ghi chú dài một chút"])

    answer = await hand_in(clerk, saved(phone)[:-100])

    assert answer.status_code == 200
    assert "Tệp bị cụt" in answer.text


async def test_a_file_for_another_office_and_a_photo_are_refused_in_words(
    huoi_co: World, browser_of: Any
) -> None:
    phone, clerk = await enrolled(huoi_co.dan), await browser_of(huoi_co.clerk)
    phone.write(1, huoi_co.an.id, [1])

    elsewhere = await hand_in(clerk, saved(phone, seal.OfficeKey.generate(LABELS)))
    photo = await hand_in(clerk, b"\xff\xd8\xff\xe0" + bytes(500))

    assert (elsewhere.status_code, photo.status_code) == (422, 422)
    assert "xã khác" in elsewhere.text
    assert "không phải tệp" in photo.text
    assert await StoredSubmission.all().count() == 0


async def test_only_the_office_takes_in_files(huoi_co: World, browser_of: Any) -> None:
    assert (await (await browser_of(huoi_co.dan)).get("/arrivals/file")).status_code == 403
