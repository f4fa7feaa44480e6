"""Rollout of the model in the branches: steps, the papers behind them, and their items."""

from dataclasses import dataclass
from datetime import timedelta

from tortoise.transactions import in_transaction

from webapp.core.calendar import today
from webapp.core.database.db import new_id, now
from webapp.core.i18n import gettext as _
from webapp.core.i18n import gettext_noop as N_
from webapp.core.i18n import show_date
from webapp.members.forms import MemberChangeForm, Readers, first_of
from webapp.people.models import PartyOrg
from webapp.rollout.models import GuidingPaper, PaperItem, Rollout, RolloutStep
from webapp.rollout.rules import assignments_hold, reach_state
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person

NOW = timedelta()
TEN_YEARS = timedelta(days=3660)
STATES = {
    Rollout.NOT_STARTED: N_("Not started"),
    Rollout.PREPARING: N_("Preparing"),
    Rollout.ASSIGNED: N_("Households assigned"),
    Rollout.RUNNING: N_("Running"),
    Rollout.PAUSED: N_("Paused"),
    Rollout.SUMMARISED: N_("Summed up"),
}
PAPER_KINDS = {"resolution": N_("Thematic resolution"), "plan": N_("Plan")}


@dataclass(frozen=True)
class RolloutTransition:
    since: tuple[Rollout, ...]
    to: Rollout | None
    """None: the state before the pause."""
    label: str
    cites: bool = False
    """Needs a paper from the list."""
    numbered: bool = False
    """Needs a paper number."""
    said: bool = False
    """Needs either."""
    in_force: bool = False
    """Only if members are in charge of households."""


STEPS = {
    "prepare": RolloutTransition(
        (Rollout.NOT_STARTED,), Rollout.PREPARING, N_("Begin to prepare"), cites=True
    ),
    "assign": RolloutTransition(
        (Rollout.PREPARING,), Rollout.ASSIGNED, N_("Households are assigned"), numbered=True, in_force=True
    ),
    "run": RolloutTransition((Rollout.ASSIGNED,), Rollout.RUNNING, N_("The work has begun"), in_force=True),
    "summarise": RolloutTransition(
        (Rollout.RUNNING,), Rollout.SUMMARISED, N_("The branch has summed up"), numbered=True
    ),
    "pause": RolloutTransition(
        (Rollout.PREPARING, Rollout.ASSIGNED, Rollout.RUNNING), Rollout.PAUSED, N_("Pause"), said=True
    ),
    "resume": RolloutTransition((Rollout.PAUSED,), None, N_("Go on after the pause"), said=True),
}


def next_steps(branch: PartyOrg) -> dict[str, RolloutTransition]:
    """The regular step first, then the pause."""
    return {name: step for name, step in STEPS.items() if branch.rollout in step.since}


def _step(form: MemberChangeForm) -> None:
    form.choice("step", tuple(STEPS), _("Choose the step."))
    step = STEPS.get(form.read["step"])
    form.day("since", ahead=NOW)
    form.words("paper", 11)
    form.words("paper_no", 60)
    if step and step.cites and not form.read["paper"]:
        form.errors["paper"] = _("Choose the resolution or plan that it rests on.")
    if step and step.numbered and not form.read["paper_no"]:
        form.errors.setdefault("paper_no", _("Write the number of the decision or report."))
    if step and step.said and not (form.read["paper"] or form.read["paper_no"]):
        form.errors.setdefault("paper_no", _("Choose the paper that says so, or write its number."))


def _paper(form: MemberChangeForm) -> None:
    form.choice("kind", PAPER_KINDS, _("Choose resolution or plan."))
    form.words("number", 60, _("Write the number."))
    form.day("issued_on", ahead=NOW)
    form.words("title", 200, _("Write what it is about."))
    form.words("issuer", 11, _("Choose who issued it."))
    form.words("carries_out", 11)


def _item(form: MemberChangeForm) -> None:
    form.words("text", 200, _("Write what is to be done."))
    form.words("owner", 80, _("Write who sees to it."))
    form.words("branch", 11)
    form.day("due_on", ahead=TEN_YEARS)


def _done(form: MemberChangeForm) -> None:
    form.words("item", 11, _("Choose the item."))
    form.read["done_on"] = None
    if first_of(form.values, "done_on"):
        form.day("done_on", ahead=NOW)


READERS: Readers = {"step": _step, "paper": _paper, "item": _item, "done": _done}


