"""Export of the members' list (XLSX), with the columns that an import reads."""

import asyncio

from webapp.core.calendar import holds_on, today
from webapp.core.i18n import phrases, show_date
from webapp.core.vi_text import sort_key
from webapp.lists.wrong_rows import table_workbook
from webapp.members.imports.columns import EXPORTED
from webapp.people.choices import CAPACITIES, GENDERS, LANGUAGES, POSTS, STANDINGS
from webapp.people.models import BranchMembership, Member, MemberStatus, Position
from webapp.web.person import Person


async def member_list(person: Person) -> bytes:
    """Members of a branch today, by branch and name."""
    places = await BranchMembership.filter(
        holds_on(today()), commune=person.commune, secondary=False
    ).prefetch_related("member", "branch")
    exempt = dict(
        await MemberStatus.filter(holds_on(today()), commune=person.commune, status="exempt").values_list(
            "member_id", "decision_no"
        )
    )
    posts: dict[str, list[Position]] = {}
    for post in await Position.filter(holds_on(today()), commune=person.commune).prefetch_related("org"):
        posts.setdefault(post.member_id, []).append(post)
    places.sort(key=lambda one: (sort_key(one.branch.name), one.member.sort_key, one.member.id))
    rows = [
        [
            number,
            *_particulars(place.member),
            place.branch.name,
            _posts(posts.get(place.member_id, []), place.branch_id),
            *_party(place.member),
            exempt.get(place.member_id) or "",
            *_work(place.member),
            "",  # first day of a later change, left to the editor
        ]
        for number, place in enumerate(places, start=1)
    ]
    return await asyncio.to_thread(table_workbook, "Đảng viên", list(EXPORTED.values()), rows)


def _vi(text: str) -> str:
    """Always in Vietnamese: the file belongs to the office."""
    return phrases("vi")[text]


def _particulars(member: Member) -> list[str | int]:
    gender = _vi(GENDERS[member.gender]) if member.gender else ""
    return [member.full_name, member.birth_year or "", gender]


def _party(member: Member) -> list[str | int]:
    return [
        show_date(member.joined_on),
        _vi(STANDINGS["probationary" if member.probationary else "official"]),
    ]


def _work(member: Member) -> list[str | int]:
    level = _vi(CAPACITIES[member.capacity.value])
    own = member.capacity_override
    return [
        level if own is None else f"{level} ({own})",
        ", ".join(_vi(LANGUAGES[code]) for code in member.languages),
        member.phone or "",
    ]


def _posts(held: list[Position], branch_id: str) -> str:
    names = {post: _vi(POSTS[post.kind]) for post in held if post.kind in POSTS}
    return "; ".join(
        name if post.org_id == branch_id else f"{name} ({post.org.name})" for post, name in names.items()
    )
