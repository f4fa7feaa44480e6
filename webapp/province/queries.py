"""What the province knows of its communes."""

from webapp.people.models import OrgUnit
from webapp.province.models import JoinedOffice, OfficeDevice


async def this_province() -> OrgUnit | None:
    return await OrgUnit.get_or_none(kind="province")


async def office_of(device_id: str) -> JoinedOffice | None:
    found = await OfficeDevice.get_or_none(device_id=device_id).prefetch_related("office")
    return found.office if found else None
