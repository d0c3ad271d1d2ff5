"""The workbooks that the tool makes: blank, filled in, empty of figures and full of problems."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.kpis.run import kpis
from svtools.jobs.register.check import check
from svtools.jobs.tender.blank_pack import blank_pack
from svtools.jobs.tender.rehearse import rehearse
from svtools.measures import open_set
from svtools.monitoring import FinancialYear
from svtools.policy import load_council
from tests.looks import colours, fitting, way
from tests.looks.book import Book, Fault

SAMPLES = Path(__file__).resolve().parents[2] / "sample_workbooks"
CHECKS = (colours.faults, fitting.faults, way.faults)


def faults(book: Book) -> list[Fault]:
    """What the checks find in a workbook."""
    return [fault for check_ in CHECKS for fault in check_(book)]


def samples() -> Iterator[Path]:
    """The sample workbooks that today's templates made; others were saved by other programs."""
    returns: Any = yamlfile.read(SAMPLES / "samples.yaml")["returns"]
    others = {r["file"] for r in returns if r["made_by"] != "tool" or r.get("older")}
    for path in sorted(SAMPLES.rglob("*.xlsx")):
        folder = SAMPLES / "returns"
        if folder not in path.parents or str(path.relative_to(folder)) not in others:
            yield path


def made(folder: Path) -> Iterator[Path]:
    """The workbooks that aren't among the samples, made in `folder`."""
    council, year = load_council(), FinancialYear(2025)
    (folder / "none").mkdir()
    (folder / "pack").mkdir()
    yield from blank_pack(council, open_set(), folder / "pack")
    scoring = next((SAMPLES / "tender" / "2_pack").glob("*scoring.xlsx"))
    rehearse(scoring, folder / "rehearsal.xlsx")
    yield folder / "rehearsal.xlsx"
    register = folder / "register.xlsx"
    shutil.copyfile(SAMPLES / "blank" / "blank_register.xlsx", register)
    summary = folder / "summary.xlsx"
    consolidate(folder / "none", register, year, summary, council, as_at=date(2026, 6, 1))
    yield summary
    kpis(register, folder / "kpis.xlsx", council, date(2026, 6, 1))
    yield folder / "kpis.xlsx"
    check(SAMPLES / "contracts_register.xlsx", council, folder / "marked.xlsx")
    yield folder / "marked.xlsx"
