"""Password check, slips, device enrolment, closing accounts."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tortoise.queryset import QuerySet
from tortoise.transactions import in_transaction

from webapp.accounts.codes import code_hash, new_code
from webapp.accounts.enrolment.enrolment_journal import note_opened
from webapp.accounts.enrolment.phone_keys import PhoneKeys
from webapp.accounts.models import Account, BrowserPin, Device, Slip, StoredSession
from webapp.accounts.passwords.passwords import password_matches
from webapp.accounts.pins.proofs import hashed_pin
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.core.identity_numbers import without_identity_numbers
from webapp.core.keys import share_of
from webapp.people.models import Member
from webapp.people.queries import known_names
from webapp.people.rules import has_gone
from webapp.web.errors import Refused

SCREEN_LASTS, PAPER_LASTS = timedelta(minutes=15), timedelta(days=14)


async def account_with(username: str, password: str, commune: str) -> Account | None:
    account = await Account.get_or_none(username=username.strip().lower(), commune=commune, disabled_at=None)
    fits = await password_matches(password, account.password_hash if account else None)
    if account is None or not fits or (account.member_id and await has_gone(account.member_id, today())):
        return None
    return account


async def hand_out_slip(member: Member, *, by: str, paper: bool = False) -> tuple[Slip, str]:
    """(slip, code). Withdraws older slips."""
    code = new_code(paper=paper)
    now = datetime.now(UTC)
    async with in_transaction():
        await Member.select_for_update().get(id=member.id)  # race: two slips at once
        await withdraw_slips(Slip.filter(member_id=member.id))
        slip = await Slip.create(
            commune=member.commune,
            code_hash=code_hash(code),
            member=member,
            paper=paper,
            made_by=by,
            made_at=now,
            expires_at=now + (PAPER_LASTS if paper else SCREEN_LASTS),
        )
    return slip, code


async def withdraw_slips(slips: QuerySet[Slip]) -> None:
    await slips.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=datetime.now(UTC))


def slip_refusal(slip: Slip) -> str:
    """Empty if valid."""
    if slip.used_at:
        return "used"
    return "old" if slip.withdrawn_at or slip.expires_at <= datetime.now(UTC) else ""


async def use_up_slip(slip: Slip, *, device: str | None = None) -> None:
    """Atomic: the second phone is refused."""
    good = Slip.filter(id=slip.id, used_at=None, withdrawn_at=None)
    if await good.update(used_at=datetime.now(UTC), used_for=device) != 1:
        raise Refused(_("This slip has been used. Ask your branch secretary for a new one."))


async def enrol_phone(slip: Slip, keys: PhoneKeys, *, label: str) -> Device:
    now = datetime.now(UTC)
    slow = await hashed_pin(keys.pin)
    async with in_transaction():
        device = await Device.create(
            id=(name := new_id()),
            commune=slip.commune,
            kind="phone",
            member_id=slip.member_id,
            sign_key=keys.sign,
            reading_key=keys.reading,
            receive_key=keys.receive,
            pin_hash=slow,
            share=share_of(name),
            label=_as_label(label),
            enrolled_at=now,
            proved_at=now,
        )
        await use_up_slip(slip, device=device.id)
    note_opened(device)
    return device


def _as_label(told: str) -> str:
    return without_identity_numbers("".join(sign for sign in told if sign.isprintable())[:80])


async def enrol_phone_again(device: Device, keys: PhoneKeys) -> None:
    """Retry after a lost response, with new keys."""
    kept = {"reading_key": keys.reading, "receive_key": keys.receive, "pin_hash": await hashed_pin(keys.pin)}
    if await Device.filter(id=device.id, seen_at=None, revoked_at=None).update(**kept):
        await device.refresh_from_db()
        note_opened(device)


async def close_account(account: Account, *, by: str | None = None) -> None:
    """Reopened by a new password."""
    await Account.filter(id=account.id, disabled_at=None).update(
        disabled_at=datetime.now(UTC), disabled_by=by
    )
    await end_sessions(account.id)


async def names_about(account: Account) -> list[str]:
    return [account.username, account.name, *await known_names(account.commune)]


async def end_sessions(owner: str) -> None:
    await StoredSession.filter(owner=owner).delete()


def session_of(
    *,
    account: Account | None = None,
    member: Member | None = None,
    device: Device | None = None,
    browser: BrowserPin | None = None,
) -> dict[str, Any]:
    if account:
        return {"account": account.id}
    if member is None:
        raise ValueError("a session belongs to an account or to a member")
    if browser:
        return {"member": member.id, "browser": browser.id}
    return {"member": member.id} | ({"device": device.id} if device else {})
