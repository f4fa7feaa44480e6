"""A real office's register is never served with links that sign in without a password."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import started
from tests.support.browsing import browser_for
from tests.support.office import apart
from webapp import cli, installing
from webapp import settings as settings_module
from webapp.accounts.models import Account
from webapp.core.database.db import open_database
from webapp.core.database.models import Node
from webapp.demo.base.cast import PEOPLE
from webapp.demo.commune import seed_once
from webapp.demo.guard import NoDemoHere
from webapp.people.queries import this_commune
from webapp.web.person import Role


async def found_a_real_one() -> None:
    """With the user names that the demo has too: any office would choose them."""
    await installing.found_commune("Hữu Khuông")
    for username, role in (("vanphong", Role.COMMUNE_OFFICE), ("bithu", Role.COMMUNE_SECRETARY)):
        await installing.give_account(username, name="Vi Văn Sơn", role=role, password="thuyen-ve-ban-ve")


@pytest.fixture
def real(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "gandan.db"
    shutil.copy(migrated_file, path)
    monkeypatch.setenv("GANDAN_DATABASE_URL", f"sqlite://{path}")
    monkeypatch.setenv("GANDAN_DATA", str(tmp_path))
    monkeypatch.setenv("GANDAN_DEMO", "1")
    settings_module.settings.cache_clear()

    async def begin() -> None:
        async with open_database(f"sqlite://{path}"):
            await found_a_real_one()

    apart(begin())
    return path


def test_the_server_does_not_start_and_says_what_to_do(
    real: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve"]) == 1

    said = capsys.readouterr().err
    assert "Xã Hữu Khuông, not the demo" in said
    assert "GANDAN_DEMO=0" in said
    assert "GANDAN_DATA=var-demo make run" in said


async def test_another_program_that_starts_the_application_is_refused_too(real: Path) -> None:
    from webapp.app import create_app, lifespan

    with pytest.raises(NoDemoHere):
        async with lifespan(create_app()):
            pass


@pytest.mark.parametrize("slug", PEOPLE)
async def test_a_register_restored_under_a_running_demo_has_no_links(slug: str, demo_office: Path) -> None:
    from webapp.app import create_app

    application = create_app()
    async with started(application):
        await Node.all().update(invented=False)
        browser = await browser_for(application, None)
        answers = [await browser.get(f"/demo/{slug}{end}") for end in ("", "/slip")]
        await browser.aclose()

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "s" not in browser.cookies


@pytest.mark.parametrize(
    ("host", "served"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.7", False),
        ("::", False),
    ],
)
async def test_the_demo_is_served_to_this_computer_alone(
    host: str, served: bool, demo_office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GANDAN_HOST", host)
    settings_module.settings.cache_clear()

    async with open_database():
        if served:
            await seed_once()
        else:
            with pytest.raises(NoDemoHere, match="this computer alone"):
                await seed_once()


async def test_an_empty_database_on_another_host_stays_empty(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(migrated_file, tmp_path / "new.db")
    monkeypatch.setenv("GANDAN_HOST", "0.0.0.0")
    settings_module.settings.cache_clear()

    async with open_database(f"sqlite://{tmp_path / 'new.db'}"):
        with pytest.raises(NoDemoHere):
            await seed_once()
        assert not await this_commune()
        assert not await Account.exists()
