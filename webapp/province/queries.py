"""Queries: province, offices, stored backups."""

from sync.envelope import Content
from webapp.people.models import OrgUnit
from webapp.province.letters import BackupPart
from webapp.province.models import JoinedOffice, OfficeDevice, StoredBackup, StoredPart
from webapp.submissions.models import StoredSubmission


async def this_province() -> OrgUnit | None:
    return await OrgUnit.get_or_none(kind="province")


async def office_of(device_id: str) -> JoinedOffice | None:
    found = await OfficeDevice.get_or_none(device_id=device_id).prefetch_related("office")
    return found.office if found else None


async def newest_backup(office: JoinedOffice) -> bytes | None:
    """Newest complete, encrypted."""
    backup = await StoredBackup.filter(office=office, whole_at__not_isnull=True).order_by("-whole_at").first()
    if backup is None:
        return None
    content = bytearray()
    for part in await StoredPart.filter(backup=backup).order_by("place"):
        content += await _content(part)
    return bytes(content) if len(content) == backup.size else None


async def _content(part: StoredPart) -> bytes:
    """On equivocation: the accepted body."""
    row = await StoredSubmission.get(device_id=part.device_id, seq=part.seq, status=1)
    return BackupPart.read(Content.parse(bytes(row.body)).values).content
