"""A folder with what can't be opened in it: told, and the rest goes on."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from svtools.errors import InputError
from svtools.jobs.consolidation.batches import read_all
from svtools.jobs.consolidation.returns import Return
from svtools.jobs.folder_files import files_of
from svtools.jobs.tender.offers import read_offers
from svtools.workbooks.content import Content
from tests.jobs.consolidation.test_consolidate import run
from tests.making import Synchronous, codes, contract, register_of, save_return, sheet_rows

EACH = contract()
REGISTER = register_of((EACH, {"PJ04": 40}))
needs_links = pytest.mark.skipif(os.name == "nt", reason="Windows lets only some people link")
odd_names = pytest.mark.skipif(os.name == "nt", reason="Only Unix has names of any bytes")


def closed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Have the system refuse to open folders of that name (whoever runs the tests may read all)."""
    scandir = os.scandir

    def refuse(path: Any) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == name:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)


def read(folder: Path) -> dict[str, Return]:
    """Each thing in the folder, by its name as it is told."""
    returns = read_all(folder, files_of(folder), executor=Synchronous())
    return {each.file: each for each in returns}


def told(folder: Path) -> dict[str, list[str]]:
    return {file: codes(each.problems) for file, each in read(folder).items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one sound return."""
    save_return(tmp_path / "in" / "1.xlsx", REGISTER, EACH, {"PJ04": (4, 4, 4, 4)})
    return tmp_path / "in"


def test_a_folder_that_cannot_be_opened_is_told_and_the_rest_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "closed").mkdir()
    (folder / "open").mkdir()
    (folder / "open" / "a.txt").write_text("notes")
    closed(monkeypatch, "closed")
    found = told(folder)
    assert (found["1.xlsx"], found["closed"]) == ([], ["closed-folder"])
    assert found.keys() == {"1.xlsx", "closed", "open/a.txt"}


def test_a_folder_of_returns_that_cannot_be_opened_stops_the_job(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(monkeypatch, folder.name)
    with pytest.raises(InputError, match=r"can't be opened \(Permission denied\)"):
        files_of(folder)


@needs_links
@pytest.mark.parametrize("target", ["gone.xlsx", "dead.xlsx"])
def test_a_link_that_leads_nowhere_is_told_and_the_rest_goes_on(folder: Path, target: str) -> None:
    (folder / "dead.xlsx").symlink_to(folder / target)
    assert told(folder) == {"1.xlsx": [], "dead.xlsx": ["dead-link"]}


@needs_links
def test_a_linked_folder_is_looked_into_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "2.txt").write_text("notes")
    (folder / "a link").symlink_to(tmp_path / "elsewhere")
    (folder / "another").symlink_to(tmp_path / "elsewhere")
    (folder / "round").symlink_to(folder)
    below = folder / "z"
    below.mkdir()
    (below / "3.txt").write_text("notes")
    (folder / "a link of z").symlink_to(below)
    files = files_of(folder)
    assert {"1.xlsx", "z/3.txt"} <= set(files)
    assert len(files) == 3
    assert sum(file.endswith("2.txt") for file in files) == 1


@needs_links
def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.xlsx")
    (problem,) = read(folder)["pipe.xlsx"].problems
    assert (problem.code, problem.details["reason"]) == ("unreadable", "it is no ordinary file")


@odd_names
def test_a_name_that_is_no_unicode_is_told_in_the_summary_and_the_rest_goes_on(
    folder: Path, tmp_path: Path
) -> None:
    for number in (1, 2):
        (folder / os.fsdecode(b"caf\xe9%d.xlsx" % number)).write_bytes(b"x")
    (folder / "control\x01\n.xlsx").write_bytes(b"x")
    outcome = run(tmp_path, REGISTER)
    assert outcome.as_json()["accepted"] == 1
    rows = {row["File"]: row["Status"] for row in sheet_rows(outcome.summary, "Returns")}
    assert rows["caf\\udce91.xlsx"] == rows["caf\\udce92.xlsx"] == "rejected"
    assert "file-name" in codes(outcome.consolidation.problems)
    assert len([file for file in rows if file and file.startswith("control")]) == 1


@odd_names
def test_a_folder_whose_name_is_no_unicode_is_read(folder: Path, tmp_path: Path) -> None:
    odd = folder.rename(tmp_path / os.fsdecode(b"\xe9"))
    save = tmp_path / "in"
    save.symlink_to(odd)
    assert run(tmp_path, REGISTER).as_json()["accepted"] == 1


@needs_links
def test_offers_that_cannot_be_opened_are_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers, nothing = tmp_path / "offers", cast("Content", None)
    offers.mkdir()
    (offers / "dead.xlsx").symlink_to(offers / "gone.xlsx")
    (offers / "closed").mkdir()
    (offers / os.fsdecode(b"\xe9.xlsx")).write_bytes(b"x")
    closed(monkeypatch, "closed")
    found = {
        o.file: (codes(o.problems), o.became)
        for o in read_offers(offers, tmp_path / "scoring.xlsx", nothing)
    }
    assert found == {
        "dead.xlsx": (["dead-link"], "rejected"),
        "closed": (["closed-folder"], "rejected"),
        "\\udce9.xlsx": (["file-name"], "rejected"),
    }
