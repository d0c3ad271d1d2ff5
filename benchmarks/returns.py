"""A folder of returns: svtools against the script a pandas user would write, and the floor.

    python benchmarks/returns.py [--files 1000] [--repeat 1]
    python benchmarks/returns.py --growth 100 300 1000 2000

Returns of 40 promises and four quarters. Every run is a process of its own; runs alternate, and
the median counts. Fixtures are made in a temporary folder, or kept in --folder. With --growth only
the whole job is run, for each of these numbers of returns: first with a new log, then with that.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WORDS = {
    "calamine": "python-calamine alone, two sheets",
    "reading": "svtools, reading + typing + checking, one process",
    "script": "pandas script: read_excel with openpyxl, concat, groupby, to_excel",
    "floor": "floor: calamine on two sheets, the detail by a Rust writer",
    "whole": "svtools consolidate",
    "again": "svtools consolidate again, with the log of the first",
}
FEW, FEW_WORDS = 20, {"whole": "forked", "spawned": "started as on Windows (spawn)"}
LIBRARIES = ("pandas", "openpyxl", "python-calamine", "XlsxWriter", "rustpy-xlsxwriter")
MEGABYTE = 1_000_000
Found = dict[str, list[dict[str, Any]]]


def main() -> None:
    asked = argparse.ArgumentParser(description="Speed over a folder of returns.")
    asked.add_argument("--files", type=int, default=1000)
    asked.add_argument("--repeat", type=int, default=1)
    asked.add_argument("--growth", type=int, nargs="*", default=[])
    asked.add_argument("--only", choices=WORDS, nargs="+", default=list(WORDS))
    asked.add_argument("--run", help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help="Fixtures kept here, made where missing.")
    given = asked.parse_args()
    if given.run:
        print(json.dumps(_run(given.run, given.folder)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        base = given.folder or Path(scratch)
        most = max(given.growth or (given.files, FEW))
        print(f"Python {platform.python_version()}, {_libraries()}; {os.cpu_count()} processors\n")
        if given.growth:
            _report_growth(base, given.growth, most)
            return
        folder = made(base, given.files, most)
        _report(measured(folder, given.only, given.repeat), given.files)
        few = measured(made(base, FEW, most), FEW_WORDS, max(3, given.repeat))
        _report_few(few)


def _report_growth(base: Path, counts: list[int], most: int) -> None:
    """A table of the whole job's cost by how many returns there are."""
    heading = ("returns", "run", "CPU, s", "ms a return", "times the first", "seconds", "peak, MB")
    print("".join(f"{each:>16}" for each in heading))
    first: dict[str, float] = {}
    for count in counts:
        for name, (run,) in measured(made(base, count, most), ("whole", "again"), 1).items():
            each = 1000 * run["cpu"] / count
            row = (
                f"{count:,}",
                "new log" if name == "whole" else "same log",
                f"{run['cpu']:.1f}",
                f"{each:.1f}",
                f"{each / first.setdefault(name, each):.2f}",
                f"{run['seconds']:.1f}",
                f"{run['peak'] / MEGABYTE:,.0f}",
            )
            print("".join(f"{cell:>16}" for cell in row), flush=True)


def made(base: Path, count: int, most: int) -> Path:
    """The folder with so many returns; all are part of the one with the most."""
    from benchmarks.fixtures import make, make_part  # only where they are made

    whole, folder = base / str(most), base / str(count)
    if not whole.exists():
        start = time.perf_counter()
        make(whole, most)
        print(f"{most:,} returns made in {time.perf_counter() - start:.0f} s\n", flush=True)
    if not folder.exists():
        make_part(folder, whole, count)
    return folder


def measured(folder: Path, names: Any, repeat: int) -> Found:
    """What each run took, in a process of its own, by the names of `benchmarks.runs`."""
    from benchmarks.memory import Watch

    found: Found = {name: [] for name in names}
    for _ in range(repeat):
        for name, runs in found.items():
            command = [sys.executable, __file__, "--run", name, "--folder", str(folder)]
            watch, start = Watch(), time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            watch.start(process.pid)
            said, _ = process.communicate()
            seconds = time.perf_counter() - start
            watch.stop()
            if process.returncode:
                raise SystemExit(f"{name} failed.")
            more = {"seconds": seconds, "peak": watch.peak, "processes": watch.most_processes}
            runs.append(json.loads(said) | more)
    return found


def _run(name: str, folder: Path) -> dict[str, Any]:
    from benchmarks.runs import RUNS  # imports count: people wait for them, too

    return {"rows": RUNS[name](folder), "cpu": _cpu()}


def _cpu() -> float:
    """The seconds of processors that this process and its children took."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _libraries() -> str:
    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def line(words: str, runs: list[dict[str, Any]], files: int) -> str:
    """What several times the same run took."""
    cpu, seconds = (median(run[key] for run in runs) for key in ("cpu", "seconds"))
    peak, processes = max(run["peak"] for run in runs), max(run["processes"] for run in runs)
    return (
        f"{words:<68}{cpu:8.2f} s CPU {1000 * cpu / files:7.2f} ms a file {seconds:8.2f} s"
        f"{peak / MEGABYTE:7.0f} MB {processes:3} processes {runs[-1]['rows']:8,} rows"
    )


def _report(found: Found, files: int) -> None:
    for name, runs in found.items():
        print(line(WORDS[name], runs, files))
    print("\nratios of CPU (and of seconds), with their goals:")
    for one, other, words in (
        ("reading", "calamine", "reading to calamine on two sheets"),
        ("script", "whole", "the script to the whole job; at least 3, aim 6"),
        ("whole", "floor", "the whole job to the floor; at most 5, aim 2"),
        ("again", "whole", "again to the first run; at most 1.4"),
    ):
        if found.get(one) and found.get(other):
            ratios = [
                median(run[key] for run in found[one]) / median(run[key] for run in found[other])
                for key in ("cpu", "seconds")
            ]
            print(f"{ratios[0]:7.2f} ({ratios[1]:.2f})  {words}")
    if found.get("whole"):
        peak = max(run["peak"] for run in found["whole"]) / MEGABYTE
        print(f"{peak:7.0f} MB     all processes together; at most 800 of 160,000 rows, aim 400")
    print(flush=True)


def _report_few(found: Found) -> None:
    for name, runs in found.items():
        print(line(f"{FEW} returns, {FEW_WORDS[name]}", runs, FEW))
    ratios = [
        median(run[key] for run in found["spawned"]) / median(run[key] for run in found["whole"])
        for key in ("cpu", "seconds")
    ]
    print(f"{ratios[0]:7.2f} ({ratios[1]:.2f})  spawned to forked; at most 1.2\n", flush=True)


if __name__ == "__main__":
    main()
