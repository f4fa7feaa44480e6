"""Nobody real is in the invented commune, and nothing is written down of those who said no."""

import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.demo.contents import everything
from tests.support.never_recorded import banned_in
from webapp.accounts.models import Account, Device, Slip
from webapp.concerns.models import Concern
from webapp.households.details.models import HouseholdChange
from webapp.households.family.models import NeedChange
from webapp.people.models import Member
from webapp.register.models import Consent, Household
from webapp.visits.models import Visit

pytestmark = pytest.mark.usefixtures("told")
REAL = [
    "Cụt Văn Xuyên", "Lô Văn Cảnh", "Mạc Văn Minh", "Lô Văn Tùng", "Vi Hợi",
    "Xồng Bá Giầy", "Lầu Bá Chò", "Và Bá Thái",
]  # fmt: skip
TELEPHONE = re.compile(r"(?<![\w-])0\d{9}(?![\w-])")  # and not a piece of a hash
NOT_ON_SCREENS = ["đồng bộ", "ngoại tuyến", "máy chủ", "lỗi 500", "thất bại"]


async def test_nobody_bears_the_name_of_a_person_from_the_newspaper() -> None:
    names = [member.full_name for member in await Member.all()]
    names += [home.head_name for home in await Household.all()]
    names += [account.name for account in await Account.all()]

    pairs = {(name.split()[0], name.split()[-1]) for name in names}
    assert not pairs & {(name.split()[0], name.split()[-1]) for name in REAL}


async def test_no_real_name_is_anywhere_in_any_text() -> None:
    told = json.dumps(await everything(), ensure_ascii=False)

    assert "Lương Thị Én" in told
    assert not [name for name in REAL if name in told]


async def test_every_telephone_number_is_of_the_block_that_nobody_can_call() -> None:
    told = json.dumps(await everything(), ensure_ascii=False)

    found = set(TELEPHONE.findall(told))
    assert found
    assert {number[:7] for number in found} == {"0900000"}


async def test_no_word_that_we_never_record_and_none_that_screens_avoid() -> None:
    texts = [visit.note for visit in await Visit.all()]
    for concern in await Concern.all():
        texts += [concern.summary, concern.body]
    texts += [device.label for device in await Device.all()]

    for text in set(texts):
        assert not banned_in(text), text
        assert not [word for word in NOT_ON_SCREENS if word in text.lower()], text


async def test_of_a_household_that_said_no_only_its_code_and_place_are_kept() -> None:
    unwilling = {
        consent.household_id for consent in await Consent.filter(answer__in=["refused", "withdrawn"])
    }
    assert len(unwilling) == 7
    for home in await Household.filter(id__in=list(unwilling)):
        assert home.head_name == home.code
        told = (home.people, home.under_6, home.from_60, home.head_phone, home.preferred_contact)
        assert set(told) == {None}
        assert set(home.origin.values()) == {home.code, None}
    for table in (NeedChange, Concern, HouseholdChange):
        assert not await table.filter(household_id__in=list(unwilling)).exists()
    assert not await Visit.filter(household_id__in=list(unwilling)).exclude(note="").exists()


async def test_of_a_household_not_asked_yet_only_the_name_on_its_door_is_kept() -> None:
    asked = {consent.household_id for consent in await Consent.all()}
    waiting = [home for home in await Household.all() if home.id not in asked]

    assert len(waiting) == 6
    assert {(home.people, home.head_phone) for home in waiting} == {(None, None)}
    assert not await NeedChange.filter(household_id__in=[home.id for home in waiting]).exists()


async def test_nobody_can_sign_in_with_a_password_or_a_slip() -> None:
    assert {account.password_hash for account in await Account.all()} == {"-"}
    assert not await Slip.exists()


async def test_keys_of_invented_phones_are_real_points_and_all_different() -> None:
    keys = [bytes(device.sign_key) for device in await Device.all()]
    for key in keys:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    assert len(set(keys)) == len(keys) == 25
