"""Set up a real installation: commune, hamlets, branches and accounts."""

from datetime import date

from tortoise.transactions import in_transaction

from webapp.accounts.enrolment.rules import close_account, end_sessions
from webapp.accounts.models import Account
from webapp.accounts.passwords.easy_passwords import SHORTEST, is_easy_password
from webapp.accounts.passwords.passwords import hashed_password
from webapp.core.database.node import this_node
from webapp.core.vi_text import fold_text, nfc_text
from webapp.households.poverty.standards import write_standards
from webapp.people.models import OrgUnit, PartyOrg, PartyOrgLink
from webapp.people.queries import known_names, this_commune
from webapp.web.person import Role


class CannotBegin(Exception):
    """The message says what to do."""


async def found_commune(name: str, *, prefix: str = "Xã") -> OrgUnit:
    """With its Party committee and legal poverty standards."""
    if await this_commune():
        raise CannotBegin(
            "This database has a commune already. Use another GANDAN_DATABASE_URL for another commune."
        )
    async with in_transaction():
        unit = OrgUnit(kind="commune", name=nfc_text(name), prefix=prefix, commune="")
        unit.commune = unit.id
        await unit.save()
        await PartyOrg.create(
            unit=unit, kind="committee", name=f"Đảng ủy {unit.full_name}", symbol="ĐU", commune=unit.id
        )
        await this_node(unit.id)
        await write_standards(unit.id)
    return unit


async def add_hamlet(name: str, letters: str, *, prefix: str = "Bản", since: date) -> OrgUnit:
    """With its branch. `letters`: prefix of household codes, as in HC-017."""
    commune = await _commune()
    if await OrgUnit.filter(commune=commune, kind="hamlet", letters=letters.upper()).exists():
        raise CannotBegin(f"The letters {letters.upper()} belong to another hamlet. Choose others.")
    if await OrgUnit.filter(commune=commune, kind="hamlet", folded=fold_text(name)).exists():
        raise CannotBegin(f"The hamlet {name} is there already.")
    async with in_transaction():
        unit = await OrgUnit.create(
            kind="hamlet", name=nfc_text(name), prefix=prefix, letters=letters.upper(), commune=commune
        )
        branch = await PartyOrg.create(
            unit=unit, kind="branch", branch_kind="hamlet", name=f"Chi bộ {unit.full_name}", commune=commune
        )
        committee = await PartyOrg.get(commune=commune, kind="committee")
        await PartyOrgLink.create(child=branch, parent=committee, valid_from=since, commune=commune)
    return unit


async def give_account(username: str, *, name: str, role: Role, password: str) -> Account:
    """Creates or reopens; ends its sessions."""
    commune = await _commune()
    if is_easy_password(password, [username, name, *await known_names(commune)]):
        raise CannotBegin(
            f"This password is easy to guess. Take {SHORTEST} characters or more: no common word or row of keys, and "
            "nothing of the person's name, the user name, the commune or its hamlets."
        )
    account = await Account.get_or_none(commune=commune, username=username.lower())
    if account is None:
        account = Account(commune=commune, username=username.lower(), unit_id=commune)
    account.disabled_at = account.disabled_by = None
    account.name, account.role, account.password_hash = nfc_text(name), role, await hashed_password(password)
    await account.save()
    await end_sessions(account.id)
    return account


async def close_account_of(username: str) -> Account:
    account = await Account.get_or_none(commune=await _commune(), username=username.lower())
    if account is None:
        raise CannotBegin(
            f"There is no account {username}. The office sees all of them on its page /accounts."
        )
    await close_account(account)
    return account


async def _commune() -> str:
    commune = await this_commune()
    if not commune:
        raise CannotBegin('There is no commune yet. Begin with: gandan commune "Name"')
    return commune
