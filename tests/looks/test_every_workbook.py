"""Every workbook that the tool makes looks as it should, but for the reasoned exceptions."""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from svtools import yamlfile
from svtools.folders import templates_folder
from tests.looks.book import Book, Fault
from tests.looks.every import faults, made, samples
from tests.looks.shown import FONTS

SOURCE: Any = yamlfile.read(Path(__file__).with_name("exceptions.yaml"))
EXCEPTIONS: list[dict[str, str]] = SOURCE["exceptions"]
PATTERNS = ("kind", "template", "sheet", "what")
MOST_TOLD = 40


def excepts(exception: dict[str, str], fault: Fault) -> bool:
    """Whether a fault is one of those that an exception is for."""
    return all(fnmatchcase(getattr(fault, p), exception.get(p, "*")) for p in PATTERNS)


@pytest.mark.skipif(not FONTS.is_dir(), reason="measures with it (apt install fonts-liberation)")
def test_every_workbook_looks_as_it_should(tmp_path: Path) -> None:
    books = [Book(path) for path in (*samples(), *made(tmp_path))]
    found = {book.path: faults(book) for book in books}
    told = [
        f"{path.name}: {fault.kind}: {fault.sheet}!{fault.cell}: {fault.what}"
        for path, those in found.items()
        for fault in those
        if not any(excepts(each, fault) for each in EXCEPTIONS)
    ]
    assert told[:MOST_TOLD] == []

    templates = {path.stem for path in templates_folder().glob("*.yaml")}
    assert templates <= {book.template for book in books}
    every = [fault for those in found.values() for fault in those]
    needless = [each for each in EXCEPTIONS if not any(excepts(each, f) for f in every)]
    assert needless == [], "take these off tests/looks/exceptions.yaml"


def test_each_exception_has_a_reason() -> None:
    keys: Any = {"kind", "template", "sheet", "what", "reason"}
    assert all(each["reason"] and each["template"] and set(each) <= keys for each in EXCEPTIONS)
