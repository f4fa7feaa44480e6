"""Simulate when each phone's records reached the office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import accumulate, groupby

from sync.envelope import from_text, make_body
from sync.inbox import Status
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.core.labels import record_id
from webapp.demo.base.cast import CLERK_ACCOUNT
from webapp.demo.base.maker import TOLD_ON, Dice, Maker, commune_time, demo_digest, demo_id, demo_point
from webapp.demo.records.history import Draft
from webapp.submissions.bodies import values_of
from webapp.submissions.kinds import KINDS
from webapp.submissions.models import StoredSubmission

END = commune_time(TOLD_ON, 0)
LONG_SILENT = timedelta(days=14)
KIND = {kind.name: kind for kind in KINDS.values()}


@dataclass(frozen=True)
class DemoArrival:
    """A draft with device, number and time of receipt."""

    draft: Draft
    device_id: str
    seq: int
    received: datetime

    @property
    def id(self) -> str:
        """Of its record."""
        return record_id(from_text(self.device_id), self.seq)


def make_arrivals(maker: Maker, drafts: list[Draft]) -> list[DemoArrival]:
    """In order of receipt."""
    arrivals: list[DemoArrival] = []
    for _, written in groupby(sorted(drafts, key=_author_and_time), _device):
        carried = _carried(maker.dice, list(written))
        _phone(maker, carried)
        arrivals += carried
    arrivals.sort(key=lambda arrival: (arrival.received, arrival.device_id, arrival.seq))
    ids = {arrival.draft: arrival.id for arrival in arrivals}
    for number, arrival in enumerate(arrivals, start=1):
        _submission(maker, arrival, number, ids)
    return arrivals


def _author_and_time(draft: Draft) -> tuple[str, datetime]:
    return _device(draft), draft.made


def _carried(dice: Dice, written: list[Draft]) -> list[DemoArrival]:
    """A phone with signal sends everything; the unsent rest is left out."""
    alone = [draft.made + _until_received(dice, draft) for draft in written]
    together = list(accumulate(reversed(alone), min))[::-1]
    phone = demo_id(_device(written[0]))
    return [
        DemoArrival(draft, phone, seq, received)
        for seq, (draft, received) in enumerate(zip(written, together, strict=True), start=1)
        if received < END
    ]


def _until_received(dice: Dice, draft: Draft) -> timedelta:
    if draft.along:
        return END - draft.made
    return _way(dice, urgent=draft.urgent) if draft.delay is None else draft.delay


def _way(dice: Dice, *, urgent: bool) -> timedelta:
    """Delay: 6 of 10 same day, 3 a week, 1 three weeks."""
    if urgent:
        return timedelta(minutes=dice.between(10, 1200))
    first, last = dice.weighted({(5, 300): 6, (600, 10_000): 3, (10_000, 30_000): 1})
    return timedelta(minutes=dice.between(first, last))


def _device(draft: Draft) -> str:
    return "desk" if draft.desk else f"phone/{draft.author.id}"


def _phone(maker: Maker, carried: list[DemoArrival]) -> None:
    """Or the office's own device."""
    first, count = carried[0].draft, len(carried)
    # A long-silent phone lost signal while sending: the office knows how many records are missing.
    left_behind = 3 if END - carried[-1].received > LONG_SILENT and not first.desk else 0
    maker.row(
        Device, _device(first),
        kind="web" if first.desk else "phone", member_id=None if first.desk else first.author.id,
        label="" if first.desk else "Điện thoại mô phỏng",
        sign_key=demo_point(_device(first)), share=demo_digest(f"share/{first.author.id}"),
        enrolled_at=maker.moment(first.made - timedelta(hours=1)),
        seen_at=maker.moment(carried[-1].received),
        issued=count + left_behind, received=str(Ranges(((1, count),))),
    )  # fmt: skip


def _submission(maker: Maker, arrival: DemoArrival, number: int, ids: Mapping[Draft, str]) -> None:
    """`ids`: of the records, by draft."""
    draft, kind = arrival.draft, KIND[arrival.draft.kind]
    named = {"concern": draft.step_of, "seen": draft.seen}
    fields = {**draft.fields, **{name: ids[other] for name, other in named.items() if other}}
    author = demo_id(f"account/{CLERK_ACCOUNT}") if draft.desk else draft.author.id
    wall = int(maker.moment(draft.made).timestamp())
    entity = draft.home.row.id if kind.about == "household" else ""
    body = make_body(
        kind=kind.code,
        schema=kind.schema,
        wall=wall,
        entity=entity,
        values=values_of(kind.fields[kind.schema], fields),
        extras={"a": author, "n": draft.author.full_name} if draft.desk else {},
    )
    maker.row(
        StoredSubmission, f"submission/{arrival.device_id}/{arrival.seq}",
        device_id=arrival.device_id, seq=arrival.seq, body=body, digest=sha256(body).hexdigest(),
        kind=kind.code, entity=entity, author=author, author_name=draft.author.full_name,
        wall=wall, status=int(Status.ACCEPTED), number=number, received_at=maker.moment(arrival.received),
    )  # fmt: skip
