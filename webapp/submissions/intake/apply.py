"""Applier: permission checks, validation and projection of submissions."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from sync.blobs import Named, named_in
from sync.envelope import CANCELLED, Content, Malformed, Submission
from sync.inbox import ACCEPTED, Arrival, Outcome, Status, Unfit
from webapp.accounts.models import Device
from webapp.attachments.lifecycle import name_files
from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.core.identity_numbers import any_identity_number_in
from webapp.core.labels import receipt_code, record_id
from webapp.register.consents import answers_of
from webapp.register.models import Household
from webapp.submissions.bodies import named_values
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.quota import QUOTA, left_today, midnight
from webapp.submissions.intake.scope import Scope
from webapp.submissions.intake.typed_records import note_typed, put_aside_objected
from webapp.submissions.kinds import KINDS, RELATIVE, Kind, Unreadable, Written
from webapp.submissions.objections import OBJECTION
from webapp.submissions.published import AUTHOR, reads_whole
from webapp.submissions.two_person_erasure import hide_what_is_asked

LAST_SECOND = 253_370_764_800  # year 9998; caps a broken clock
LATE = Outcome(Status.ACCEPTED, "late")
"""Written before a handover, received after it."""


class Applier:
    """Runs inside the transaction that stored the submissions."""

    def __init__(self, ledger: TortoiseLedger, *, measured: bool = False) -> None:
        self.ledger = ledger
        self._measured = measured
        """Quota: network exchanges, not imported files."""
        self.new: dict[int, list[tuple[str, int]]] = {}
        """Kind -> (device, number), applied."""
        self.files: list[str] = []
        """To settle after the transaction."""

    async def apply(self, arrivals: Sequence[Arrival]) -> Sequence[Outcome]:
        if not arrivals:
            return []
        scope = await Scope.of(self.ledger.writer, {arrival.content.entity for arrival in arrivals})
        beyond = await self._beyond(arrivals, scope)
        outcomes: list[Outcome] = []
        for (late, code), some in groupby(
            arrivals, lambda one: (one.submission.seq in beyond, one.content.kind)
        ):
            several = list(some)
            outcomes += (
                [Outcome.held(QUOTA)] * len(several) if late else await self._apply(code, several, scope)
            )
        return outcomes

    async def _beyond(self, arrivals: Sequence[Arrival], scope: Scope) -> set[int]:
        if not self._measured:
            return set()
        since = midnight()
        of_today = [one for one in arrivals if self._came(one.submission) >= since]
        if len(of_today) <= (left := await left_today(scope.device.id)):
            return set()
        return {one.submission.seq for one in of_today[left:]}

    def _came(self, submission: Submission) -> datetime:
        """First arrival, if it waited."""
        return self.ledger.arrived.get((submission.seq, submission.digest), self.ledger.moment)

    async def _apply(self, code: int, arrivals: Sequence[Arrival], scope: Scope) -> list[Outcome]:
        if code == CANCELLED:
            return [_withdrawn(arrival.content) for arrival in arrivals]
        kind = KINDS.get(code)
        if kind is None:
            return [Outcome.held("schema")] * len(arrivals)
        try:
            read = [await self._read(kind, arrival, scope) for arrival in arrivals]
            await apply_written(kind, [written for written, _ in read if written])
            if kind.follows:
                await kind.follows([written for written, _ in read if written])
            if kind is OBJECTION:
                await put_aside_objected([written for written, _ in read if written])
            self.files += [one.id for written, _ in read if written for one in written.files]
            self.new.setdefault(code, []).extend(
                (written.device_id, written.seq) for written, _ in read if written
            )
        except Unreadable as error:
            raise Unfit(error.code) from error
        return [outcome for _, outcome in read]

    async def _read(self, kind: Kind, arrival: Arrival, scope: Scope) -> tuple[Written | None, Outcome]:
        content, submission = arrival.content, arrival.submission
        if content.schema not in kind.fields:
            return None, Outcome.held("schema")
        if any_identity_number_in(content.values):
            raise Unreadable({"words": _("Do not write identity numbers here")})
        household, came = scope.households.get(content.entity), self._came(submission)
        since = await scope.since(kind, submission.seq, came)
        written = as_written(kind, scope.device, arrival, household, came, since=since)
        custody = await scope.custody(kind, arrival, household, came)
        if not custody:
            return None, Outcome.quarantined("scope")
        if scope.device.kind != "web" and (why := _left_over(kind, content, scope.device)):
            return None, Outcome.held(why) if why == "schema" else Outcome.quarantined(why)
        return written, LATE if custody == "then" else ACCEPTED


def _withdrawn(content: Content) -> Outcome:
    if content.schema > 1:
        return Outcome.held("schema")
    return Outcome.quarantined("form") if content.values or content.extras else ACCEPTED


def _left_over(kind: Kind, content: Content, device: Device) -> str:
    """Code if a part would be dropped, cut or misread; else ""."""
    if content.extras.get(AUTHOR, device.member_id) != device.member_id:
        return "form"
    files = files_in(kind, content)
    return "form" if len({one.id for one in files}) < len(files) else reads_whole(kind, content)


async def apply_written(kind: Kind, several: Sequence[Written]) -> None:
    """Files of an `agreed` kind need consent."""
    await kind.apply_all(several)
    await hide_what_is_asked(kind, several)
    await note_typed(kind, several)
    with_files = [written for written in several if written.files]
    if kind.files == "agreed" and with_files:
        answers = await answers_of({written.household.id for written in with_files})
        with_files = [
            written
            for written in with_files
            if answers.agreed(written.household.id, local_time(written.received_at).date())
        ]
    await name_files(with_files)


def files_in(kind: Kind, content: Content) -> tuple[Named, ...]:
    try:
        return named_in(content.extras) if kind.files != "never" else ()
    except Malformed as error:
        raise Unreadable({"files": error.code}) from error


def as_written(
    kind: Kind,
    device: Device,
    arrival: Arrival,
    household: Household | None,
    received_at: datetime,
    *,
    since: date | None = None,
) -> Written:
    submission, content = arrival
    member, name, typist = _people_of(device, content)
    return Written(
        id=record_id(submission.device, submission.seq),
        receipt_code=receipt_code(submission.device, submission.seq),
        device_id=device.id,
        seq=submission.seq,
        wall=content.wall,
        counter=content.counter,
        commune=device.commune,
        about=household,
        fields=kind.newest(content.schema, named_values(kind.fields[content.schema], content.values)),
        member_id=member,
        author_name=name,
        # a fast clock must not give a future date
        recorded_at=min(datetime.fromtimestamp(min(max(content.wall, 0), LAST_SECOND), UTC), received_at),
        received_at=received_at,
        files=files_in(kind, content),
        since=since,
        typed_by_name=typist,
    )


def _people_of(device: Device, content: Content) -> tuple[str | None, str, str]:
    """Author's id, name, typist. Only the office's device names another author."""
    said = content.extras
    helper = RELATIVE if said.get("h") == 1 else ""
    if device.kind != "web":
        return device.member_id, device.member.full_name if device.member else "", helper
    author = str(said.get("n", ""))
    if "d" in said:
        return str(said["d"]), str(said.get("dn", "")), author
    return str(said.get("m", "")) or None, author, helper
