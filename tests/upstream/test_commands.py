"""The `gandan upstream` commands, as they are typed."""

from pathlib import Path

import pytest

from webapp.cli import main


def test_fetching_a_backup_says_when_the_province_does_not_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = main(["upstream", "fetch", "http://127.0.0.1:9", "EEKD-5BQZ-SYZM-D8XG", str(tmp_path / "backup")])

    assert ended == 1
    assert "No answer from http://127.0.0.1:9" in capsys.readouterr().err
    assert not (tmp_path / "backup").exists()
