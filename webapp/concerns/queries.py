"""Authorisation for concerns."""

from collections.abc import Sequence

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from webapp.concerns.models import PAST_THE_BRANCH, TOGETHER, Category, Concern, ConcernStep, ReadyPhrase
from webapp.concerns.workflow import StepAction
from webapp.core.vi_text import sort_key
from webapp.households.hamlets.models import Partner
from webapp.households.lately import BETWEEN_NEIGHBOURS, SETTLED
from webapp.households.viewer import Viewer
from webapp.web.person import Person

KEYS = 9
"""Digits of a keyboard that choose something."""


async def concerns_visible_to(viewer: Viewer) -> QuerySet[Concern]:
    """Of visible households. Service conduct bypasses the branch: commune's secretary."""
    person = viewer.person
    everything = Concern.filter(commune=person.commune)
    if person.is_commune_secretary:
        return everything
    if person.in_office:
        return everything.exclude(category=Category.SERVICE_CONDUCT)
    own = Q(by_id=person.member_id or "")
    hidden = BETWEEN_NEIGHBOURS if person.is_plain_member else (Category.SERVICE_CONDUCT,)
    return everything.filter(own | ~Q(category__in=hidden), household_id__in=await viewer.visible_ids())


def same_matters(visible: QuerySet[Concern], concern: Concern) -> QuerySet[Concern]:
    """Open ones that it may be merged with; never disputes, conduct or safety."""
    open_ones = visible.filter(hidden=False).exclude(status__in=SETTLED).exclude(id=concern.id)
    return open_ones.filter(category__in=TOGETHER & {concern.category})


async def handlers_known(commune: str, hamlet: str = "") -> list[str]:
    """Named before, and the contact persons of organisations in the hamlet."""
    named = Concern.filter(commune=commune).exclude(handler="").distinct().values_list("handler", flat=True)
    contacts = Partner.filter(commune=commune, hamlet_id=hamlet, ended_on=None)
    people = await contacts.values_list("contact_name", flat=True) if hamlet else []
    return sorted({str(name) for name in (*await named, *people)}, key=sort_key)


async def followers_of(ids: Sequence[str]) -> dict[str, list[Concern]]:
    """Head -> concerns that were merged with it."""
    merged = ConcernStep.filter(action=StepAction.MERGE, into__in=ids).select_related("concern")
    found: dict[str, list[Concern]] = {id_: [] for id_ in ids}
    for row in await merged.order_by("concern__receipt_code") if ids else []:
        if row.concern not in found[row.into] and not row.concern.hidden:
            found[row.into].append(row.concern)
    return found


def details_told(person: Person, concern: Concern) -> bool:
    """With the branch until it passes them up. Exception: PAST_THE_BRANCH for the commune's secretary."""
    if person.is_commune_secretary and concern.category in PAST_THE_BRANCH:
        return True
    return person.carries_households or concern.details_up


async def phrases_for(commune: str, category: int) -> list[ReadyPhrase]:
    """Those of the kind first, then those for any; each has a key of its own."""
    kept = ReadyPhrase.filter(commune=commune, ended_at=None).order_by("made_at", "id")
    rows = await kept.filter(Q(category=category) | Q(category=None))
    return sorted(rows, key=lambda row: row.category is None)[:KEYS]
