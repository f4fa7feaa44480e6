"""Families' consent: the answer in force, what it allows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from webapp.register.models import Consent

NOTICE_VERSION = 1
"""Increase for a new notice text or purpose: every family is asked again."""
PURPOSES = ("contact", "needs", "concerns", "movements")
YES_RULE = "The family agreed: its newest answer (kind 4) is given{}; or a list of the office said so."
HOLDS_FOR = timedelta(days=730)
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


class Given(NamedTuple):
    on: date
    answer: str
    purposes: list[str]
    version: int
    by: str
    at: datetime


@dataclass(frozen=True)
class ConsentAnswer:
    """In force on a day."""

    answer: str = "not_asked"
    on: date | None = None
    purposes: tuple[str, ...] = ()
    version: int = NOTICE_VERSION

    @property
    def agreed(self) -> bool:
        return self.answer == "given"

    @property
    def said_no(self) -> bool:
        return self.answer in ("refused", "withdrawn")

    @property
    def for_some(self) -> bool:
        return len(self.purposes) < len(PURPOSES)

    def allows(self, purpose: str) -> bool:
        """No purposes means all: imported lists name none."""
        return self.agreed and (not self.purposes or purpose in self.purposes)

    def too_old(self, day: date) -> bool:
        """The notice has changed, or was read over two years ago."""
        read = self.agreed and self.on is not None
        return read and (self.version != NOTICE_VERSION or day - (self.on or day) > HOLDS_FOR)


@dataclass(frozen=True)
class Answers:
    """No answer is no consent."""

    given: Mapping[str, Sequence[Given]]

    def newest(self, household_id: str, day: date) -> ConsentAnswer:
        """If two readers recorded different answers that day, a refusal wins."""
        until = [one for one in self.given.get(household_id, []) if one.on <= day]
        if not until:
            return ConsentAnswer()
        last = max(one.on for one in until)
        by_reader: dict[str, Given] = {}
        for one in sorted((one for one in until if one.on == last), key=lambda one: (one.at, one.answer)):
            by_reader[one.by] = one
        found = max(by_reader.values(), key=lambda one: (one.answer != "given", one.at, one.answer))
        return ConsentAnswer(found.answer, found.on, tuple(found.purposes), found.version)

    def agreed(self, household_id: str, day: date) -> bool:
        return self.newest(household_id, day).agreed

    def allow(self, household_id: str, day: date, purpose: str) -> bool:
        return self.newest(household_id, day).allows(purpose)


async def answers_of(household_ids: Iterable[str]) -> Answers:
    rows = Consent.filter(household_id__in=list(household_ids))
    return await _read(
        rows.values_list(
            "household_id", "asked_on", "answer", "purposes", "notice_version",
            "read_by_id", "by_name", "recorded_at",
        )
    )  # fmt: skip


async def _read(rows: object) -> Answers:
    given: dict[str, list[Given]] = {}
    for id_, on, answer, purposes, version, reader, name, at in await rows:  # type: ignore[misc]
        given.setdefault(id_, []).append(
            Given(on, answer, purposes, version, reader or name, at or BEFORE_ALL)
        )
    return Answers(given)


async def families_that_said_no(commune: str, day: date) -> list[str]:
    """Household ids; must not be found by name."""
    ids = await Consent.filter(commune=commune, answer__in=["refused", "withdrawn"]).values_list(
        "household_id", flat=True
    )
    answers = await answers_of({str(id_) for id_ in ids})
    return [id_ for id_ in answers.given if answers.newest(id_, day).said_no]
