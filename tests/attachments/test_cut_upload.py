"""A photo goes up over a way that breaks a hundred times, past a phone that restarts and an office that is killed."""

import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.attachments.cutting import Cutter
from tests.attachments.sending import PIECE, Sender, picture, sealed
from tests.support.office import Office
from tests.support.phone import Phone, enrolled
from tests.support.warm import WarmOffice
from tests.support.world import World, build_world
from webapp.attachments import files
from webapp.attachments.models import Blob

CUTS = 100


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    from webapp import settings as settings_module
    from webapp.core import keys

    office = WarmOffice(tmp_path, GANDAN_DEMO="")
    for name in ("GANDAN_DATA", "GANDAN_DATABASE_URL"):
        monkeypatch.setenv(name, office.environment[name])
    settings_module.settings.cache_clear()
    keys.forget()

    async def seed() -> tuple[World, Phone]:
        world = await build_world()
        return world, await enrolled(world.dan)

    office.world, office.phone = office.prepare(seed)  # type: ignore[attr-defined]
    office.start()
    yield office
    office.stop()
    settings_module.settings.cache_clear()
    keys.forget()


@pytest.fixture
async def way(office: Office, seed: int) -> AsyncIterator[Cutter]:
    way = Cutter(office.port, cuts=CUTS, most=PIECE + 3000, seed=seed)
    await way.start()
    yield way
    await way.stop()


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.full)])
async def test_a_hundred_cuts_cost_little_and_change_no_byte(office: Office, way: Cutter, seed: int) -> None:
    """T-55: cut 100 times at random bytes; the hash is equal, the cost at most a tenth and a piece a cut."""
    world, phone = office.world, office.phone  # type: ignore[attr-defined]
    photo = picture(1000, 750, noise=True)
    assert 300_000 < len(photo) < 2_000_000
    file = sealed(phone, photo)
    phone.write(2, world.an.id, [2, 2, "Cầu gãy", None, None, [1]], files=[file.named])
    async with httpx.AsyncClient(base_url=office.base) as browser:
        await phone.exchange(browser)

    reached, ended, killed = 0, False, 0
    while not ended:
        # A phone that starts again knows nothing of what it did before.
        async with httpx.AsyncClient(base_url=way.base, timeout=10) as browser:
            try:
                answer = await Sender(phone, browser).send(file)
                ended = True
            except httpx.TransportError:
                if way.cuts <= CUTS // 2 and not killed:
                    killed += 1
                    office.stop(signal.SIGKILL)
                    office.start()
        now = await offset_of(office, file.id)
        assert now >= reached, "the offset fell"
        reached = now

    assert answer.status_code in (200, 204), answer.text
    assert await state_of(office, file.id) == "kept", "opened, so its hash was right"
    assert killed
    done = CUTS - way.cuts
    print(f"seed {seed}: {done} cuts, {way.up} bytes up for {len(file.bytes)}")
    assert done == CUTS
    assert way.up <= 1.1 * len(file.bytes) + done * PIECE


async def offset_of(office: Office, id_: str) -> int:
    async def work() -> int:
        blob = await Blob.get(id=id_)
        return int(blob.offset)

    return int(office.ask(work))


async def state_of(office: Office, id_: str) -> str:
    async def work() -> str:
        return str((await Blob.get(id=id_)).state)

    return str(office.ask(work))


def test_the_folder_is_for_its_owner_only(office: Office) -> None:
    files.write_at("A" * 43, 0, b"1")
    assert files.folder().stat().st_mode & 0o77 == 0
    assert files.coming("A" * 43).stat().st_mode & 0o77 == 0
