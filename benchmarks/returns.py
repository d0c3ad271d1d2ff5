"""A folder of returns: svtools against the script a pandas user would write, and the floor.

    python benchmarks/returns.py [--files 1000] [--repeat 3]

Every run is a process of its own, timed after its imports; runs alternate, and the median
counts. The best is printed too: it is the one that other programs disturbed least. Fixtures are
made in a temporary folder.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

NAMES = (
    "calamine",
    "script_reading",
    "script_whole",
    "reading",
    "reading_one_process",
    "whole",
)
WORDS = {
    "calamine": "python-calamine alone, the same two sheets",
    "script_reading": "pandas script, its reading",
    "script_whole": "pandas script, whole",
    "reading": "svtools, reading + typing + checking",
    "reading_one_process": "  the same in one process",
    "whole": "svtools, whole job",
}
RATIOS = (
    ("reading", "script_reading", "reading, typing and checking; goal 5"),
    ("reading_one_process", "script_reading", "the same in one process"),
    ("whole", "script_whole", "the whole job; goal 3"),
    ("calamine", "reading", "calamine alone (the floor) against reading, typing and checking"),
)
LIBRARIES = ("pandas", "openpyxl", "python-calamine", "XlsxWriter")
MEGABYTE = 1024 * 1024


def main() -> None:
    asked = argparse.ArgumentParser(description="Speed over a folder of returns.")
    asked.add_argument("--files", type=int, default=1000)
    asked.add_argument("--repeat", type=int, default=3)
    asked.add_argument("--only", choices=NAMES, nargs="+", default=NAMES)
    asked.add_argument("--run", choices=NAMES, help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help="Fixtures kept here, made where missing.")
    given = asked.parse_args()
    if given.run:
        print(json.dumps(_run(given.run, given.folder)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        _make(folder, given.files)
        _report(_measure(folder, given.only, given.repeat), given.files)


def _make(folder: Path, files: int) -> None:
    from benchmarks.fixtures import RETURNS, make  # noqa: PLC0415 - only where they are made

    if not (folder / RETURNS).exists():
        folder.mkdir(exist_ok=True)
        start = time.perf_counter()
        make(folder, files)
        print(f"{files} returns made in {time.perf_counter() - start:.0f} s", flush=True)


def _measure(folder: Path, names: Any, repeat: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(repeat):
        for name, runs in found.items():
            command = [sys.executable, __file__, "--run", name, "--folder", str(folder)]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
            runs.append(json.loads(done.stdout))
    return found


def _run(name: str, folder: Path) -> dict[str, Any]:
    from benchmarks.runs import RUNS  # noqa: PLC0415 - timed from after the imports

    before = _peak()
    start = time.perf_counter()
    rows = RUNS[name](folder)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "rows": rows, "before": before, "peak": _peak()}


def _peak() -> int:
    """The most memory this process and its largest worker took, in bytes; 0 on Windows."""
    try:
        import resource  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return 0
    unit = 1 if sys.platform == "darwin" else 1024
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return unit * sum(resource.getrusage(each).ru_maxrss for each in who)


def _report(found: dict[str, list[dict[str, Any]]], files: int) -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    print(f"Python {platform.python_version()}, {libraries}\n")
    seconds = {name: median(run["seconds"] for run in runs) for name, runs in found.items()}
    for name, each in seconds.items():
        spread = ", ".join(f"{run['seconds']:.2f}" for run in found[name])
        print(f"{WORDS[name]:<46}{each:8.2f} s {1000 * each / files:8.2f} ms a file   ({spread})")
    print()
    best = {name: min(run["seconds"] for run in runs) for name, runs in found.items()}
    print("times as fast, by the median (and by the best) of the runs:")
    for ours, theirs, words in RATIOS:
        if ours in seconds and theirs in seconds:
            median_ratio, best_ratio = seconds[theirs] / seconds[ours], best[theirs] / best[ours]
            print(f"{median_ratio:6.1f} ({best_ratio:.1f})  {words}")
    print()
    for name in ("whole", "script_whole"):
        for run in found.get(name, ())[-1:]:
            grown = run["peak"] - run["before"]
            print(
                f"{WORDS[name]}: peak {run['peak'] / MEGABYTE:.0f} MB, of it "
                f"{grown / MEGABYTE:.0f} MB by the job: {grown / 1024 / run['rows']:.1f} KB for "
                f"each of {run['rows']:,} reported figures"
            )


if __name__ == "__main__":
    main()
