"""The commands with which a province begins, and which database it may not have."""

from pathlib import Path

import pytest

from tests.support.upper import Province
from webapp.cli import main


def test_from_an_empty_province_and_an_empty_commune_to_a_reply_that_was_carried(
    environment: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    node = Province(tmp_path / "province")
    code = node.begin()
    del node.environment["GANDAN_NODE"]
    node.start("--node", "province")
    node.environment["GANDAN_NODE"] = "province"
    out = tmp_path / "out.gandan"

    for command in (
        ["commune", "Hữu Khuông"], ["upstream", "join", node.base, code], ["upstream", "send"],
        ["upstream", "file", str(out), "--no-backup"],
    ):  # fmt: skip
        assert main(command) == 0, capsys.readouterr().err
    assert "Hữu Khuông, 0 letters" in node.gandan("province", "import", str(out))
    assert main(["upstream", "take", f"{out}.reply"]) == 0
    node.stop()
    assert "Tỉnh Nghệ An has received 0 new letters" in capsys.readouterr().out

    monkeypatch.setenv("GANDAN_NODE", "")
    with pytest.raises(SystemExit, match="This database is of Xã Hữu Khuông"):
        main(["serve", "--node", "province"])


@pytest.mark.both
def test_a_slip_names_the_file_to_join_with(
    environment: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["province", "begin", "Nghệ An"]) == 0
    assert main(["province", "enrol", "Nhôn Mai", "--slip", str(tmp_path / "slip.json")]) == 0
    assert "gandan upstream join slip.json" in capsys.readouterr().out
    assert main(["province", "enrol", "Nhôn Mai"]) == 0  # nobody has used the first code yet


def test_a_code_needs_a_province_and_a_joined_commune_a_reason(
    environment: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["province", "enrol", "Hữu Khuông"]) == 1
    assert "gandan province begin" in capsys.readouterr().err
    assert main(["province", "begin", "Nghệ An"]) == 0
    assert main(["province", "begin", "Nghệ An"]) == 1
    assert main(["province", "enrol", "Hữu Khuông"]) == 0
    assert main(["upstream", "join", "http://127.0.0.1:9", "0000"]) == 1
