"""A household put right on a phone, as the form sends it."""

from sync.envelope import to_text
from tests.support.phone import Phone
from webapp.households.details.change_form import PARTS
from webapp.households.details.models import HouseholdChange
from webapp.register.models import Household


def put_right(
    phone: Phone, home: Household, people: int, *, base: str = "", was: str = "4", wall: int | None = None
) -> str:
    """Writes a number of people; answers the name of the change."""
    values = dict.fromkeys(PARTS, "") | {"people": str(people), "people_was": was, "people_base": base}
    written = phone.write(3, home.id, [values[part] or None for part in PARTS], wall=wall)
    return f"{to_text(phone.device)}.{written.seq}.0"


async def shown(home: Household) -> tuple[int | None, list[str]]:
    row = await Household.get(id=home.id)
    return row.people, row.contested


async def live(home: Household) -> set[str]:
    return {change.value for change in await HouseholdChange.filter(household_id=home.id, live=True)}
