"""Simulate when each phone's records reached the office."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import accumulate, groupby

from sync.envelope import make_body
from sync.inbox import Status
from sync.ranges import Ranges
from webapp.accounts.models import Device
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


def make_arrivals(maker: Maker, drafts: list[Draft]) -> list[DemoArrival]:
    """In order of receipt."""
    arrivals: list[DemoArrival] = []
    for _, written in groupby(sorted(drafts, key=_author_and_time), lambda draft: draft.author.id):
        carried = _carried(maker.dice, list(written))
        _phone(maker, carried)
        arrivals += carried
    arrivals.sort(key=lambda arrival: (arrival.received, arrival.device_id, arrival.seq))
    for number, arrival in enumerate(arrivals, start=1):
        _submission(maker, arrival, number)
    return arrivals


def _author_and_time(draft: Draft) -> tuple[str, datetime]:
    return draft.author.id, draft.made


def _carried(dice: Dice, written: list[Draft]) -> list[DemoArrival]:
    """A phone with signal sends everything; the unsent rest is left out."""
    alone = [END if draft.along else draft.made + _way(dice, urgent=draft.urgent) for draft in written]
    together = list(accumulate(reversed(alone), min))[::-1]
    phone = demo_id(f"phone/{written[0].author.id}")
    return [
        DemoArrival(draft, phone, seq, received)
        for seq, (draft, received) in enumerate(zip(written, together, strict=True), start=1)
        if received < END
    ]


def _way(dice: Dice, *, urgent: bool) -> timedelta:
    """Delay: 6 of 10 same day, 3 a week, 1 three weeks."""
    if urgent:
        return timedelta(minutes=dice.between(10, 1200))
    first, last = dice.weighted({(5, 300): 6, (600, 10_000): 3, (10_000, 30_000): 1})
    return timedelta(minutes=dice.between(first, last))


def _phone(maker: Maker, carried: list[DemoArrival]) -> None:
    author, count = carried[0].draft.author, len(carried)
    # A long-silent phone lost signal while sending: the office knows how many records are missing.
    left_behind = 3 if END - carried[-1].received > LONG_SILENT else 0
    maker.row(
        Device, f"phone/{author.id}",
        kind="phone", member_id=author.id, label="Điện thoại mô phỏng",
        sign_key=demo_point(f"phone/{author.id}"), share=demo_digest(f"share/{author.id}"),
        enrolled_at=maker.moment(carried[0].draft.made - timedelta(hours=1)),
        seen_at=maker.moment(carried[-1].received),
        issued=count + left_behind, received=str(Ranges(((1, count),))),
    )  # fmt: skip


def _submission(maker: Maker, arrival: DemoArrival, number: int) -> None:
    draft, kind = arrival.draft, KIND[arrival.draft.kind]
    wall = int(maker.moment(draft.made).timestamp())
    body = make_body(
        kind=kind.code,
        schema=kind.schema,
        wall=wall,
        entity=draft.home.row.id,
        values=values_of(kind.fields[kind.schema], draft.fields),
    )
    maker.row(
        StoredSubmission, f"submission/{arrival.device_id}/{arrival.seq}",
        device_id=arrival.device_id, seq=arrival.seq, body=body, digest=sha256(body).hexdigest(),
        kind=kind.code, entity=draft.home.row.id, author=draft.author.id, author_name=draft.author.full_name,
        wall=wall, status=int(Status.ACCEPTED), number=number, received_at=maker.moment(arrival.received),
    )  # fmt: skip
