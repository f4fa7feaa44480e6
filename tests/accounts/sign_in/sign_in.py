"""An account with a password."""

from webapp.accounts.models import Account
from webapp.accounts.passwords.passwords import hashed_password


async def give_password(account: Account, password: str) -> None:
    account.password_hash = await hashed_password(password)
    await account.save(update_fields=["password_hash"])
