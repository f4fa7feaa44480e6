"""A day that passes."""

from datetime import timedelta

from webapp.submissions.models import StoredSubmission


async def a_day_passes() -> None:
    for row in await StoredSubmission.all():
        row.received_at -= timedelta(days=1)
        await row.save(update_fields=["received_at"])
