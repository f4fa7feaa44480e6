"""A real office begins with an empty database: its commune, hamlets and accounts come from the command line."""

import io
import sqlite3
import sys
from contextlib import closing

import pytest

from webapp.app import create_app
from webapp.cli import main
from webapp.households.poverty.standards import NATIONAL
from webapp.settings import settings


@pytest.fixture
def empty_office(tmp_path, monkeypatch):
    from webapp.core import keys
    from webapp.settings import settings

    for name, value in {
        "GANDAN_DATA": str(tmp_path),
        "GANDAN_DATABASE_URL": f"sqlite://{tmp_path}/gandan.db",
    }.items():
        monkeypatch.setenv(name, value)
    cached = (settings, keys.office_key, keys.signer, keys.csrf_secret, keys.readings_key)
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


def account(monkeypatch: pytest.MonkeyPatch, password: str) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    return main(["account", "VanPhong", "--name", "Hà Thị Ơn", "--role", "commune_office"])


def test_a_commune_its_hamlets_and_its_clerk(empty_office, monkeypatch, capsys, tmp_path) -> None:
    assert main(["commune", "Hữu Khuông"]) == 0
    assert main(["hamlet", "Huồi Cọ", "hc"]) == 0
    assert account(monkeypatch, "thuyen-ve-ban-ve") == 0

    said = capsys.readouterr().out
    assert "Xã Hữu Khuông" in said
    assert "Bản Huồi Cọ" in said
    with closing(sqlite3.connect(tmp_path / "gandan.db")) as begun:
        assert begun.execute("SELECT count(*) FROM poverty_standard").fetchone() == (len(NATIONAL),)


def test_what_would_be_wrong_is_refused_with_the_next_step(empty_office, monkeypatch, capsys) -> None:
    assert main(["hamlet", "Huồi Cọ", "HC"]) == 1
    assert "gandan commune" in capsys.readouterr().err
    main(["commune", "Hữu Khuông"])
    main(["hamlet", "Huồi Cọ", "HC"])

    assert main(["commune", "Nhôn Mai"]) == 1
    assert main(["hamlet", "Huoi Co", "HX"]) == 1
    assert main(["hamlet", "Bản Xàn", "HC"]) == 1
    assert account(monkeypatch, "huukhuong2018") == 1
    assert "easy to guess" in capsys.readouterr().err


def test_all_keys_are_there_before_the_first_backup(empty_office, tmp_path) -> None:
    create_app()

    assert {"office.pem", "sign.pem", "csrf", "readings"} <= {
        path.name for path in settings().secrets.iterdir()
    }
