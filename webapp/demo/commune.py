"""Seed the demo commune: 7 hamlets, 653 households, 143 members, 3 pilots with history."""

from datetime import date

from tortoise.transactions import in_transaction

from webapp.accounts.models import Account
from webapp.concerns.models import ReadyPhrase
from webapp.core.calendar import today
from webapp.core.database.node import this_node
from webapp.demo.base import cast
from webapp.demo.base.maker import TOLD_ON, Maker, commune_time
from webapp.demo.base.phrases import PHRASES
from webapp.demo.guard import refuse_a_real_register, refuse_other_computers
from webapp.demo.records.arrivals import make_arrivals
from webapp.demo.records.history import draft_history
from webapp.demo.records.movements import draft_movements
from webapp.demo.records.needs import draft_needs
from webapp.demo.records.notices import draft_meetings, draft_tellings, write_notices
from webapp.demo.records.outcomes import draft_outcomes
from webapp.demo.records.paper import print_forms
from webapp.demo.register.charge import Charge, put_in_charge
from webapp.demo.register.homes import DemoHousehold, ask_for_consent, make_homes
from webapp.demo.register.land import Land, make_land
from webapp.demo.register.neighbours import make_neighbours
from webapp.demo.register.poverty import review_poverty
from webapp.demo.register.rollout import bring_to_branches
from webapp.demo.register.roster import DemoRoster, make_roster
from webapp.people.queries import this_commune
from webapp.submissions.intake.rebuild import replay_log
from webapp.web.person import Role

NO_ONE_FITS = "-"  # matches no password: sign-in only by the demo's links


async def seed_once() -> None:
    """Keeps an existing demo; refuses a real register."""
    refuse_other_computers()
    async with in_transaction():
        if not await this_commune():
            await seed_commune(today())
    await refuse_a_real_register()


async def seed_commune(as_of: date = TOLD_ON) -> None:
    """As of the conference day, shifted to `as_of`."""
    maker = Maker(as_of)
    charges, roster = _people_and_places(maker)
    leaders = {letters: members[0] for letters, members in roster.members.items()}
    drafts = draft_outcomes(maker, draft_history(maker, charges), charges, leaders, roster.clerk)
    drafts += [
        *draft_movements(charges, drafts),
        *draft_needs(charges),
        *draft_tellings(charges),
        *draft_meetings(maker, charges),
    ]
    async with in_transaction():
        await _write(maker)
        received = len(make_arrivals(maker, drafts))
        await _write(maker)
        node = await this_node(maker.commune)
        node.last_number, node.invented = received, True
        await node.save(update_fields=["last_number", "invented"])
        await replay_log(maker.commune)


def _people_and_places(maker: Maker) -> tuple[list[Charge], DemoRoster]:
    land = make_land(maker)
    roster = make_roster(maker, land)
    homes = make_homes(maker, land)
    charges = put_in_charge(maker, land, roster, homes)
    _consents(maker, roster, homes, charges)
    review_poverty(maker, homes)
    make_neighbours(maker, land, charges)
    _accounts(maker, land, roster)
    bring_to_branches(maker, land)
    _ready_phrases(maker)
    write_notices(maker, land)
    print_forms(maker, land, roster, charges)
    return charges, roster


def _consents(
    maker: Maker, roster: DemoRoster, homes: dict[str, list[DemoHousehold]], charges: list[Charge]
) -> None:
    carers = {charge.home.row.id: charge.member for charge in charges}
    for letters, along_path in homes.items():
        for home in along_path:
            ask_for_consent(maker, home, carers.get(home.row.id, roster.members[letters][0]))


def _accounts(maker: Maker, land: Land, roster: DemoRoster) -> None:
    for username, name, role, unit, member in (
        (cast.CLERK_ACCOUNT, cast.CLERK, Role.COMMUNE_OFFICE, land.commune, roster.clerk),
        ("bithu", cast.COMMUNE_SECRETARY, Role.COMMUNE_SECRETARY, land.commune, roster.commune_secretary),
        ("tinh", cast.PROVINCE_VIEWER, Role.PROVINCE_VIEWER, land.province, None),
    ):
        maker.row(
            Account, f"account/{username}",
            username=username, password_hash=NO_ONE_FITS, name=name, role=role,
            unit_id=unit.id, member_id=member.id if member else None,
        )  # fmt: skip


def _ready_phrases(maker: Maker) -> None:
    made_at = maker.moment(commune_time(TOLD_ON, 8))
    for number, (category, text) in enumerate(PHRASES):
        maker.row(
            ReadyPhrase,
            f"phrase/{number}",
            category=category,
            text=text,
            by_name=cast.CLERK,
            made_at=made_at,
            ended_at=None,
        )


async def _write(maker: Maker) -> None:
    for table, rows in maker.rows.items():
        await table.bulk_create(rows)
    maker.rows.clear()
