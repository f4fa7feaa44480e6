"""What a visit's form accepts."""

from datetime import date

import pytest

from webapp.visits.forms import VisitForm
from webapp.visits.models import Occasion

MADE_ON = date(2026, 10, 14)


def read(**fields: str | list[str]) -> VisitForm:
    return VisitForm.read({"met": "1", **fields}, made_on=MADE_ON)


def test_without_a_day_it_happened_when_it_was_written() -> None:
    assert read().happened_on == MADE_ON


@pytest.mark.parametrize("day", ["2026-10-14", "2026-10-01", "2025-10-15"])
def test_a_visit_may_be_written_down_later(day: str) -> None:
    form = read(on=day)

    assert (form.errors, form.happened_on) == ({}, date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-10-15", "2025-10-12", "14/10/2026", "hôm qua"])
def test_a_day_to_come_or_long_past_is_not_a_visit(day: str) -> None:
    assert read(on=day).errors.keys() == {"on"}


def test_when_nobody_was_home_there_is_nothing_further_to_tell() -> None:
    form = VisitForm.read({"met": "4", "did": ["1"], "need": "1"}, made_on=MADE_ON)

    assert (form.errors, form.did, form.has_need) == ({}, [], False)


def test_a_choice_that_does_not_exist_is_never_quietly_left_out() -> None:
    assert read(did=["1", "7"]).errors.keys() == {"did"}
    assert read(met="0").errors.keys() == {"met"}


def test_questions_that_were_skipped_do_not_hold_a_visit_back() -> None:
    form = read()

    assert (form.errors, form.did, form.has_need) == ({}, [], False)


@pytest.mark.parametrize("note", ["a" * 301, "Căn cước 040123456789", "CMND 186 234 567", "\x07"])
def test_a_note_is_short_and_holds_no_identity_number(note: str) -> None:
    assert read(note=note).errors.keys() == {"note"}


def test_a_note_is_stored_in_one_form_and_keeps_its_lines() -> None:
    assert read(note=" Mái  nha\u0300 dột \r\n cần tôn ").note == "Mái nhà dột\ncần tôn"


def test_why_somebody_came_is_one_of_six_or_not_said() -> None:
    assert (read(occasion="5").occasion, read().occasion) == (Occasion.EMERGENCY, None)
    assert read(occasion="7").errors.keys() == {"occasion"}
