"""Excel opens what is generated: the Open XML SDK's validator finds nothing in it.

It looks at every sample, at a blank of every template, at the add-in and at the workbook for
xlwings Lite, for Office 2016 and for Microsoft 365. It misses numbers and names of tables that
stand twice: those are looked at here.
"""

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from svtools.folders import templates_folder
from svtools.jobs.blanks import KINDS
from svtools.jobs.register.measure_sets import export_set, import_set
from svtools.jobs.tender.award import award
from svtools.jobs.validation_log.log import LogFile, write_log
from svtools.measures import open_set
from svtools.workbooks.book import open_book
from svtools.workbooks.cells import Cell
from svtools.workbooks.marked_copy import MarkedCopy
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Problem
from svtools.workbooks.write import write
from tests.making import AS_AT, council
from tests.workbooks.peoples_parts import sample_register
from xl.addin.build import build
from xl.addin.lite import write_lite

FIRST_LOG = Path(__file__).parent / "fixtures" / "made_by_0_1_0" / "validation_log.xlsx"
SAMPLES = Path(__file__).parent.parent / "sample_workbooks"
# Packed by LibreOffice with a password: nothing in it can be looked at.
RETURN = SAMPLES / "blank" / "blank_monitoring.xlsx"
LOCKED = "C0109 Crest Construction Q4.xlsx"
GENERATED = sorted(path for path in SAMPLES.rglob("*.xlsx") if path.name != LOCKED)
# The others' blanks are samples.
WITHOUT_BLANK_SAMPLE = sorted(
    {path.stem for path in templates_folder().glob("*.yaml")}
    - {name for name, _, _ in KINDS.values()}
)
WINNER = "Shoreline Parking Trust"
OFFICES = ("Office2016", "Microsoft365")
VALIDATOR = shutil.which("ooxml-validator")
SECONDS = 120

# In CI the test runs all the same, and fails for want of the program: a skip there would hide it.
needs_validator = pytest.mark.skipif(
    VALIDATOR is None and os.environ.get("CI") != "true",
    reason="needs the Open XML SDK's validator on the path: CONTRIBUTING.md says how to get it",
)


def name_of(path: Path) -> str:
    return path.relative_to(SAMPLES).as_posix()


def faults(path: Path) -> list[str]:
    """What the validator says against a file, for each version of Office."""
    told = []
    for office in OFFICES:
        command = [str(VALIDATOR), str(path), "--officeVersion", office]
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", timeout=SECONDS, check=False
        )
        assert done.returncode in {0, 1}, done.stderr
        errors = json.loads(done.stdout)["errors"]
        told += [f"{office}: {e['path']} {e['xPath']}: {e['description']}" for e in errors]
    return told


@needs_validator
@pytest.mark.parametrize("path", GENERATED, ids=name_of)
def test_a_sample_is_valid(path: Path) -> None:
    assert faults(path) == []


@needs_validator
@pytest.mark.parametrize("name", WITHOUT_BLANK_SAMPLE)
def test_a_blank_of_another_template_is_valid(name: str, tmp_path: Path) -> None:
    blank = tmp_path / "blank.xlsx"
    write(template(name), {}, blank, blank=True)

    assert faults(blank) == []


@needs_validator
def test_the_addin_is_valid(tmp_path: Path) -> None:
    assert faults(build(tmp_path)) == []


@needs_validator
def test_the_workbook_for_xlwings_lite_is_valid(tmp_path: Path) -> None:
    write_lite(tmp_path / "lite.xlsx", council())

    assert faults(tmp_path / "lite.xlsx") == []


@needs_validator
def test_a_register_of_people_is_valid_after_award_and_import(
    tmp_path: Path,
) -> None:
    register, awarded = tmp_path / "register.xlsx", tmp_path / "awarded.xlsx"
    register.write_bytes(sample_register())
    award(SAMPLES / "tender" / "5_marked.xlsx", WINNER, register, awarded, council())

    ours, imported = tmp_path / "ours.xlsx", tmp_path / "imported.xlsx"
    export_set(replace(open_set(), name="Ours", edition="ours-2026"), ours, council())
    import_set(ours, awarded, imported, council())

    assert faults(register) == []
    assert faults(awarded) == []
    assert faults(imported) == []


@needs_validator
def test_a_marked_register_is_valid(tmp_path: Path) -> None:
    register, marked = tmp_path / "register.xlsx", tmp_path / "marked.xlsx"
    register.write_bytes(sample_register())
    details = {"label": "Units", "entered": "=<&"}
    cells = (Cell("Contracts", 1, 5, 3), Cell("Promises", 2, 5, 3))
    found = [Problem("not-a-number", "register.xlsx", (cell,), details) for cell in cells]
    for _ in range(2):
        data = register.read_bytes()
        marked.write_bytes(MarkedCopy(data, open_book(register)).marked(found))
        assert faults(marked) == []
        register.write_bytes(marked.read_bytes())


@needs_validator
def test_a_log_of_the_first_version_is_valid_when_it_is_carried_on(tmp_path: Path) -> None:
    log = tmp_path / "log.xlsx"
    log.write_bytes(FIRST_LOG.read_bytes())
    entries = LogFile(log).log
    more = {key: replace(entry, supplier_note="=<&") for key, entry in entries.items()}
    write_log(more, council(), log, AS_AT)

    assert LogFile(log).log == more
    assert faults(log) == []


def changed(path: Path, part: str, old: bytes, new: bytes) -> Path:
    """A copy of a sample return in which one part reads otherwise."""
    with zipfile.ZipFile(RETURN) as good, zipfile.ZipFile(path, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            assert name != part or old in content
            bad.writestr(name, content.replace(old, new, 1) if name == part else content)
    return path


@needs_validator
def test_a_fault_would_be_found(tmp_path: Path) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    broken = changed(tmp_path / "broken.xlsx", sheet, b"<sheetData>", b"<sheetData><cell/>")

    assert {fault.partition(":")[0] for fault in faults(broken)} == set(OFFICES)


def twice(path: Path) -> list[str]:
    """What stands twice and may not: a table's number or name, a column's number or heading."""
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("xl/tables/")]
        tables = [package.read(name).decode() for name in names]
    columns = [re.findall(r'<tableColumn id="(\d+)" name="([^"]*)"', table) for table in tables]
    counts = [int(re.findall(r'<tableColumns count="(\d+)"', table)[0]) for table in tables]
    assert [len(of_table) for of_table in columns] == counts
    heads = [re.findall(r'<table [^>]*\bid="(\d+)" name="([^"]*)"', table)[0] for table in tables]
    return [
        value
        for pairs in (heads, *columns)
        for values in zip(*pairs, strict=True)
        for value, often in Counter(value.casefold() for value in values).items()
        if often > 1
    ]


@pytest.mark.parametrize("path", GENERATED, ids=name_of)
def test_no_number_or_name_of_a_table_stands_twice(path: Path) -> None:
    assert twice(path) == []


@pytest.mark.parametrize(
    ("old", "new", "stands_twice"),
    [
        (b'<tableColumn id="2"', b'<tableColumn id="1"', ["1"]),
        (b'name="Unit"', b'name="measure"', ["measure"]),
        (b' id="2" name=', b' id="1" name=', ["1"]),
    ],
)
def test_what_stands_twice_would_be_found(
    old: bytes, new: bytes, stands_twice: list[str], tmp_path: Path
) -> None:
    broken = changed(tmp_path / "broken.xlsx", "xl/tables/table2.xml", old, new)

    assert twice(broken) == stands_twice
