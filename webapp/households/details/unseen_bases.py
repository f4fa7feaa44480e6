"""Changes whose `base` was never shown to their author, by the audit log."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tortoise.expressions import Q

from sync.inbox import Status
from webapp.audit.models import Reading, milliseconds
from webapp.core.i18n import gettext as _
from webapp.households.details.models import HouseholdChange, PopulationEvent
from webapp.register.models import HouseholdStep
from webapp.submissions.intake.submit import submit_form, web_device
from webapp.submissions.models import IGNORE_BASE, StoredSubmission
from webapp.submissions.queries import ignored_bases
from webapp.submissions.rulings import RULING, target_of
from webapp.web.form_fields import Fields
from webapp.web.person import Person

LATELY = timedelta(days=7)
ON_ONE = (
    *("household", "household/changes/new", "household/moving"),
    *("POST household/changes", "POST household/population"),
)
ON_MANY = ("/conflicts", "POST /conflicts")
ON_TWO = "/households/duplicates/"
"""Shows changes a user may replace."""


@dataclass(frozen=True)
class UnseenBase:
    written: StoredSubmission
    bases: list[str]


async def unseen_bases_among(names: Iterable[tuple[str, int]]) -> list[UnseenBase]:
    """`names`: (device, number). Skips decided ones."""
    wanted = set(names)
    claims: dict[tuple[str, int], list[HouseholdChange]] = {}
    for device in {device for device, _seq in wanted}:
        seqs = [seq for of, seq in wanted if of == device]
        for change in await HouseholdChange.filter(device_id=device, seq__in=seqs):
            if change.base:
                claims.setdefault((device, change.seq), []).append(change)
    ruled = {(one.device_id, one.seq) for one in await ignored_bases(claims)}
    found = []
    for name in sorted(claims.keys() - ruled):
        taken_in = StoredSubmission.filter(device_id=name[0], seq=name[1], status=int(Status.ACCEPTED))
        written = await taken_in.prefetch_related("device").first()
        if written is None:
            continue
        bases = {opid for change in claims[name] for opid in change.base}
        if unseen := [opid for opid in sorted(bases) if not await _seen(written, opid)]:
            found.append(UnseenBase(written, unseen))
    return found


async def _seen(written: StoredSubmission, opid: str) -> bool:
    """Written by the author, or shown (audit log) before `written` arrived."""
    device, seq, _place = opid.split(".")
    owner = written.device.member_id  # None: the office
    named = await StoredSubmission.filter(
        device_id=device, seq=int(seq), status__in=[int(Status.ACCEPTED), int(Status.ERASED)]
    ).first()
    if device == written.device_id and (named.author if named else owner) == written.author:
        return True
    came = named or await _not_from_the_log(opid)
    if came is None:
        return False
    return await Reading.filter(
        Q(household=written.entity, page__in=ON_ONE)
        | Q(household="", page__in=ON_MANY)
        | Q(household="", page__contains=ON_TWO) & Q(page__contains=written.entity),
        who=written.author,
        at__gte=milliseconds(came.received_at),
        at__lte=milliseconds(written.received_at),
    ).exists()


async def _not_from_the_log(opid: str) -> HouseholdChange | PopulationEvent | HouseholdStep | None:
    """Older than this log, or an office decision."""
    return (
        await HouseholdChange.get_or_none(opid=opid)
        or await PopulationEvent.get_or_none(opid=opid)
        or await HouseholdStep.get_or_none(id=opid.partition(".")[0])
    )


async def ignore_blind_bases(commune: str, written: Iterable[tuple[str, int]]) -> None:
    """Automatic ruling: keeps both values."""
    for unseen in await unseen_bases_among(written):
        name = target_of(unseen.written)
        ruling: Fields = {
            "verdict": IGNORE_BASE,
            "reason": _(
                "What this replaced was not seen by its writer; both are kept until somebody chooses."
            ),
            "targets": [name],
            "bases": unseen.bases,
            "op": hashlib.sha256(name.encode()).hexdigest()[:24],
        }
        await submit_form(await _the_office_itself(commune), RULING, "", ruling)


async def ignore_unseen_bases(commune: str) -> None:
    """At start: a crash may have prevented the check."""
    changes = HouseholdChange.filter(commune=commune, received_at__gte=datetime.now(UTC) - LATELY)
    written = await changes.values_list("device_id", "seq")
    await ignore_blind_bases(commune, [(str(device), int(str(seq))) for device, seq in written])


async def _the_office_itself(commune: str) -> Person:
    return Person.as_clerk(await web_device(commune), _("The office's computer"), commune)
