"""Compares a list of members with the roster, and writes what is new or different."""

from datetime import date
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from webapp.core.calendar import holds_on, today
from webapp.core.database.db import new_id, now
from webapp.core.i18n import gettext_noop as N_
from webapp.core.vi_text import person_sort_key
from webapp.members.dated_rows import DAY
from webapp.members.imports.write_dated import AS_SAID, dated_values_of, restore_dated_rows, write_dated
from webapp.people.choices import ONE_ONLY
from webapp.people.models import BranchMembership, Member, MemberImport, MemberStatus, Position
from webapp.people.record_models import PeopleChange
from webapp.web.person import Person

Kept = dict[str, Any]
"""One row, as an import stores it until confirmation."""
COLUMNS = (
    "birth_year",
    "gender",
    "probationary",
    "joined_on",
    "capacity",
    "capacity_override",
    "languages",
    "phone",
)


class MemberIndex:
    def __init__(self, places: list[BranchMembership]) -> None:
        self.branch_of = {place.member_id: (place.branch_id, place.branch.name) for place in places}
        self.members = {place.member_id: place.member for place in places}
        self.states: dict[str, MemberStatus] = {}
        self.posts: dict[str, set[str]] = {}
        self.named: dict[str, list[Member]] = {}
        for member in self.members.values():
            self.named.setdefault(person_sort_key(member.full_name), []).append(member)

    @classmethod
    async def of(cls, commune: str) -> "MemberIndex":
        here = holds_on(today())
        places = BranchMembership.filter(here, commune=commune, secondary=False)
        found = cls(await places.prefetch_related("member", "branch"))
        for state in await MemberStatus.filter(here, commune=commune).order_by("valid_from"):
            found.states[state.member_id] = state
        for post in await Position.filter(here, commune=commune):
            found.posts.setdefault(post.member_id, set()).add(post.kind)
        return found

    def judge(self, row: Kept) -> None:
        """Sets the verdict (new, change, same, wrong) and the matching member."""
        row["verdict"], row["member"], row["dated"] = "wrong" if row["reasons"] else "new", "", {}
        if row["reasons"]:
            return
        alike = [
            one
            for one in self.named.get(person_sort_key(row["full_name"]), [])
            if _may_be(one, row["values"])
        ]
        here = [one for one in alike if self.branch_of[one.id][0] == row["branch_id"]]
        year = row["values"].get("birth_year")
        elsewhere = [one for one in alike if one not in here and year and one.birth_year == year]
        if len(here) > 1:
            _wrong(row, N_("There are several members of this name in the branch. Write the year of birth."))
        elif here:
            self._compare(row, here[0])
        elif len(elsewhere) == 1 and row.get("since"):
            self._compare(row, elsewhere[0], moves=True)
        elif elsewhere:
            _wrong(
                row,
                N_("Is in %(branch)s by the roster. Write under “Từ ngày” from when the member is here."),
                branch=self.branch_of[elsewhere[0].id][1],
            )

    def _compare(self, row: Kept, member: Member, *, moves: bool = False) -> None:
        row["member"] = member.id
        row["changes"] = {
            name: value for name, value in row["values"].items() if shown_value(member, name) != value
        }
        dated = self._dated(row, member, moves=moves)
        row["dated"] = dated if row.get("since") else {}
        row["verdict"] = "change" if row["changes"] or row["dated"] else "same"
        note = [N_("An exemption or a post needs its first day: write it under “Từ ngày”."), {}]
        if dated and not row["dated"] and note not in row["notes"]:
            row["notes"] = [*row["notes"], note]

    def _dated(self, row: Kept, member: Member, *, moves: bool) -> Kept:
        """Differences that need a first day. A move ends posts in the former branch, so all posts differ."""
        state = self.states.get(member.id)
        exempt = (state.decision_no or "") if state and state.status == "exempt" else ""
        held = set() if moves else self.posts.get(member.id, set())
        found: Kept = {"move": self.branch_of[member.id][1]} if moves else {}
        if posts := [kind for kind in row["posts"] if kind not in held]:
            found["posts"] = posts
        if row["exempt"] and row["exempt"] != exempt:
            found["exempt"] = row["exempt"]
        return found


def _may_be(member: Member, values: Kept) -> bool:
    return not (values.get("birth_year") and member.birth_year) or values["birth_year"] == member.birth_year


