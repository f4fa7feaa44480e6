"""Poverty reviews: families to inform of review and outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.transactions import in_transaction

from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.households.poverty.models import PovertyListing, PovertyRecord, PovertyStep, ReviewStep
from webapp.households.poverty.review_form import PARTS, ReviewForm
from webapp.register.consents import YES_RULE, answers_of
from webapp.register.models import Household
from webapp.register.queries import merged_sources
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written
from webapp.web.form_fields import YEAR_BACK
from webapp.web.person import Person

RECENT = timedelta(days=366)


@dataclass(frozen=True)
class Review:
    """Newest listing and decision; all steps with the family."""

    listing: PovertyListing | None
    record: PovertyRecord | None
    steps: Sequence[PovertyStep]
    """Oldest first."""

    @property
    def to_inform(self) -> bool:
        """Listed, undecided, not informed."""
        if self.listing is None:
            return False
        since = local_time(self.listing.at).date()
        decided = self.record is not None and self.record.decision_date >= since
        return not decided and not any(
            one.step is ReviewStep.INFORMED and one.happened_on >= since for one in self.steps
        )

    @property
    def to_tell(self) -> bool:
        """Decided within a year and recorded here; imported decisions are assumed known."""
        record = self.record
        if record is None or record.at is None or record.decision_date < today() - RECENT:
            return False
        return self.told is None

    @property
    def told(self) -> PovertyStep | None:
        """On the newest decision."""
        heard = [one for one in self.steps if self.record and one.record == self.record.id]
        return heard[-1] if heard else None

    @property
    def waits(self) -> bool:
        return self.to_inform or self.to_tell


def review_values(review: Review | None) -> dict[str, Any]:
    """For `_review.html`."""
    return {"review": review, "review_steps": _steps_to_take(review)}


def _steps_to_take(review: Review | None) -> list[tuple[int, str]]:
    """Without a review only that it is on."""
    inform = (ReviewStep.INFORMED.value, _("The review is on; helped with the request"))
    tell = (ReviewStep.TOLD.value, _("The outcome that was decided"))
    if review is None:
        return [inform]
    return [step for step, waits in ((inform, review.to_inform), (tell, review.to_tell)) if waits]


async def reviews_of(ids: Iterable[str]) -> dict[str, Review]:
    asked = list(ids)
    rows = PovertyRecord.filter(household_id__in=asked, replaced=False).order_by("decision_date", "id")
    records = {row.household_id: row for row in await rows}
    listed = PovertyListing.filter(household_id__in=asked).order_by("at", "id")
    listings = {row.household_id: row for row in await listed}
    told: dict[str, list[PovertyStep]] = {}
    for step in await PovertyStep.filter(household_id__in=asked).order_by("happened_on", "recorded_at", "id"):
        told.setdefault(step.household_id, []).append(step)
    return {
        id_: Review(listings.get(id_), records.get(id_), told.get(id_, [])) for id_ in {*records, *listings}
    }


async def put_on_review_list(person: Person, homes: Sequence[Household], year: int) -> None:
    """Skips those listed."""
    async with in_transaction():
        listed = PovertyListing.filter(household_id__in=[home.id for home in homes], year=year)
        there = {row.household_id for row in await listed}
        await PovertyListing.bulk_create(
            PovertyListing(
                household=home, commune=home.commune, year=year, by_name=person.name, at=datetime.now(UTC)
            )
            for home in homes
            if home.id not in there
        )


async def record_step(written: Written) -> None:
    form = ReviewForm.read(written.fields, made_on=written.made_on)
    written.refuse(form.errors)
    received_on = local_time(written.received_at).date()
    home = written.household
    if not (await answers_of([home.id])).agreed(home.id, received_on):
        written.refuse({"household": _("This family did not agree that anything is written about it.")})
    if form.record and not await is_theirs(form.record, home):
        written.refuse({"record": _("This decision is about another household.")})
    await PovertyStep.create(
        id=written.id,
        commune=written.commune,
        household=home,
        step=form.step,
        record=form.record,
        again=form.again,
        # Fast phone clock.
        happened_on=min(form.happened_on, received_on),
        by_id=written.member_id,
        by_name=written.author_name,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


async def is_theirs(record: str, home: Household) -> bool:
    homes = [home.id, *await merged_sources([home.id])]
    return await PovertyRecord.exists(id=record, household_id__in=homes)


RULES = (YES_RULE.format(""), "`record` is a decision about this household.")
POVERTY_STEP = Kind(
    15,
    "poverty_step",
    {1: PARTS},
    record_step,
    made_of=(PovertyStep,),
    rules=RULES,
    types={
        "review_step": field_types.code(ReviewStep, required=True),
        "record": replace(field_types.ID, required_if={"review_step": [ReviewStep.TOLD.value]}),
        "again": field_types.YES_NO,
        "told_on": field_types.past(field_types.DAY, YEAR_BACK),
    },
)


@dataclass(frozen=True)
class ReviewProgress:
    to_inform: list[str]
    to_tell: list[str]
    again: list[str]
    """Asked for another look at the newest decision."""


async def progress_of(ids: Iterable[str]) -> ReviewProgress:
    found = await reviews_of(ids)
    return ReviewProgress(
        [id_ for id_, one in found.items() if one.to_inform],
        [id_ for id_, one in found.items() if one.to_tell],
        [id_ for id_, one in found.items() if one.told and one.told.again],
    )
