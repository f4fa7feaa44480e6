"""Erasure of restricted records: hidden when one person asks for it, erased when a second confirms."""

from collections.abc import Iterable, Sequence

from sync.envelope import Content, Malformed, from_text
from webapp.accounts.models import Account
from webapp.core.i18n import local_time
from webapp.core.labels import record_id
from webapp.register.charge import keepers_since
from webapp.submissions.bodies import named_values as fields_named
from webapp.submissions.kinds import KINDS, Kind, Written
from webapp.submissions.models import WITHDRAW, Ruling, StoredSubmission
from webapp.submissions.queries import Name
from webapp.submissions.rulings import ERASE, KEEP, RULING, named_submissions
from webapp.web.form_fields import Fields, field_text


def fields_in(row: StoredSubmission) -> Fields | None:
    """Newest schema; None if unreadable."""
    kind = KINDS.get(row.kind or 0)
    try:
        content = Content.parse(bytes(row.body))
    except Malformed:
        return None
    if kind is None or content.schema not in kind.fields:
        return None
    return kind.newest(content.schema, fields_named(kind.fields[content.schema], content.values))


def is_restricted(row: StoredSubmission) -> bool:
    """Also an unreadable body of such a kind."""
    kind = KINDS.get(row.kind or 0)
    if kind is None or kind.restricted is None:
        return False
    fields = fields_in(row)
    return fields is None or kind.restricted(fields)


async def requests_about(rows: Iterable[StoredSubmission]) -> dict[str, list[Ruling]]:
    """Row id -> requests since it was last kept."""
    wanted = {(row.device_id, row.seq, row.digest): row.id for row in rows}
    found: dict[str, list[Ruling]] = {id_: [] for id_ in wanted.values()}
    ruled = Ruling.filter(
        verdict__in=(ERASE, KEEP, WITHDRAW),
        device_id__in=list({device for device, _, _ in wanted}),
        seq__in=list({seq for _, seq, _ in wanted}),
    ).order_by("received_at", "id")
    for one in await ruled if wanted else []:
        if id_ := wanted.get(_name(one)):
            found[id_] = [] if one.verdict == KEEP else [*found[id_], one]
    return found


def _name(ruling: Ruling) -> Name:
    return (ruling.device_id, ruling.seq, ruling.digest)


async def people_behind(ids: Iterable[str]) -> dict[str, str]:
    """Account -> member: a person's accounts count once."""
    wanted = {id_ for id_ in ids if id_}
    members = dict(await Account.filter(id__in=list(wanted)).values_list("id", "member_id")) if wanted else {}
    return {id_: str(members.get(id_) or id_) for id_ in wanted}


async def involved_in(rows: Iterable[StoredSubmission]) -> dict[str, set[str]]:
    """Restricted row -> people it may concern: author, typist, doer, every carer since."""
    several = [row for row in rows if is_restricted(row)]
    found = {row.id: _writers(row) for row in several}
    behind = await people_behind(id_ for some in found.values() for id_ in some)
    in_charge = await keepers_since({row.entity for row in several if row.entity})
    for row in several:
        came = local_time(row.received_at).date()
        kept = {
            member for member, last in in_charge.get(row.entity or "", ()) if last is None or last >= came
        }
        found[row.id] = {behind[id_] for id_ in found[row.id]} | kept
    return found


def _writers(row: StoredSubmission) -> set[str]:
    try:
        said = Content.parse(bytes(row.body)).extras
    except Malformed:
        said = {}
    return {str(id_) for id_ in (row.author, said.get("a"), said.get("m"), said.get("d")) if id_}


async def erasure_is_agreed(row: StoredSubmission, asked: Sequence[Ruling]) -> bool:
    """A restricted record also needs a second person, not involved."""
    if not any(one.verdict == ERASE for one in asked):
        return False
    if not is_restricted(row):
        return True
    behind = await people_behind([*(one.by for one in asked), *(one.about for one in asked)])
    about = {behind.get(one.about, "") for one in asked}
    first, *others = dict.fromkeys(behind.get(one.by, one.by_name) for one in asked)
    involved = (await involved_in([row])).get(row.id, set())
    return first not in about and bool(set(others) - about - involved)


async def hide_what_is_asked(kind: Kind, several: Sequence[Written]) -> None:
    """Rulings, and records later than theirs; also in a replay."""
    if kind is RULING:
        verdicts = {field_text(one.fields, "verdict") for one in several}
        rows = (
            [row for one in several for row in await named_submissions(one)]
            if verdicts & {ERASE, KEEP}
            else []
        )
        rows = [row for row in rows if KEEP in verdicts or is_restricted(row)]
    elif kind.restricted and any(kind.restricted(one.fields) for one in several):
        rows = await StoredSubmission.filter(
            device_id=several[0].device_id, seq__in=[one.seq for one in several], kind=kind.code
        )
        rows = [row for row in rows if is_restricted(row)]
    else:
        return
    for id_, asked in (await requests_about(rows)).items():
        row = next(row for row in rows if row.id == id_)
        if asked or kind is RULING:
            await _hide(row, None if asked else fields_in(row))


async def _hide(row: StoredSubmission, fields: Fields | None) -> None:
    kind = KINDS.get(row.kind or 0)
    if kind and (hide := kind.hide):
        await hide(record_id(from_text(row.device_id), row.seq), fields)
