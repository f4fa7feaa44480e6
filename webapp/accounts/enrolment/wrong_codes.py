"""Rate limit of wrong enrolment codes, with a notice."""

from datetime import UTC, datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from webapp.accounts.codes import can_be_guessed
from webapp.accounts.models import WrongCodes
from webapp.accounts.passwords.address_limit import LastMinute

AN_HOUR = 200
"""Of 10^8 codes one or two are valid for minutes: 2 % success in a year of guessing."""
WORTH_A_NOTICE = 50  # an hour: more than the typing errors of a whole commune
SHOWN_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=31)


async def wait_for_code(code: str, address: str, last_minute: LastMinute) -> int:
    """In seconds."""
    if not can_be_guessed(code):
        return 0
    if wait := last_minute.must_wait(address):
        return wait
    now = datetime.now(UTC)
    tried = await WrongCodes.get_or_none(hour=_hour(now))
    return 3600 - int(now.timestamp()) % 3600 if tried and tried.count >= AN_HOUR else 0


async def note_wrong_code(code: str, address: str, last_minute: LastMinute) -> None:
    if not can_be_guessed(code):
        return
    last_minute.note(address)
    now = datetime.now(UTC)
    hour = _hour(now)
    if await WrongCodes.filter(hour=hour).update(count=F("count") + 1):
        return
    try:
        await WrongCodes.create(hour=hour, count=1)
    except IntegrityError:  # race: row created by another request
        await WrongCodes.filter(hour=hour).update(count=F("count") + 1)
    await WrongCodes.filter(hour__lt=_hour(now - KEPT_FOR)).delete()


async def wrong_lately() -> int:
    """Worst hour of a day; 0: no notice."""
    hours = await WrongCodes.filter(hour__gt=_hour(datetime.now(UTC) - SHOWN_FOR), count__gte=WORTH_A_NOTICE)
    return max((hour.count for hour in hours), default=0)


def _hour(moment: datetime) -> str:
    return moment.isoformat(timespec="hours")[:13]
