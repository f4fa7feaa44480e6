"""Submission intake for web forms, as submissions of this office's own device."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sync import seal
from sync.envelope import Submission as Envelope
from sync.envelope import from_text, record_id, slip_code, to_text
from sync.inbox import Inbox, Proof, Status
from sync.ranges import Ranges
from webapp.access import Person
from webapp.accounts.models import Device, Role
from webapp.attachments.models import Blob
from webapp.errors import Refused
from webapp.i18n import gettext as _
from webapp.identity import is_in
from webapp.keys import signer
from webapp.outbox.apply import Desk
from webapp.outbox.blind import blind_among
from webapp.outbox.forms import body_of, text, values_of
from webapp.outbox.kinds import Fields, Kind
from webapp.outbox.ledger import TortoiseLedger
from webapp.outbox.models import IGNORE_BASE, Submission
from webapp.outbox.queries import this_node
from webapp.outbox.rulings import RULING, name_of
from webapp.people.models import Member


class Outcome(NamedTuple):
    id: str
    number: int
    slip: str
    already: bool
    """Idempotency key used before; nothing was done."""


async def submit(
    person: Person,
    kind: Kind,
    entity: str,
    fields: Fields,
    files: Sequence[Blob] = (),
    *,
    doer: Member | None = None,
) -> Outcome:
    """Idempotency key: `fields["op"]`. `doer`: the author, if `person` only types."""
    form = text(fields, "op")[:24]
    if is_in(values_of(kind.fields[kind.schema], fields)):  # also in fields no page shows
        raise Refused(_("Do not write identity numbers here"))
    body = _body(person, kind, entity, fields, form, files, doer)
    return await put_down(person.commune, body, form, person.id)


async def put_down(commune: str, body: bytes, form: str, author: str) -> Outcome:
    """Idempotent by `form` and `author`."""
    ledger = TortoiseLedger(commune)
    device = from_text(await web_device(commune))
    async with ledger.transaction(device):
        if form and (before := await _posted_before(device, form, author)):
            return before
        seq = (await ledger.standing(device)).held.high + 1
        written = Envelope(device, seq, body)
        await ledger.keep_proof(_signed(written))
        desk = Desk(ledger)
        receipt = await Inbox(ledger, desk.apply).enter(written)
        if receipt.status is not Status.ACCEPTED or receipt.number is None:
            raise RuntimeError(f"a form that was read was not accepted: {receipt.code}")
    await ignore_blind_bases(commune, desk.claiming)
    return Outcome(record_id(device, seq), receipt.number, slip_code(device, seq), already=False)


async def ignore_blind_bases(commune: str, written: Iterable[tuple[str, int]]) -> None:
    """An automatic ruling keeps both values when the author has not seen what they replaced."""
    for blind in await blind_among(written):
        name = name_of(blind.written)
        ruling: Fields = {
            "verdict": IGNORE_BASE,
            "reason": _(
                "What this replaced was not seen by its writer; both are kept until somebody chooses."
            ),
            "targets": [name],
            "bases": blind.bases,
            "op": hashlib.sha256(name.encode()).hexdigest()[:24],
        }
        await submit(await _the_office_itself(commune), RULING, "", ruling)


async def _the_office_itself(commune: str) -> Person:
    return Person(
        id=await web_device(commune),
        name=_("The office's computer"),
        role=Role.COMMUNE_OFFICE,
        commune=commune,
    )


def _body(
    person: Person,
    kind: Kind,
    entity: str,
    fields: Fields,
    form: str,
    files: Sequence[Blob],
    doer: Member | None,
) -> bytes:
    named = [[blob.id, blob.size, blob.type] for blob in files]
    extras: dict[str, Any] = {"a": person.id, "n": person.name, "m": person.member_id, "op": form, "f": named}
    if text(fields, "helped") == "1" and person.carries_households:
        extras["h"] = 1
    if doer:
        extras |= {"d": doer.id, "dn": doer.full_name}
    return body_of(
        kind.code,
        kind.schema,
        int(datetime.now(UTC).timestamp()),
        entity,
        values_of(kind.fields[kind.schema], fields),
        {name: value for name, value in extras.items() if value},
    )


def _signed(written: Envelope) -> Proof:
    message = seal.attest_message(seal.DESK, b"", [(written.seq, written.digest)])
    return Proof(written.device, seal.DESK, b"", Ranges.of([written.seq]), signer().sign(message))


async def _posted_before(device: bytes, form: str, author: str) -> Outcome | None:
    row = await Submission.filter(device_id=to_text(device), form=form, author=author).first()
    if row is None or row.number is None:
        return None
    return Outcome(record_id(device, row.seq), row.number, slip_code(device, row.seq), already=True)


async def web_device(commune: str) -> str:
    """Differs after a restore (numbers must not be reused) and after a key change."""
    node, key = await this_node(commune), signer().public
    id_ = to_text(hashlib.sha256(b"gandan web device" + bytes(node.incarnation) + key).digest()[:8])
    await Device.get_or_create(
        id=id_,
        defaults={
            "commune": commune,
            "kind": "web",
            "sign_key": key,
            "share": b"",
            "enrolled_at": datetime.now(UTC),
        },
    )
    return id_
