"""Submits web forms, as the office's own device."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sync import seal
from sync.envelope import Submission, from_text, to_text
from sync.inbox import Proof, Status
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.attachments.models import Blob
from webapp.core.database.node import this_node
from webapp.core.i18n import gettext as _
from webapp.core.identity_numbers import any_identity_number_in
from webapp.core.keys import signer
from webapp.core.labels import DESK, receipt_code, record_id
from webapp.people.models import Member
from webapp.submissions.bodies import body_of, values_of
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.opening import open_inbox
from webapp.submissions.kinds import Kind
from webapp.submissions.models import StoredSubmission
from webapp.web.errors import Refused
from webapp.web.form_fields import Fields, field_text
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


class Submitted(NamedTuple):
    id: str
    number: int
    receipt_code: str
    already: bool
    """Idempotency key known; nothing was done."""


async def submit_form(
    person: Person,
    kind: Kind,
    entity: str,
    fields: Fields,
    files: Sequence[Blob] = (),
    *,
    doer: Member | None = None,
) -> Submitted:
    """Idempotency key: `fields["op"]`. `doer`: author, if `person` only types."""
    form = field_text(fields, "op")[:24]
    if any_identity_number_in(values_of(kind.fields[kind.schema], fields)):  # also hidden fields
        raise Refused(_("Do not write identity numbers here"))
    body = _body(person, kind, entity, fields, form, files, doer)
    return await submit_body(person.commune, body, form, person.id)


async def was_posted(person: Person, fields: Fields) -> bool:
    """With the same key."""
    form = field_text(fields, "op")[:24]
    device = from_text(await web_device(person.commune))
    return bool(form) and await _posted_before(device, form, person.id) is not None


async def submit_body(commune: str, body: bytes, form: str, author: str) -> Submitted:
    """Idempotent by `form` and `author`."""
    ledger = TortoiseLedger(commune)
    device = from_text(await web_device(commune))
    async with open_inbox(ledger) as inbox, ledger.transaction(device):
        if form and (before := await _posted_before(device, form, author)):
            return before
        seq = (await ledger.device_state(device)).received.high + 1
        written = Submission(device, seq, body)
        await ledger.keep_proof(_signed(written))
        receipt = await inbox.enter(written)
        if receipt.status is not Status.ACCEPTED or receipt.number is None:
            raise RuntimeError(f"a form that was read was not accepted: {receipt.code}")
    return Submitted(record_id(device, seq), receipt.number, receipt_code(device, seq), already=False)


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
    if field_text(fields, "helped") == "1" and person.carries_households:
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


def _signed(written: Submission) -> Proof:
    message = seal.attest_message(DESK, b"", [(written.seq, written.digest)])
    return Proof(written.device, DESK, b"", Ranges.of([written.seq]), signer().sign(message))


async def _posted_before(device: bytes, form: str, author: str) -> Submitted | None:
    row = await earlier_post(StoredSubmission, form, device_id=to_text(device), author=author)
    if row is None or row.number is None:
        return None
    return Submitted(record_id(device, row.seq), row.number, receipt_code(device, row.seq), already=True)


async def web_device(commune: str) -> str:
    """New after a restore (numbers must not be reused) or a key change."""
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
