"""A backup says which office made it; one that somebody else sealed is not taken for ours."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.seal import DeviceKey
from tests.support.office import free_port
from webapp import settings as settings_module
from webapp.cli import main
from webapp.core import keys
from webapp.safekeeping import recovery_key


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    use(tmp_path / "data", monkeypatch)
    assert main(["commune", "Hữu Khuông"]) == 0
    (tmp_path / "paper").write_text(capsys.readouterr().out.split("\n\n")[1])
    assert main(["backup"]) == 0
    assert main(["backup", str(tmp_path / "mine.backup")]) == 0
    return tmp_path


def use(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GANDAN_DATA", str(data))
    monkeypatch.setenv("GANDAN_PORT", str(free_port()))
    monkeypatch.delenv("GANDAN_DATABASE_URL", raising=False)
    settings_module.settings.cache_clear()
    keys.forget()


def restored(office: Path, name: str, *more: str) -> int:
    return main(["restore", str(office / name), "--key-file", str(office / "paper"), *more])


def sealed_again(office: Path, change: Callable[[list[Any]], list[Any]]) -> None:
    """By whoever once read a backup and has the public half of the recovery key."""
    private = recovery_key.from_letters((office / "paper").read_text())
    with (office / "mine.backup").open("rb") as file:
        lines = [json.loads(line) for line in recovery_key.decrypted_lines(file, private)]
    with (office / "forged.backup").open("wb") as file:
        sealing = recovery_key.Sealing(file, recovery_key.recovery_point() or b"")
        for line in change(lines):
            sealing.line(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
        sealing.close()


def unsigned(lines: list[Any]) -> list[Any]:
    head = {name: value for name, value in lines[0].items() if name not in ("sign", "number", "office")}
    return [head, *lines[1:-1], {"end": lines[-1]["end"]}]


@pytest.mark.parametrize("check", [["--check"], []])
def test_it_says_which_office_made_it_and_its_number(
    office: Path, check: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert restored(office, "mine.backup", *check) == 0

    said = capsys.readouterr().out
    assert "number 2, signed by Xã Hữu Khuông, mark " in said and "this office" in said


@pytest.mark.parametrize("check", [["--check"], []])
def test_one_that_nobody_signed_needs_an_explicit_word(
    office: Path, check: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sealed_again(office, unsigned)

    assert restored(office, "forged.backup", *check) == 1
    assert "not signed" in capsys.readouterr().err
    assert restored(office, "forged.backup", *check, "--not-ours") == 0


@pytest.mark.parametrize(
    "what", ["a role", "a row more", "a row less", "the count", "the head", "after the end"]
)
def test_one_that_was_changed_is_refused_whatever_is_said(
    office: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def changed(lines: list[Any]) -> list[Any]:
        at = next(place for place, line in enumerate(lines) if isinstance(line, list))
        if what == "a role":
            lines[at] = json.loads(json.dumps(lines[at], ensure_ascii=False).replace("Khuông", "Khuống"))
        elif what == "a row more":
            lines.insert(at, lines[at])
            lines[-1]["end"] += 1
        elif what == "a row less":
            lines.pop(at)
            lines[-1]["end"] -= 1
        elif what == "the count":
            lines[-1]["end"] = str(lines[-1]["end"])
        elif what == "the head":
            lines[0]["number"] = 99
        else:
            lines.append({"file": "secrets/sign.pem", "data": "AAAA"})
        return lines

    sealed_again(office, changed)

    for more in (["--check"], ["--check", "--not-ours"], ["--not-ours"]):
        assert restored(office, "forged.backup", *more) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_one_that_another_office_signed_is_named_and_needs_an_explicit_word(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("webapp.safekeeping.signing.signer", lambda: stranger)
    monkeypatch.setattr("webapp.safekeeping.backup.signer", lambda: stranger)
    stranger = DeviceKey.generate()
    assert main(["backup", str(office / "foreign.backup")]) == 0
    monkeypatch.undo()
    use(office / "data", monkeypatch)

    assert restored(office, "foreign.backup", "--check") == 1
    said = capsys.readouterr().err
    assert "signed by Xã Hữu Khuông, mark" in said and "This office has the mark" in said
    assert restored(office, "foreign.backup", "--check", "--not-ours") == 0


def test_on_a_new_computer_the_mark_is_compared_with_the_paper(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recovery-key", "--new"]) == 0
    mark = capsys.readouterr().out.strip().rpartition(" ")[2]
    use(office / "elsewhere", monkeypatch)

    assert restored(office, "mine.backup") == 0
    said = capsys.readouterr().out
    assert f"mark {mark}" in said and "compare the mark with the paper" in said
    assert restored(office, "mine.backup", "--check") == 0
    assert "this office" in capsys.readouterr().out
    shutil.rmtree(office / "elsewhere")
