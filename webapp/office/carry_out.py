"""Carries out rulings."""

from tortoise import connections

from webapp.core.database.db import placeholders
from webapp.office.erase_records import erase_what_was_ruled
from webapp.submissions.decide import WAITING, apply_rows_again, refuse_rows
from webapp.submissions.intake.ledger import TortoiseLedger
from webapp.submissions.intake.opening import open_inbox
from webapp.submissions.intake.second_bodies import admit_second_bodies, split_by_number
from webapp.submissions.models import StoredSubmission
from webapp.submissions.rulings import ADMIT, REJECT


async def carry_out_rulings(commune: str) -> None:
    """After a crash, the next ruling or start finishes it."""
    ruled = await _ruled(commune)
    async with open_inbox(TortoiseLedger(commune)) as inbox:
        alone, second = await split_by_number([row for row, verdict in ruled if verdict == ADMIT])
        await admit_second_bodies(second)
        await apply_rows_again(inbox, alone)
        await refuse_rows(inbox, [row for row, verdict in ruled if verdict == REJECT], "rejected")
    await erase_what_was_ruled(commune)


async def _ruled(commune: str) -> list[tuple[StoredSubmission, str]]:
    """Join: most rulings have no waiting row."""
    commune_, held, put_aside = placeholders(3)
    sql = f"""SELECT s.id, r.verdict FROM ruling r JOIN submission s
        ON s.device_id = r.device_id AND s.seq = r.seq AND s.digest = r.digest
        WHERE r.commune = {commune_} AND s.status IN ({held}, {put_aside}) ORDER BY r.received_at, r.id"""  # noqa: S608
    _, found = await connections.get("default").execute_query(sql, [commune, *WAITING])
    verdicts = {row["id"]: row["verdict"] for row in found}
    rows = (
        await StoredSubmission.filter(id__in=list(verdicts)).order_by("received_at", "id") if verdicts else []
    )
    return [(row, verdicts[row.id]) for row in rows]
