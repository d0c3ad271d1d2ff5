"""Files are put in place whole or not at all."""

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import OutputError
from svtools.workbooks.replacing import (
    BEFORE_PLACING,
    clear_up_after,
    create,
    replace_all,
    replace_with,
)


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


def test_what_a_link_leads_to_is_replaced_and_the_link_stays(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    real, link = tmp_path / "shared" / "log.xlsx", tmp_path / "log.xlsx"
    real.write_bytes(b"old")
    link.symlink_to(real)
    replace_with(link, b"new")
    assert (link.is_symlink(), real.read_bytes()) == (True, b"new")


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "summary.xlsx").mkdir()
    with pytest.raises(OutputError, match="can't be replaced"):
        replace_with(tmp_path / "summary.xlsx", b"new")
    assert [each.name for each in tmp_path.iterdir()] == ["summary.xlsx"]


def failing(code: int) -> Callable[..., Any]:
    """A call that fails as the system fails."""

    def fails(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fails


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    path = tmp_path / "summary.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", failing(code))
    with pytest.raises(OutputError, match=r"no room left on the disk for .*summary\.xlsx"):
        replace_with(path, b"new")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"old", [path])


def test_a_disk_too_full_to_begin_on_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "mkstemp", failing(errno.ENOSPC))
    with pytest.raises(OutputError, match="no room left"):
        replace_with(tmp_path / "summary.xlsx", b"new")


def test_a_copy_on_a_full_disk_is_told_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(OutputError, match="no room left"):
        create(tmp_path / "copy.xlsx", b"new")
    assert not list(tmp_path.iterdir())


def test_a_copy_has_its_name_once_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "copy.xlsx", []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(path.exists()))
    create(path, b"new")
    assert (seen, path.read_bytes()) == ([False], b"new")
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("put", [replace_with, create], ids=["replaced", "new"])
def test_a_name_that_is_too_long_is_told(tmp_path: Path, put: Any) -> None:
    with pytest.raises(OutputError, match="too long"):
        put(tmp_path / f"{'n' * 300}.xlsx", b"new")
    assert not list(tmp_path.iterdir())


def test_the_content_is_on_the_disk_before_it_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "log.xlsx", []
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(path.read_bytes()))
    replace_with(path, b"new")
    assert seen == [b"old", b"new"] or (os.name == "nt" and seen == [b"old"])


@pytest.mark.parametrize("first", [b"old", None])
def test_of_several_files_all_are_put_in_place_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: bytes | None
) -> None:
    paths = [tmp_path / name for name in ("a.html", "b.html", "c.html")]
    for path, content in zip(paths, (first, b"old", b"old"), strict=True):
        if content is not None:
            path.write_bytes(content)
    replaced = Path.replace

    def locked(self: Path, to: Path) -> Any:
        if to.name == "c.html":
            raise PermissionError(13, "Permission denied")
        return replaced(self, to)

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(OutputError, match=r"c\.html can't be replaced"):
        replace_all(dict.fromkeys(paths, b"new"))
    there = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert there == {n: b"old" for n in ("a.html", "b.html", "c.html") if n != "a.html" or first}


def test_several_files_take_their_places_together(tmp_path: Path) -> None:
    replace_all({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}


def test_a_copy_never_takes_the_place_of_another(tmp_path: Path) -> None:
    create(tmp_path / "copy.xlsx", b"first")
    with pytest.raises(FileExistsError):
        create(tmp_path / "copy.xlsx", b"second")
    assert (tmp_path / "copy.xlsx").read_bytes() == b"first"


@pytest.mark.parametrize("put", [replace_with, create], ids=["replaced", "new"])
def test_whoever_may_end_the_process_is_asked_before_anything_takes_its_place(
    tmp_path: Path, put: Any
) -> None:
    path = tmp_path / "log.xlsx"

    def refuse() -> None:
        assert not path.exists()
        raise SystemExit

    before = BEFORE_PLACING.set(refuse)
    try:
        with pytest.raises(SystemExit):
            put(path, b"new")
    finally:
        BEFORE_PLACING.reset(before)
    assert [*tmp_path.iterdir()] == []


def test_only_what_a_process_has_left_is_cleared_up(tmp_path: Path) -> None:
    kept = {".svtools-12-abc.tmp", ".svtools-1-abc.xlsx", "1.tmp"}
    for name in {*kept, ".svtools-1-abc.tmp", ".svtools-1-def.tmp"}:
        (tmp_path / name).touch()
    clear_up_after(1, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == kept