def _wrong(row: Kept, text: str, **gaps: Any) -> None:
    row["verdict"], row["reasons"] = "wrong", [[text, gaps]]


def shown_value(member: Member, name: str) -> Any:
    """JSON-safe."""
    value = getattr(member, name)
    if name == "capacity":
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _set(member: Member, values: Kept) -> None:
    for name, value in values.items():
        setattr(member, name, date.fromisoformat(value) if name == "joined_on" and value else value)


async def write_members(seen: MemberImport, roster: MemberIndex, person: Person) -> dict[str, Any]:
    """Needs a transaction. Returns the report, which undo needs."""
    added: list[str] = []
    changed: list[Any] = []
    dated: list[Any] = []
    for row in seen.rows:
        if row["verdict"] == "new":
            added.append(await _add(seen, row, person))
        elif row["verdict"] == "change":
            member = roster.members[row["member"]]
            before = {name: shown_value(member, name) for name in row["changes"]}
            _set(member, row["changes"])
            await member.save()
            held = await _write_dated(row, member)
            dated += held
            if row["changes"] or held:
                await _note(seen, row, person, member.id, before=", ".join(map(str, before.values())))
                changed.append([member.id, before, row["changes"]])
    return {"added": added, "changed": changed, "dated": dated}


async def _write_dated(row: Kept, member: Member) -> list[Any]:
    """The member's dated rows before and after; a refusal makes the row wrong."""
    if not row["dated"]:
        return []
    before = await dated_values_of(member.id)
    if refused := await write_dated(member, row):
        row["verdict"], row["reasons"] = "wrong", [[AS_SAID, {"said": said}] for said in refused]
    after = await dated_values_of(member.id)
    return [[member.id, before, after]] if before != after else []


async def _add(seen: MemberImport, row: Kept, person: Person) -> str:
    member = Member(id=new_id(), commune=seen.commune, full_name=row["full_name"])
    _set(member, row["values"])
    await member.save(force_create=True)
    day = date.fromisoformat(row["since"]) if row.get("since") else today()
    since = member.joined_on or day
    day = max(day, since)
    here: Kept = {"member": member, "commune": seen.commune}
    await BranchMembership.create(branch_id=row["branch_id"], valid_from=since, **here)
    if not row["exempt"] or since < day:
        last = day - DAY if row["exempt"] else None
        await MemberStatus.create(status="active", valid_from=since, valid_to=last, **here)
    if row["exempt"]:
        await MemberStatus.create(
            status="exempt", kind="activities", decision_no=row["exempt"], valid_from=day, **here
        )
    for kind in row["posts"]:
        held = Position.filter(
            Q(valid_to=None) | Q(valid_to__gte=day), org_id=row["branch_id"], kind=kind
        )  # a later holder counts too
        if kind not in ONE_ONLY or not await held.exists():
            await Position.create(org_id=row["branch_id"], kind=kind, valid_from=day, **here)
    await _note(seen, row, person, member.id)
    return member.id


async def _note(seen: MemberImport, row: Kept, person: Person, member_id: str, before: str = "") -> None:
    await PeopleChange.create(
        member_id=member_id, what="list", before=before, after=seen.file_name, by=person.id, by_name=person.name,
        at=now(), form=f"{seen.id}.{row['at']}", commune=seen.commune,
    )  # fmt: skip


async def restore_members(done: MemberImport) -> None:
    """Undo. Raises IntegrityError if anything was changed since."""
    added, changed = done.report["added"], done.report["changed"]
    mine = PeopleChange.filter(commune=done.commune, form__startswith=f"{done.id}.")
    ours = list(await mine.values_list("id", flat=True))
    touched = PeopleChange.filter(
        member_id__in=[*added, *(id_ for id_, *_ in changed)], at__gt=done.confirmed_at
    )
    if await touched.exclude(id__in=ours).exists():
        raise IntegrityError
    for id_, rows_before, rows_after in done.report.get("dated", []):
        await restore_dated_rows(id_, rows_before, rows_after)
    for id_, before, after in changed:
        member = await Member.get(id=id_)
        if any(shown_value(member, name) != value for name, value in after.items()):
            raise IntegrityError
        _set(member, before)
        await member.save()
    await mine.delete()
    for model in (Position, MemberStatus, BranchMembership):
        await model.filter(member_id__in=added).delete()
    await Member.filter(id__in=added).delete()
