"""Admitted second bodies under one number: each becomes a submission of the office's own device."""

from collections.abc import Sequence

from sync.envelope import Content, from_text
from sync.inbox import Inbox, Status, Unfit
from webapp.accounts.models import Device
from webapp.core.labels import LABELS
from webapp.submissions.bodies import body_of
from webapp.submissions.intake.apply import Applier
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.submit import submit_body
from webapp.submissions.models import StoredSubmission

EQUIVOCATION = "equivocation"
MOVED = "moved"
"""Stored under a number of the office."""


async def split_by_number(
    rows: Sequence[StoredSubmission],
) -> tuple[list[StoredSubmission], list[StoredSubmission]]:
    """(own number free, number taken by another body).

    Any code: after revocation a clone's bodies wait as `revoked`.
    """
    alone: list[StoredSubmission] = []
    second: list[StoredSubmission] = []
    for row in rows:
        others = StoredSubmission.filter(device_id=row.device_id, seq=row.seq).exclude(id=row.id)
        settled = others.filter(status__in=[int(Status.ACCEPTED), int(Status.ERASED)])
        (second if await settled.exists() else alone).append(row)
    return alone, second


async def admit_second_bodies(rows: Sequence[StoredSubmission]) -> None:
    """Idempotent; keeps author and time. Unreadable ones stay."""
    for row in rows:
        device = await Device.get(id=row.device_id).prefetch_related("member")
        try:
            await submit_body(row.commune, _body(row, device), row.digest[:24], device.member_id or device.id)
        except Unfit:
            continue
        inbox = Inbox(ledger := TortoiseLedger(row.commune), Applier(ledger).apply, LABELS)
        digests = frozenset([bytes.fromhex(row.digest)])
        await inbox.refuse(from_text(row.device_id), [row.seq], digests=digests, code=MOVED)


def _body(row: StoredSubmission, device: Device) -> bytes:
    """`r`: original digest."""
    said = Content.parse(bytes(row.body))
    name = device.member.full_name if device.member else ""
    extras = {"a": device.member_id or device.id, "n": name, "m": device.member_id, "op": row.digest[:24]}
    extras |= {"r": row.digest}
    return body_of(
        said.kind,
        said.schema,
        said.wall,
        said.entity,
        [list(value) if isinstance(value, tuple) else value for value in said.values],
        {key: value for key, value in extras.items() if value},
    )
