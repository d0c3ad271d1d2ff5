"""A year in three parts against one run: what both cost, and that the same comes out.

    python benchmarks/parts.py [--files 300] [--folder FOLDER]

Returns as in `returns.py`, whose fixtures these are; every run is a process of its own. What comes
of one run and of the merge is compared part by part of the workbooks' files, every byte of every
sheet.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

RUNS = {
    "whole": "one run",
    "parts": "three parts together",
    "merging": "merging them",
    "closing": "closing the year of the log that came of it",
    "closed": "the same merge with the log closed",
}
COMPARED = ("summary.xlsx", "validation_log.xlsx", "overdue.csv")


def main() -> None:
    """Measure one run and its parts, and compare what came of them."""
    from benchmarks import returns
    from benchmarks.runs import MERGED, OUTPUT

    asked = argparse.ArgumentParser(description="A year in parts against one run.")
    asked.add_argument("--files", type=int, default=300)
    asked.add_argument("--folder", type=Path, help="Fixtures kept here, made where missing.")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = returns.made(given.folder or Path(scratch), given.files, given.files)
        for name, words in RUNS.items():
            found = returns.measured(folder, [name], 1)[name]
            print(returns.line(f"{given.files:,} returns, {words}", found, given.files), flush=True)
            if name == "merging":
                differing = list(different(folder / OUTPUT, folder / MERGED))
                said = (
                    f"DIFFERENT: {', '.join(differing)}" if differing else "the same in every cell"
                )
                print(
                    f"summary, log and overdue.csv of one run and of the merge: {said}", flush=True
                )
                if differing:
                    raise SystemExit(1)


def different(one: Path, other: Path) -> Iterator[str]:
    """What isn't the same in both folders: a file, or a part of a workbook's file."""
    for name in COMPARED:
        if not name.endswith(".xlsx"):
            if (one / name).read_bytes() != (other / name).read_bytes():
                yield name
            continue
        with ZipFile(one / name) as first, ZipFile(other / name) as second:
            names = {*first.namelist(), *second.namelist()}
            there = {*first.namelist()} & {*second.namelist()}
            for part in sorted(names):
                if part not in there or first.read(part) != second.read(part):
                    yield f"{name}: {part}"


if __name__ == "__main__":
    main()
