"""Likely duplicate households: pairs, answers, merging."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from webapp.core.calendar import today
from webapp.core.i18n import gettext as _
from webapp.households.details.change_form import CHANGEABLE
from webapp.households.details.kinds import HOUSEHOLD_CHANGE
from webapp.households.details.models import HouseholdChange
from webapp.households.details.recorded import people_counts
from webapp.households.lifecycle.models import DuplicateAnswer
from webapp.households.lifecycle.similarity import ComparedHousehold, Pair, likely_pairs
from webapp.households.lifecycle.split_join_close import record_merge
from webapp.register.consents import answers_of
from webapp.register.decisions import IdempotentForm
from webapp.register.models import Cluster, Household, HouseholdStep, Turn
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import Fields, field_text
from webapp.web.person import Person


async def pairs_of(hamlets: list[str]) -> list[Pair]:
    """Without settled pairs and refusing families."""
    homes = await Household.filter(hamlet_id__in=hamlets, closed_on=None)
    answers = await answers_of([one.id for one in homes])
    beside = {
        cluster.id: frozenset(cluster.neighbours) for cluster in await Cluster.filter(hamlet_id__in=hamlets)
    }
    houses = [
        ComparedHousehold(
            one.id,
            one.hamlet_id,
            one.folded,
            one.head_phone or "",
            one.people,
            one.cluster_id or "",
            one.path_order,
            beside.get(one.cluster_id or "", frozenset()),
        )
        for one in homes
        if not answers.newest(one.id, today()).said_no
    ]
    settled = await _settled(hamlets)
    return [pair for pair in likely_pairs(houses) if frozenset((pair.first, pair.second)) not in settled]


async def _settled(hamlets: list[str]) -> set[frozenset[str]]:
    said = DuplicateAnswer.filter(one__hamlet_id__in=hamlets).order_by("at", "id")
    newest = {
        frozenset((str(first), str(second))): same
        for first, second, same in await said.values_list("one_id", "other_id", "same")
    }
    split = HouseholdStep.filter(household__hamlet_id__in=hamlets, turn=Turn.SPLIT, undone_at=None)
    apart = {
        frozenset((str(one), str(other)))
        for one, other in await split.values_list("household_id", "other_id")
    }
    return apart | {pair for pair, same in newest.items() if not same}


async def answer_pair(person: Person, first: Household, second: Household, *, same: bool) -> None:
    one, other = sorted((first, second), key=lambda home: home.id)
    last = await DuplicateAnswer.filter(one=one, other=other).order_by("-at", "-id").first()
    if last and last.same == same:
        return
    await DuplicateAnswer.create(
        commune=one.commune,
        one=one,
        other=other,
        same=same,
        by_id=person.id,
        by_name=person.name,
        at=datetime.now(UTC),
    )


@dataclass
class SameForm:
    values: dict[str, str]
    keep: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    """Field -> household with the kept value."""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Fields, homes: tuple[Household, Household], differing: list[str]) -> "SameForm":
        form = cls({name: field_text(fields, name) for name in ("keep", *differing)})
        ids = {home.id for home in homes}
        form.keep = form.values["keep"]
        if form.keep not in ids:
            form.errors["keep"] = _("Choose which code stays.")
        for name in differing:
            form.chosen[name] = form.values[name]
            if form.values[name] not in ids:
                form.errors[name] = _("Choose which of the two is right.")
        return form


def differing_fields(first: Household, second: Household) -> list[str]:
    return [name for name in CHANGEABLE if getattr(first, name) != getattr(second, name)]


async def unite_households(
    once: IdempotentForm, homes: dict[str, Household], form: SameForm
) -> HouseholdStep:
    """The other household's records stay, shown with the kept one."""
    kept = homes.pop(form.keep)
    [other] = homes.values()
    change = {name: getattr(other, name) for name, whose in form.chosen.items() if whose == other.id}
    before = {name: getattr(kept, name) for name in change}
    step = await record_merge(once, kept, other, Turn.SAME, {"before": before, "after": change})
    await answer_pair(once.person, kept, other, same=True)
    await put_values(once.person, kept.id, change, f"{once.form[:11]}s")
    return step


async def restore_values(person: Person, step: HouseholdStep) -> None:
    """Except fields edited since."""
    kept = await Household.get(id=step.household_id)
    before, after = step.told.get("before", {}), step.told.get("after", {})
    still = {name: before[name] for name in after if getattr(kept, name) == after[name]}
    await put_values(person, kept.id, still, f"{step.id}u")


async def put_values(person: Person, household_id: str, values: dict[str, Any], form: str) -> None:
    """An ordinary edit based on all current values."""
    if not values:
        return
    household = await Household.get(id=household_id)
    fields: dict[str, str | list[str]] = {"op": form}
    counts = await people_counts([household])
    live = await HouseholdChange.filter(household_id=household_id, live=True).order_by("opid")
    for name in CHANGEABLE:
        was = getattr(household, name)
        fields[name] = fields[f"{name}_was"] = "" if was is None else str(was)
        if name in values:
            fields[name] = "" if values[name] is None else str(values[name])
        bases = [change.opid for change in live if change.field == name]
        if name == "people" and household_id in counts:
            bases = list(counts[household_id].frontier)
        fields[f"{name}_base"] = " ".join(bases)
    await submit_form(person, HOUSEHOLD_CHANGE, household_id, fields)
