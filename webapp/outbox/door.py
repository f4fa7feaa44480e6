"""The door for plain web forms: wrapped as a submission of this office's own device, then treated like a phone's."""

import hashlib
from datetime import UTC, datetime
from typing import NamedTuple

from sync.envelope import Submission as Envelope
from sync.envelope import from_text, record_id, slip_code, to_text
from sync.inbox import Inbox, Status
from webapp.access import Person
from webapp.accounts.models import Device
from webapp.keys import office_point
from webapp.outbox.apply import Desk
from webapp.outbox.forms import body_of, text, values_of
from webapp.outbox.kinds import Fields, Kind
from webapp.outbox.ledger import TortoiseLedger
from webapp.outbox.models import Submission
from webapp.outbox.queries import this_node


class Outcome(NamedTuple):
    id: str
    number: int
    slip: str
    already: bool
    """The same form was posted before; nothing was done this time."""


async def submit(person: Person, kind: Kind, entity: str, fields: Fields) -> Outcome:
    """Write down a form that was posted online. Its hidden `op` makes posting it twice harmless."""
    ledger = TortoiseLedger(person.commune)
    device = from_text(await web_device(person.commune))
    form = text(fields, "op")[:24]
    async with ledger.transaction(device):
        if form and (before := await _posted_before(device, form, person)):
            return before
        seq = (await ledger.standing(device)).held.high + 1
        body = _body(person, kind, entity, fields, form)
        receipt = await Inbox(ledger, Desk(ledger).apply).enter(Envelope(device, seq, body))
        if receipt.status is not Status.ACCEPTED or receipt.number is None:
            raise RuntimeError(f"a form that was read was not accepted: {receipt.code}")
    return Outcome(record_id(device, seq), receipt.number, slip_code(device, seq), already=False)


def _body(person: Person, kind: Kind, entity: str, fields: Fields, form: str) -> bytes:
    extras = {"a": person.id, "n": person.name, "m": person.member_id, "op": form}
    return body_of(
        kind.code,
        kind.schema,
        int(datetime.now(UTC).timestamp()),
        entity,
        values_of(kind.fields[kind.schema], fields),
        {name: value for name, value in extras.items() if value},
    )


async def _posted_before(device: bytes, form: str, person: Person) -> Outcome | None:
    row = await Submission.filter(device_id=to_text(device), form=form, author=person.id).first()
    if row is None or row.number is None:
        return None
    return Outcome(record_id(device, row.seq), row.number, slip_code(device, row.seq), already=True)


async def web_device(commune: str) -> str:
    """This office's own device. A restored database gets another: numbers given since must not be given twice."""
    node = await this_node(commune)
    id_ = to_text(hashlib.sha256(b"gandan web device" + bytes(node.incarnation)).digest()[:8])
    await Device.get_or_create(
        id=id_,
        defaults={
            "commune": commune,
            "kind": "web",
            "sign_key": office_point(),
            "share": b"",
            "enrolled_at": datetime.now(UTC),
        },
    )
    return id_