async def take_rollout_step(person: Person, branch: PartyOrg, form: MemberChangeForm) -> None:
    async with in_transaction():
        branch = await PartyOrg.select_for_update().get(id=branch.id)
        if await earlier_post(RolloutStep, form.op, branch_id=branch.id):
            return
        step = STEPS[form.read["step"]]
        await _check(branch, step, form)
        if not form.errors:
            await reach_state(
                branch, step.to or await _before_the_pause(branch), form.read["since"], by=person.id, by_name=person.name, form=form.op,
                paper_id=form.read["paper"] or None, paper_no=form.read["paper_no"],
            )  # fmt: skip


async def _before_the_pause(branch: PartyOrg) -> Rollout:
    """Of a branch without steps, as its assignments tell."""
    taken = await RolloutStep.filter(branch_id=branch.id).exclude(state=Rollout.PAUSED)
    order = list(Rollout)
    if taken:
        return max(taken, key=lambda one: (one.since, one.at, order.index(one.state))).state
    return Rollout.RUNNING if await assignments_hold(branch, today()) else Rollout.PREPARING


async def _check(branch: PartyOrg, step: RolloutTransition, form: MemberChangeForm) -> None:
    day, last = form.read["since"], branch.rollout_from
    if branch.rollout not in step.since:
        form.errors["step"] = _("This branch stands at “%(state)s”. Open its page again.") % {
            "state": _(STATES[Rollout(branch.rollout)])
        }
    elif last and day < last:
        form.errors["since"] = _("The step before was on %(day)s. This one cannot be earlier.") % {
            "day": show_date(last)
        }
    elif step.in_force and not await assignments_hold(branch, day):
        form.errors["step"] = _(
            "On that day no member of this branch was in charge of a household. Bring an assignment plan into force first."
        )
    if form.read["paper"] and not await _paper_of(branch.commune, form.read["paper"]):
        form.errors["paper"] = _("Choose the resolution or plan that it rests on.")


async def _paper_of(commune: str, id_: str, **more: str) -> GuidingPaper | None:
    found = await GuidingPaper.get_or_none(id=id_ or "-", commune=commune)
    return found if found and all(getattr(found, name) == value for name, value in more.items()) else None


async def add_paper(person: Person, form: MemberChangeForm) -> str:
    """Returns its id; "" if the form has errors."""
    async with in_transaction():
        if sent := await earlier_post(GuidingPaper, form.op, commune=person.commune):
            return sent.id
        given = form.read
        issuer = await PartyOrg.get_or_none(id=given["issuer"], commune=person.commune)
        above = await _paper_of(person.commune, given["carries_out"], kind="resolution")
        if issuer is None:
            form.errors["issuer"] = _("Choose who issued it.")
        if given["carries_out"] and (above is None or given["kind"] != "plan"):
            form.errors["carries_out"] = _("Only a plan carries out a resolution.")
        if issuer is None or form.errors:
            return ""
        paper = await GuidingPaper.create(
            id=new_id(), org=issuer, carries_out=above, kind=given["kind"], number=given["number"],
            issued_on=given["issued_on"], title=given["title"], by_name=person.name, at=now(),
            form=form.op, commune=person.commune,
        )  # fmt: skip
        return paper.id


async def add_item(person: Person, paper: GuidingPaper, form: MemberChangeForm) -> None:
    async with in_transaction():
        if await earlier_post(PaperItem, form.op, commune=person.commune):
            return
        given = form.read
        branch = await PartyOrg.get_or_none(id=given["branch"] or "-", commune=person.commune, kind="branch")
        if given["branch"] and branch is None:
            form.errors["branch"] = _("Choose the branch.")
        if given["due_on"] < paper.issued_on:
            form.errors["due_on"] = _("This is before the paper itself.")
        if not form.errors:
            await PaperItem.create(
                paper=paper, branch=branch, text=given["text"], owner=given["owner"], due_on=given["due_on"],
                form=form.op, commune=person.commune,
            )  # fmt: skip


async def note_item_done(person: Person, paper: GuidingPaper, form: MemberChangeForm) -> None:
    """An empty day revokes it."""
    day = form.read["done_on"]
    if day and day < paper.issued_on:
        form.errors["done_on"] = _("This is before the paper itself.")
        return
    item = await PaperItem.get(id=form.read["item"], paper_id=paper.id)
    item.done_on, item.done_by_name = day, person.name if day else ""
    await item.save(update_fields=["done_on", "done_by_name"])


def is_late(item: PaperItem) -> bool:
    return item.done_on is None and item.due_on < today()


async def late_items(commune: str) -> list[PaperItem]:
    return [item for item in await PaperItem.filter(commune=commune, done_on=None) if is_late(item)]
