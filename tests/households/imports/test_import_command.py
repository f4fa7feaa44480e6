"""`gandan import households FILE` says what the page says, and writes only when told to."""

import pytest

from tests.households.lists import ADDED, HEAD, NEW, TABLE, xlsx
from tests.support.world import build_world
from webapp.households.imports.imports import import_from_command_line
from webapp.households.poverty.models import PovertyRecord
from webapp.register.models import Household, HouseholdImport


@pytest.fixture
async def world(db):
    return await build_world()


@pytest.mark.both
async def test_without_yes_it_only_tells(world, tmp_path, capsys):
    (tmp_path / "ds.xlsx").write_bytes(xlsx(TABLE))

    code = await import_from_command_line(tmp_path / "ds.xlsx", write=False)

    said = capsys.readouterr().out
    assert code == 0
    assert "2 dòng đúng, 1 dòng sai, 0 dòng trùng." in said
    assert "Dòng 4: Thiếu họ tên chủ hộ. Xin ghi thêm." in said
    assert await Household.filter(head_name__in=ADDED).count() == 0
    assert await HouseholdImport.all().count() == 0


async def test_with_yes_it_writes_the_right_rows(world, tmp_path, capsys):
    title = ["DANH SÁCH (Kèm theo Quyết định số 104/QĐ-UBND ngày 20/12/2017)"]
    (tmp_path / "ds.xlsx").write_bytes(xlsx([title, [*HEAD, "Hộ nghèo"], [*NEW, "x"]]))

    code = await import_from_command_line(tmp_path / "ds.xlsx", write=True)

    assert code == 0
    assert "Đã ghi 1 hộ vào sổ." in capsys.readouterr().out
    assert await Household.filter(head_name="Kha Y Lợi", commune=world.commune.id).count() == 1
    assert (await PovertyRecord.get()).decision_no == "104/QĐ-UBND"


@pytest.mark.parametrize("name", ["broken.xlsx", "missing.xlsx"])
async def test_a_file_that_cannot_be_read_is_told_and_fails(world, tmp_path, capsys, name):
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04")

    code = await import_from_command_line(tmp_path / name, write=True)

    assert code == 1
    assert capsys.readouterr().out.strip()
