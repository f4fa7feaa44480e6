"""Enrolment of communes' offices: invitations, servers."""

from datetime import UTC, datetime, timedelta

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from sync.envelope import to_text
from webapp.accounts.models import Device
from webapp.core.database.node import this_node
from webapp.core.keys import office_point, signer
from webapp.core.vi_text import nfc_text
from webapp.installing import CannotBegin
from webapp.people.models import OrgUnit
from webapp.people.queries import this_commune
from webapp.province import invitation
from webapp.province.joining import note_joined
from webapp.province.models import JoinedOffice, OfficeDevice
from webapp.province.queries import this_province
from webapp.settings import settings

INVITED_FOR = timedelta(days=7)


class NotInvited(Exception):
    """Wrong, used or expired code."""


async def found_province(name: str, *, prefix: str = "Tỉnh") -> OrgUnit:
    if await this_commune():
        raise CannotBegin("This database is in use. Use another GANDAN_DATABASE_URL for the province.")
    async with in_transaction():
        unit = OrgUnit(kind="province", name=nfc_text(name), prefix=prefix, commune="")
        unit.commune = unit.id
        await unit.save()
        await this_node(unit.id)
    return unit


async def invite_office(name: str, *, again: bool = False) -> tuple[JoinedOffice, str]:
    """`again`: its server was lost."""
    province = await this_province()
    if province is None:
        raise CannotBegin('There is no province yet. Begin with: gandan province begin "Name"')
    office = await JoinedOffice.get_or_none(commune=province.id, name=nfc_text(name))
    if office and not again and await OfficeDevice.filter(office=office).exists():
        raise CannotBegin(f"{office.name} has joined. If its server was lost, add --again.")
    code = invitation.new_code()
    office = office or JoinedOffice(commune=province.id, name=nfc_text(name))
    office.proof, office.used_for = invitation.proof_of(code), None
    office.expires_at = datetime.now(UTC) + INVITED_FOR
    await office.save()
    return office, code


async def province_slip_for(office: JoinedOffice) -> str:
    """Our keys, authenticated by the office's code."""
    unit = await OrgUnit.get(id=office.commune)
    about_us = invitation.ProvinceSlip(unit.full_name, settings().base_url, office_point(), signer().public)
    return invitation.written(about_us, bytes(office.proof or b""))


async def admit_server(device: bytes, key: bytes, said: str) -> JoinedOffice:
    """Idempotent for the same server: its answer may be lost."""
    async with in_transaction():
        office, id_ = await invited_by(said, "join", device, key), to_text(device)
        unused = JoinedOffice.filter(Q(used_for=None) | Q(used_for=id_), id=office.id)
        if await unused.update(used_for=id_) != 1:
            raise NotInvited
        await add_device(office, device, key)
    return office


async def invited_by(said: str, what: str, *parts: bytes) -> JoinedOffice:
    """The office whose code proves these parts."""
    for office in await JoinedOffice.filter(expires_at__gt=datetime.now(UTC)):
        if office.proof and invitation.fits(bytes(office.proof), said, what, *parts):
            return office
    raise NotInvited


async def add_device(office: JoinedOffice, device: bytes, key: bytes) -> None:
    """Replaces the office's server; earlier submissions still count."""
    now, id_ = datetime.now(UTC), to_text(device)
    if await OfficeDevice.filter(office=office, device_id=id_).exists():
        return
    known = await Device.get_or_none(id=id_)
    if known and known.kind != "unknown":
        raise NotInvited
    device_row, _ = await Device.update_or_create(
        id=id_,
        defaults={
            "commune": office.commune,
            "kind": "office",
            "sign_key": key,
            "share": b"",
            "enrolled_at": now,
        },
    )
    await OfficeDevice.filter(office=office, until=None).update(until=now)
    await OfficeDevice.create(commune=office.commune, office=office, device_id=id_, since=now)
    note_joined(office, device_row)
