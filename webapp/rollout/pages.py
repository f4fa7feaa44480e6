"""Template values for the rollout pages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.core.vi_text import sort_key
from webapp.members.forms import MemberChangeForm
from webapp.organisation.tree import numbers_on
from webapp.people.models import OrgUnit, PartyOrg
from webapp.register.charge import homes_covered
from webapp.rollout.models import GuidingPaper, PaperItem, Rollout, RolloutStep
from webapp.rollout.rollout import PAPER_KINDS, STATES, is_late, next_steps
from webapp.web.person import Person

ORDER = list(Rollout)


@dataclass(frozen=True)
class RolloutLine:
    branch: PartyOrg
    state: str
    rank: int
    since: date | None
    begun: date | None
    """First day with members in charge; the pilots began first."""
    paper: str
    members: int
    carrying: int
    households: int
    covered: int
    items: int
    done: int
    late: int


@dataclass(frozen=True)
class Item:
    row: PaperItem
    late: bool


async def rollout_page(person: Person, form: MemberChangeForm | None = None) -> dict[str, Any]:
    papers = await GuidingPaper.filter(commune=person.commune).order_by("-issued_on").prefetch_related("org")
    lines = await _lines(person.commune)
    return {
        "lines": lines,
        "counts": [
            (sum(one.rank == place for one in lines), _(STATES[state]), "")
            for place, state in enumerate(ORDER)
        ],
        "late": [one for one in await _items(person.commune) if one.late],
        "papers": papers,
        "issuers": await _orgs(person.commune),
        "resolutions": [
            ("", _("none")),
            *((one.id, one.number) for one in papers if one.kind == "resolution"),
        ],
        **_with(person, form, ("paper",)),
    }


async def _lines(commune: str) -> list[RolloutLine]:
    """Earliest and most advanced first. Branches outside hamlets appear once they start."""
    branches = await PartyOrg.filter(commune=commune, kind="branch")
    steps: dict[str, list[RolloutStep]] = {}
    for step in await RolloutStep.filter(commune=commune).order_by("since", "at").prefetch_related("paper"):
        steps.setdefault(step.branch_id, []).append(step)
    numbers = await numbers_on(commune, today())
    homes = await _homes(commune)
    covered = Counter(branch for branch, _home in await homes_covered(commune, today()))
    items: dict[str, list[Item]] = {}
    for item in await _items(commune):
        items.setdefault(item.row.branch_id or "", []).append(item)
    lines = []
    for branch in branches:
        if branch.branch_kind != "hamlet" and branch.rollout == Rollout.NOT_STARTED:
            continue
        here, asked, number = steps.get(branch.id, []), items.get(branch.id, []), numbers.get(branch.id)
        first = next((one for one in here if one.state == Rollout.ASSIGNED), None)
        lines.append(
            RolloutLine(
                branch=branch,
                state=_(STATES[Rollout(branch.rollout)]),
                rank=ORDER.index(Rollout(branch.rollout)),
                since=branch.rollout_from,
                begun=first.since if first else None,
                paper=next((one.paper.number for one in here if one.paper), ""),
                members=number.members if number else 0,
                carrying=number.carrying if number else 0,
                households=homes[branch.unit_id] if branch.branch_kind == "hamlet" else 0,
                covered=covered[branch.id],
                items=len(asked),
                done=sum(one.row.done_on is not None for one in asked),
                late=sum(one.late for one in asked),
            )
        )
    return sorted(lines, key=lambda one: (one.begun or date.max, -one.rank, sort_key(one.branch.name)))


async def _homes(commune: str) -> Counter[str]:
    held = OrgUnit.filter(commune=commune, households__id__isnull=False, households__closed_on=None)
    return Counter(unit for unit, _home in await held.values_list("id", "households__id"))


async def _items(commune: str, **chosen: str) -> list[Item]:
    """Late items first, done ones last."""
    rows = await PaperItem.filter(commune=commune, **chosen).prefetch_related("paper", "branch")
    found = [Item(row, is_late(row)) for row in rows]
    return sorted(
        found, key=lambda one: (not one.late, one.row.done_on is not None, one.row.due_on, one.row.id)
    )


async def branch_rollout_page(
    person: Person, branch: PartyOrg, form: MemberChangeForm | None = None
) -> dict[str, Any]:
    papers = await GuidingPaper.filter(commune=person.commune).order_by("-issued_on")
    steps = next_steps(branch)
    return {
        "branch": branch,
        "state": _(STATES[Rollout(branch.rollout)]),
        "regular": next(iter(steps.values()), None),
        "when_assigned": [_(step.label) for step in steps.values() if step.in_force],
        "on_paper": [_(step.label) for step in steps.values() if step.said],
        "offered": [(name, _(step.label)) for name, step in steps.items()],
        "only": next(iter(steps)) if len(steps) == 1 else "",
        "steps": await RolloutStep.filter(branch_id=branch.id)
        .order_by("-since", "-at")
        .prefetch_related("paper"),
        "items": await _items(person.commune, branch_id=branch.id),
        "papers": [("", _("Choose")), *((one.id, f"{one.number}, {one.title}") for one in papers)],
        **_with(person, form, ("step",)),
    }


async def paper_page(
    person: Person, paper: GuidingPaper, form: MemberChangeForm | None = None
) -> dict[str, Any]:
    await paper.fetch_related("org", "carries_out")
    return {
        "paper": paper,
        "plans": await GuidingPaper.filter(carries_out_id=paper.id).order_by("issued_on"),
        "items": await _items(person.commune, paper_id=paper.id),
        "branches": [("", _("the whole commune")), *(await _orgs(person.commune, kind="branch"))[1:]],
        "steps": await RolloutStep.filter(paper_id=paper.id).order_by("since").prefetch_related("branch"),
        **_with(person, form, ("item", "done")),
    }


async def _orgs(commune: str, **kinds: str) -> list[tuple[str, str]]:
    rows = PartyOrg.filter(commune=commune, **kinds).order_by("-kind", "name")
    return [("", _("Choose")), *((one.id, one.name) for one in await rows)]


def _with(person: Person, form: MemberChangeForm | None, names: Iterable[str]) -> dict[str, Any]:
    filled = {name: MemberChangeForm(name, "") for name in names}
    if form and form.what in filled:
        filled[form.what] = form
    return {
        "filled": filled,
        "form": form or MemberChangeForm("", ""),
        "op": form.op.partition(".")[0] if form and form.op else new_id(),
        "edits": person.is_clerk,
        "state_names": {state.value: _(text) for state, text in STATES.items()},
        "paper_kinds": {kind: _(text) for kind, text in PAPER_KINDS.items()},
    }
