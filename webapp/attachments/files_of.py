"""Files named by records."""

from collections.abc import Sequence

from webapp.attachments.models import Attachment, Stage


async def files_of(records: Sequence[str]) -> dict[str, list[Attachment]]:
    """In order, without erased ones."""
    found: dict[str, list[Attachment]] = {record: [] for record in records}
    rows = Attachment.filter(record__in=list(records)).order_by("place").prefetch_related("blob")
    for row in await rows if records else []:
        if row.blob.state != Stage.ERASED:
            found[row.record].append(row)
    return found
