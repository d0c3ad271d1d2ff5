"""Workbooks of Portal figures, made quickly. Every figure is made up."""

from datetime import date
from pathlib import Path
from typing import Any

from svtools.jobs.consolidation.consolidation import Consolidation
from svtools.jobs.consolidation.portal import open_portal_figures
from svtools.jobs.consolidation.run import Outcome, consolidate
from svtools.jobs.issued_by import council_data
from svtools.jobs.register.register import Register
from svtools.workbooks.parse import template
from svtools.workbooks.write import write
from tests.making import AS_AT, SUPPLIER, YEAR, consolidated, council, save_register

ROW: dict[str, Any] = {
    "ref": "P1",
    "supplier": SUPPLIER,
    "item": "XX1 Made-up measure",
    "year": "2025-26",
    "quarter": "Whole year",
    "unit": "£",
    "kind": "SVA",
    "promised": 1000,
    "reported": 800,
    "validated": 500,
    "edition": "Made-up 2025",
    "exported": date(2026, 4, 3),
}


def save_portal(path: Path, *rows: dict[str, Any]) -> Path:
    """A workbook of Portal figures; each row is `ROW` with what it changes."""
    data = {**council_data(council()), "figures": [ROW | row for row in rows]}
    write(template("portal_figures"), data, path)
    return path


def run(folder: Path, register: Register, portal: Path | None, **more: Any) -> Outcome:
    """The folder `in` below `folder` consolidated, with or without Portal figures."""
    given: dict[str, Any] = {"as_at": AS_AT, "summary_path": folder / "summary.xlsx"} | more
    path = save_register(folder / "register.xlsx", register)
    (folder / "in").mkdir(exist_ok=True)
    return consolidate(folder / "in", path, YEAR, council=council(), portal_path=portal, **given)


def judged(folder: Path, register: Register, portal: Path, as_at: date = AS_AT) -> Consolidation:
    """The same, before anything is written down."""
    (folder / "in").mkdir(exist_ok=True)
    content = open_portal_figures(portal, council())
    return consolidated(folder / "in", register, YEAR, council(), as_at=as_at, portal=content)
