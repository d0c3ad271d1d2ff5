"""How long commands and imports take to start, against Python doing nothing.

python benchmarks/start.py [--repeat 9]
"""

import argparse
import platform
import subprocess
import sys
import time
from statistics import median

CLI = ("-c", "from svtools.cli.app import main; main()")
ASKED = ("--category", "works", "--value", "1200000", "--months", "24", "--on", "2026-03-01")
RUNS = {
    "python -c pass": ("-c", "pass"),
    "svtools --help": (*CLI, "--help"),
    "svtools requirement": (*CLI, "requirement", *ASKED),
    "import svtools.policy": ("-c", "import svtools.policy"),
    "import svtools.measures": ("-c", "import svtools.measures"),
    "import svtools.jobs.consolidation.returns (a worker)": (
        "-c",
        "import svtools.jobs.consolidation.returns",
    ),
    "import svtools.jobs.consolidation.run": ("-c", "import svtools.jobs.consolidation.run"),
    "import svtools.data": ("-c", "import svtools.data"),
    "Excel's Python, as the add-in starts it": (
        "-c",
        "import xl.serving; xl.serving.keep_out(); import xlwings, xl.functions",
    ),
    "Excel's Python, with pandas and numpy": ("-c", "import xlwings, xl.functions"),
}


def main() -> None:
    asked = argparse.ArgumentParser(description="Start-up times.")
    asked.add_argument("--repeat", type=int, default=9)
    repeat = asked.parse_args().repeat
    found: dict[str, list[float]] = {name: [] for name in RUNS}
    for _ in range(repeat + 1):
        for name, arguments in RUNS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
            found[name].append(time.perf_counter() - start)
    nothing = median(found["python -c pass"][1:])
    print(f"Python {platform.python_version()}, median of {repeat}")
    for name, seconds in found.items():
        each = median(seconds[1:])  # the first one fills the disk's cache
        print(f"{name:<40}{1000 * each:7.0f} ms {each / nothing:6.1f} times python -c pass")


if __name__ == "__main__":
    main()
