"""What is measured against what: each run is one function from the folder of fixtures to a count.

The pandas script is what a person who knows pandas well writes for this job: each file opened
once, only the two sheets that are needed, one `concat`, one write.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from benchmarks.fixtures import AS_AT, REGISTER, RETURNS, YEAR
from svtools.jobs.consolidation.batches import read_all
from svtools.jobs.consolidation.checking import check
from svtools.jobs.consolidation.matching import match
from svtools.jobs.consolidation.returns import Return, read_batch
from svtools.jobs.consolidation.run import consolidate
from svtools.jobs.folder_files import files_of
from svtools.jobs.register.read import read_register
from svtools.policy import load_council

HEADINGS = 3
UNITS = ["Q1 units", "Q2 units", "Q3 units", "Q4 units"]
WANTED = ["Contract reference", "Supplier", "Financial year", "Quarter reported"]


def calamine(folder: Path) -> int:
    """The floor: the same two sheets with python-calamine alone, nothing typed or checked."""
    rows = 0
    for path in sorted((folder / RETURNS).iterdir()):
        with CalamineWorkbook.from_path(path) as book:
            rows += len(book.get_sheet_by_name("Delivery").to_python())
            rows += len(book.get_sheet_by_name("Contract").to_python())
    return rows


def _script_read(folder: Path) -> pd.DataFrame:
    frames = []
    for path in sorted((folder / RETURNS).iterdir()):
        with pd.ExcelFile(path, engine="openpyxl") as book:
            units = book.parse("Delivery", header=HEADINGS)
            about: Any = book.parse("Contract", header=None, index_col=0)
        units = units[units["Measure"].notna() & (units["Measure"] != "Total")].copy()
        for name in WANTED:
            units[name] = about.loc[name, 1]
        units["file"] = path.name
        frames.append(units)
    return pd.concat(frames, ignore_index=True)


def script_reading(folder: Path) -> int:
    """The script's reading alone."""
    return len(_script_read(folder)) * len(UNITS)


def script_whole(folder: Path) -> int:
    """The whole script: read, sum up, write."""
    data = _script_read(folder)
    about = ["file", *WANTED, "Measure", "What was promised", "Unit", "Value of one unit"]
    data = data.melt(about, UNITS, var_name="Quarter", value_name="Units").dropna(subset="Units")
    data["Value"] = data["Units"] * data["Value of one unit"]
    with pd.ExcelWriter(folder / "script.xlsx") as book:
        for name in ("Contract reference", "Measure", "Quarter"):
            sums = data.groupby(name)[["Units", "Value"]].sum()
            sums.to_excel(book, sheet_name=f"By {name.lower()}")
        data.to_excel(book, sheet_name="Data", index=False)
    return len(data)


def _checked(folder: Path, read: Callable[[Path, list[str]], list[Return]]) -> int:
    """Read, type, match with the register and check; the figures that count."""
    register = read_register(folder / REGISTER, load_council())
    returns = read(folder / RETURNS, files_of(folder / RETURNS))
    matched = match(returns, register, YEAR)
    checked = [check(register, m.contract, m.counted, YEAR) for m in matched.values()]
    return sum(len(each.figures) for each in checked)


def reading(folder: Path) -> int:
    """As it runs: files read in worker processes, then matched and checked."""
    return _checked(folder, read_all)


def reading_one_process(folder: Path) -> int:
    """The same in a single process, as the script has it."""
    return _checked(folder, read_batch)


def whole(folder: Path) -> int:
    """The whole job: `svtools consolidate`, with the summary, a new log and the overdue list."""
    output = folder / "output"
    output.mkdir(exist_ok=True)
    for old in output.iterdir():
        old.unlink()
    outcome = consolidate(
        folder / RETURNS,
        folder / REGISTER,
        YEAR,
        output / "summary.xlsx",
        load_council(),
        as_at=AS_AT,
    )
    return len(outcome.data["data"])


RUNS: dict[str, Callable[[Path], int]] = {
    "calamine": calamine,
    "script_reading": script_reading,
    "script_whole": script_whole,
    "reading": reading,
    "reading_one_process": reading_one_process,
    "whole": whole,
}
