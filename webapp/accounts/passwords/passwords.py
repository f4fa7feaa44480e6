"""Password hashing with argon2id."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

# OWASP's minimum (19 MiB, 2 rounds), for old computers.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_two_at_a_time = asyncio.Semaphore(2)
_decoy = _hasher.hash("a password that nobody has")


async def hashed_password(password: str) -> str:
    async with _two_at_a_time:
        return await asyncio.to_thread(_hasher.hash, password)


async def password_matches(password: str, against: str | None) -> bool:
    """As slow without account, against enumeration."""
    async with _two_at_a_time:
        return await asyncio.to_thread(_verify, password, against or _decoy) and against is not None


def _verify(password: str, against: str) -> bool:
    try:
        return _hasher.verify(against, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
