"""What is measured against what: each run is one function from the folder of fixtures to a count.

The pandas script is what a person who knows pandas well writes for this job: each file opened
once, only the two sheets that are needed, one `concat`, one write. The floor is the least that any
program has to do: the same two sheets by the fastest reader, the detail by a writer in Rust.
"""

import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

OUTPUT, UNITS = "output", ["Q1", "Q2", "Q3", "Q4"]
PARTS, MERGED, SUMMARY = 3, "merged", "summary.xlsx"
HEADINGS = 5
WANTED = ["Contract reference", "Supplier", "Financial year", "Quarter reported"]


def calamine(folder: Path) -> int:
    """The two sheets with python-calamine alone, nothing typed or checked."""
    from python_calamine import CalamineWorkbook

    rows = 0
    for path in _returns(folder):
        with CalamineWorkbook.from_path(path) as book:
            rows += sum(len(book.get_sheet_by_name(n).to_python()) for n in ("Delivery", "Start"))
    return rows


def floor(folder: Path) -> int:
    """The two sheets with python-calamine, and a row of each quarter's units by a Rust writer."""
    from python_calamine import CalamineWorkbook
    from rustpy_xlsxwriter import write_worksheet

    data: list[dict[str, Any]] = []
    for path in _returns(folder):
        with CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_name("Delivery").to_python()
            start = book.get_sheet_by_name("Start").to_python()
        about = {"file": path.name, **{row[4]: row[5] for row in start if row[4] in WANTED}}
        headings = sheet[HEADINGS]
        for row in sheet[HEADINGS + 1 :]:
            if not row[0]:
                break
            promise = dict(zip(headings[:25], row, strict=False))
            each = {key: value for key, value in promise.items() if key not in UNITS}
            for quarter in UNITS:
                worth = promise[quarter] * (promise["One unit is worth"] or 0)
                data.append(
                    {**about, **each, "Quarter": quarter, "Units": promise[quarter], "Value": worth}
                )
    write_worksheet(data, str(folder / "floor.xlsx"))
    return len(data)


def script(folder: Path) -> int:
    """The pandas script: read, sum up, write."""
    import pandas as pd

    frames = []
    for path in _returns(folder):
        sheets = pd.read_excel(path, ["Start", "Delivery"], header=None, engine="openpyxl")
        start, units = sheets["Start"], sheets["Delivery"]
        units.columns = units.loc[HEADINGS]
        units = units.loc[HEADINGS + 1 :, "Measure":"How it counts"]
        units = units[units["Measure"].notna().cummin()].copy()
        about = dict(zip(start[4], start[5], strict=True)) | dict(
            zip(start[0], start[1], strict=True)
        )
        for name in WANTED:
            units[name] = about[name]
        units["file"] = path.name
        frames.append(units)
    data = pd.concat(frames, ignore_index=True)
    about = ["file", *WANTED, "Measure", "What was promised", "Unit", "One unit is worth"]
    data = data.melt(about, UNITS, var_name="Quarter", value_name="Units").dropna(subset="Units")
    data["Value"] = data["Units"].astype(float) * data["One unit is worth"].astype(float)
    with pd.ExcelWriter(folder / "script.xlsx") as book:
        for name in ("Contract reference", "Measure", "Quarter"):
            sums = data.groupby(name)[["Units", "Value"]].sum()
            sums.to_excel(book, sheet_name=f"By {name.lower()}")
        data.to_excel(book, sheet_name="Data", index=False)
    return len(data)


def reading(folder: Path) -> int:
    """Every return read, typed and checked by itself, in a single process."""
    from benchmarks.fixtures import RETURNS
    from svtools.jobs.consolidation.return_files import read_batch

    found = read_batch(folder / RETURNS, [path.name for path in _returns(folder)])
    return sum(len(each.lines) for each in found)


def whole(folder: Path) -> int:
    """The whole job: `svtools consolidate`, with the summary, a new log and the overdue list."""
    output = folder / OUTPUT
    output.mkdir(exist_ok=True)
    for old in output.iterdir():
        old.unlink()
    return again(folder)


def again(folder: Path) -> int:
    """The whole job with the log that the last one left."""
    from benchmarks.fixtures import AS_AT, REGISTER, RETURNS, YEAR
    from svtools.jobs.consolidation.run import consolidate
    from svtools.policy import load_council
    from svtools.workbooks.apart import reading_apart

    with reading_apart():  # as the command does
        outcome = consolidate(
            folder / RETURNS,
            folder / REGISTER,
            YEAR,
            folder / OUTPUT / "summary.xlsx",
            load_council(),
            as_at=AS_AT,
        )
    return len(outcome.data["data"])


def spawned(folder: Path) -> int:
    """The whole job, its processes started as on Windows."""
    multiprocessing.set_start_method("spawn")
    return whole(folder)


def parts(folder: Path) -> int:
    """A third of the returns at a time, each into a summary of its own."""
    from benchmarks.fixtures import AS_AT, REGISTER, RETURNS, YEAR
    from svtools.jobs.consolidation.part import consolidate_part
    from svtools.policy import load_council
    from svtools.workbooks.apart import reading_apart

    counted = 0
    for number in range(PARTS):
        own = folder / f"part {number + 1}"
        (own / RETURNS).mkdir(parents=True, exist_ok=True)
        for path in _returns(folder)[number::PARTS]:
            there = own / RETURNS / path.name
            if not there.exists():
                there.hardlink_to(path)
        with reading_apart():
            made = consolidate_part(
                own / RETURNS,
                folder / REGISTER,
                YEAR,
                own / SUMMARY,
                load_council(),
                as_at=AS_AT,
            )
        counted += len(made.data["data"])
    return counted


def merging(folder: Path) -> int:
    """`svtools merge` of these parts, with a new log."""
    merged = folder / MERGED
    merged.mkdir(exist_ok=True)
    for old in merged.iterdir():
        old.unlink()
    return merging_again(folder)


def merging_again(folder: Path) -> int:
    """The same merge with the log that the last one left."""
    from benchmarks.fixtures import REGISTER
    from svtools.jobs.consolidation.merging import merge
    from svtools.policy import load_council
    from svtools.workbooks.apart import reading_apart

    paths = [folder / f"part {number + 1}" / SUMMARY for number in range(PARTS)]
    with reading_apart():
        made = merge(paths, folder / REGISTER, folder / MERGED / SUMMARY, load_council())
    return len(made.outcome.data["data"])


def closing(folder: Path) -> int:
    """`svtools log close` of the year in that log."""
    from benchmarks.fixtures import AS_AT, YEAR
    from svtools.jobs.validation_log.closing import close_year
    from svtools.policy import load_council

    log = folder / MERGED / "validation_log.xlsx"
    return close_year(log, YEAR, load_council(), on=AS_AT, with_waiting=True).moved


def _returns(folder: Path) -> list[Path]:
    return sorted((folder / "returns").iterdir())


RUNS: dict[str, Callable[[Path], int]] = {
    "calamine": calamine,
    "reading": reading,
    "script": script,
    "floor": floor,
    "whole": whole,
    "again": again,
    "spawned": spawned,
    "parts": parts,
    "merging": merging,
    "closing": closing,
    "closed": merging_again,
}
