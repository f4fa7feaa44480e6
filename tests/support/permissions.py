"""Who may see what, and how to change it."""

import random
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.world import World
from tests.support.written import arrive
from webapp.accounts.models import Account
from webapp.concerns.kinds import CONCERN
from webapp.core.calendar import today
from webapp.people.models import MemberStatus, PartyOrg, Position
from webapp.register.charge_models import Assignment, GroupPlace, HouseholdGroup
from webapp.register.models import Consent, Household

MEMBERS = ("dan", "en", "khoa")
ORDER = ("group__number", "valid_from", "valid_to")  # not by id: the same walk from the same seed
CODE = re.compile(r"\b(?:HC|XA)-\d{3}\b")


async def grow(world: World, dice: random.Random) -> None:
    """Two hamlets with a branch each, five groups, households in and out of them, concerns of every sort."""
    other = await PartyOrg.create(
        unit=world.other_hamlet,
        kind="branch",
        branch_kind="hamlet",
        name="Chi bộ Sàn",
        commune=world.commune.id,
    )
    for number in range(3, 6):
        branch = dice.choice([world.branch, other])
        await HouseholdGroup.create(branch=branch, number=number + 10, commune=world.commune.id)
    for place in range(8):
        hamlet = dice.choice([world.hamlet, world.other_hamlet])
        home = await Household.create(
            code=f"{hamlet.letters}-{place + 100}", hamlet=hamlet, path_order=place, head_name="Lò Thị Pành",
            people=3, commune=world.commune.id, closed_on=today() if place == 7 else None,
        )  # fmt: skip
        await Consent.create(household=home, answer="given", asked_on=today(), commune=world.commune.id)
    for seq, home in enumerate(await Household.all().order_by("code"), start=700):
        author = getattr(world, dice.choice(MEMBERS))
        category = str(dice.choice([1, 9, 14]))
        await arrive(CONCERN, author, home, seq=seq, category=category, severity="2", agreed="1", own="1")


def some_time(dice: random.Random) -> dict[str, Any]:
    """From before or after today, to before or after today or for good; the very edges often."""
    begin, end = dice.choice([-9, -1, 0, 1, 9]), dice.choice([-9, -1, 0, 1, 9, None])
    last = None if end is None else today() + timedelta(days=max(begin, end))
    return {"valid_from": today() + timedelta(days=begin), "valid_to": last}


async def change_something(world: World, dice: random.Random) -> None:
    c = {"commune": world.commune.id}
    member = getattr(world, dice.choice(MEMBERS))
    group = dice.choice(await HouseholdGroup.all().order_by("number"))
    home = dice.choice(await Household.all().order_by("code"))
    match dice.randrange(7):
        case 0:
            await Assignment.create(group=group, member=member, **some_time(dice), **c)
        case 1:
            await Assignment.filter(
                id=dice.choice(await Assignment.all().order_by(*ORDER, "member__full_name")).id
            ).update(**some_time(dice))
        case 2:
            await GroupPlace.create(group=group, household=home, **some_time(dice), **c)
        case 3:
            await GroupPlace.filter(
                id=dice.choice(await GroupPlace.all().order_by(*ORDER, "household__code")).id
            ).update(**some_time(dice))
        case 4:
            org = dice.choice(await PartyOrg.filter(kind="branch").order_by("name"))
            kind = dice.choice(["secretary", "secretary", "deputy_secretary"])
            await Position.filter(member_id=member.id).delete()
            await Position.create(member=member, org=org, kind=kind, **some_time(dice), **c)
            if kind == "secretary" and dice.random() < 0.3:
                await MemberStatus.create(member=member, status="away_short", **some_time(dice), **c)
        case 5:
            state = dice.choice(
                ["active", "active", "exempt", "suspended", "left", "away_long", "away_short"]
            )
            await MemberStatus.create(member=member, status=state, **some_time(dice), **c)
        case _:
            off = dice.choice([None, None, datetime.now(UTC)])
            await Account.filter(id=world.secretary.id).update(disabled_at=off)
