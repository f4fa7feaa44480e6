"""A limit on wrong enrolment codes: by address, and over all addresses with a notice to the office."""

from datetime import UTC, datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from webapp.accounts.codes import can_be_guessed
from webapp.accounts.models import WrongCodes
from webapp.accounts.tries import LastMinute

AN_HOUR = 200
"""Of 100 million codes, of which one or two are good for minutes: guessing day and night for a year finds one with 2 %
probability."""
WORTH_A_NOTICE = 50  # in an hour: on the day when a commune's phones are enrolled people mistype less often
SHOWN_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=31)


async def must_wait(code: str, address: str, last_minute: LastMinute) -> int:
    """Seconds until such a code is looked at again; 0 when it may be tried now."""
    if not can_be_guessed(code):
        return 0
    if wait := last_minute.must_wait(address):
        return wait
    now = datetime.now(UTC)
    tried = await WrongCodes.get_or_none(hour=_hour(now))
    return 3600 - int(now.timestamp()) % 3600 if tried and tried.count >= AN_HOUR else 0


async def note_wrong(code: str, address: str, last_minute: LastMinute) -> None:
    if not can_be_guessed(code):
        return
    last_minute.note(address)
    now = datetime.now(UTC)
    hour = _hour(now)
    if await WrongCodes.filter(hour=hour).update(count=F("count") + 1):
        return
    try:
        await WrongCodes.create(hour=hour, count=1)
    except IntegrityError:  # another request began this hour
        await WrongCodes.filter(hour=hour).update(count=F("count") + 1)
    await WrongCodes.filter(hour__lt=_hour(now - KEPT_FOR)).delete()


async def wrong_lately() -> int:
    """How many wrong codes came in the worst hour of the last day; 0 when it is nothing to look at."""
    hours = await WrongCodes.filter(hour__gt=_hour(datetime.now(UTC) - SHOWN_FOR), count__gte=WORTH_A_NOTICE)
    return max((hour.count for hour in hours), default=0)


def _hour(moment: datetime) -> str:
    return moment.isoformat(timespec="hours")[:13]
