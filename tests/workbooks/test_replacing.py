"""Files are put in place whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from svtools.errors import OutputError
from svtools.workbooks.replacing import replace_with


def test_the_old_content_gives_way_and_nothing_is_left_beside(tmp_path: Path) -> None:
    path = tmp_path / "summary.xlsx"
    path.write_bytes(b"old")
    replace_with(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_colleagues_can_read_what_was_written(tmp_path: Path) -> None:
    replace_with(tmp_path / "summary.xlsx", b"new")
    assert stat.S_IMODE((tmp_path / "summary.xlsx").stat().st_mode) & 0o444 == 0o444


def test_a_missing_folder_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="Nothing can be written in the folder") as refused:
        replace_with(tmp_path / "absent" / "summary.xlsx", b"new")
    assert "folder exists" in refused.value.remedy


def test_a_file_that_is_open_elsewhere_keeps_its_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "summary.xlsx"
    path.write_bytes(b"old")

    def in_use(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(OutputError, match=r"summary\.xlsx can't be replaced") as refused:
        replace_with(path, b"new")
    assert "open in Excel" in refused.value.remedy
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "summary.xlsx").mkdir()
    with pytest.raises(OutputError, match="can't be replaced"):
        replace_with(tmp_path / "summary.xlsx", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["summary.xlsx"]
