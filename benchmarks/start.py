"""How long commands and Excel's Python take to start, against Python, a bare Typer and xlwings.

python benchmarks/start.py [--repeat 9]

Beside the time on the clock stands the processor's own, which other work on the machine changes
less: ratios are of that, and the least of all runs counts. The first run of each, which isn't
counted, keeps the compiled modules, as an installation does.
"""

import argparse
import os
import platform
import resource
import subprocess
import sys
import time
from statistics import median

CLI = ("-c", "from svtools.cli.app import main; main()")
ASKED = ("--category", "works", "--value", "1200000", "--months", "24", "--on", "2026-03-01")
BARE = """
import typer
from typing import Annotated
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
@app.command()
def requirement(
    category: Annotated[list[str], typer.Option()],
    on: Annotated[str, typer.Option()],
    value: Annotated[str | None, typer.Option()] = None,
    months: Annotated[int | None, typer.Option()] = None,
) -> None:
    typer.echo(f"{category} {value} {months} {on}")
@app.command()
def other() -> None: ...
app()
"""
"""What any command made with Typer takes: the same options, and a line that repeats them."""

KEPT_OUT = "import sys; sys.modules.update(dict.fromkeys(('numpy', 'pandas')))"
XLWINGS = "bare xlwings, without them"
STARTED = "import xl.serving; xl.serving.load_xlwings(); import xl.functions as f"
FIRST_POLICY = "assert f.SV_REQUIRED('works', 1.2e6, 24.0, 46082.0, None) is True"
FIRST_VALUE = "assert f.TOMS_VALUE('OP01', 1.0, None) > 0"
RUNS = {
    "python -c pass": ("-c", "pass"),
    "bare Typer": ("-c", BARE, "requirement", *ASKED),
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
    "bare xlwings, with pandas and numpy": ("-c", "import xlwings"),
    XLWINGS: ("-c", f"{KEPT_OUT}; import xlwings"),
    "Excel's Python, as the add-in starts it": ("-c", STARTED),
    "Excel's Python, and its first SV_REQUIRED": ("-c", f"{STARTED}; {FIRST_POLICY}"),
    "Excel's Python, and its first TOMS_VALUE": ("-c", f"{STARTED}; {FIRST_VALUE}"),
    "Excel's Python, with pandas and numpy": ("-c", "import xlwings, xl.functions"),
}
"""On Windows xlwings loads pywin32, too, in each run that has it; its COM server isn't in these."""


def main() -> None:
    asked = argparse.ArgumentParser(description="Start-up times.")
    asked.add_argument("--repeat", type=int, default=9)
    repeat = asked.parse_args().repeat
    compiled = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in RUNS}
    for _ in range(repeat + 1):
        for name, arguments in RUNS.items():
            start, before = time.perf_counter(), _children()
            command = [sys.executable, *arguments]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=compiled)
            found[name].append((time.perf_counter() - start, _children() - before))
    least = {name: min(cpu for _, cpu in taken[1:]) for name, taken in found.items()}
    print(f"Python {platform.python_version()}, median of {repeat}; processor: the least")
    heads = f"{'times Python':>14}{'times Typer':>13}{'times xlwings':>15}"
    print(f"{'':<52}{'clock':>8}{'processor':>12}{heads}")
    for name, taken in found.items():
        clock = median(seconds for seconds, _ in taken[1:])  # the first fills the disk's cache
        nothing, typer, xlwings = (
            least[name] / least[other] for other in (*list(RUNS)[:2], XLWINGS)
        )
        print(
            f"{name:<52}{1000 * clock:5.0f} ms{1000 * least[name]:9.0f} ms"
            f"{nothing:14.1f}{typer:13.2f}{xlwings:15.2f}"
        )


def _children() -> float:
    """The processor's seconds of all processes started here so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
