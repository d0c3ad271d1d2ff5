"""A pack of monitoring workbooks against XlsxWriter alone, and very many rows in little memory.

    python benchmarks/pack.py [--workbooks 240] [--shapes 40] [--repeat 1] [--rows 1000000]

The pack: contracts of 1 to 40 promises, so that there are 40 kinds of workbook. The other side is
the shortest script there can be: line after line, the calls to XlsxWriter that write the same
workbook cell by cell, with every format, value, result, rule, table and chart known beforehand. It
looks up, calculates and measures nothing. Both sides are measured in CPU, after their imports and
with their data ready; the masters are made within the time.

The rows: a validation log whose rows are made on the way, in a process of its own.
"""

import argparse
import datetime
import io
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import count as numbers_from
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from xlsxwriter import Workbook  # noqa: E402
from xlsxwriter.worksheet import Worksheet  # noqa: E402

from svtools.measures import open_set  # noqa: E402
from svtools.policy import load_council  # noqa: E402
from svtools.workbooks.items import CellKind  # noqa: E402
from svtools.workbooks.parse import template  # noqa: E402
from svtools.workbooks.write import build, masters, write  # noqa: E402

GOAL, AIM = 6, 15
MOST_MEMORY = 100
MEGABYTE = 1024
RETURN, LOG = "monitoring_return", "validation_log"


def main() -> None:
    """Measure what is asked for, and print it beside its goals."""
    asked = argparse.ArgumentParser(description="Speed of writing workbooks.")
    asked.add_argument("--workbooks", type=int, default=240)
    asked.add_argument("--shapes", type=int, default=40)
    asked.add_argument("--repeat", type=int, default=1)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--stream", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.stream:
        print(json.dumps(stream(given.rows, given.stream)))
        return
    if given.workbooks:
        pack(given.workbooks, given.shapes, given.repeat)
    if given.rows:
        rows(given.rows)


def pack(count: int, shapes: int, repeat: int) -> None:
    """Print what a pack costs on both sides."""
    data = list(returns(count, shapes))
    declared = template(RETURN)
    scripts = [script(each) for each in data[:shapes]]
    of_scripts, of_others, of_press, of_kept = (list[float]() for _ in range(4))
    for _ in range(repeat):
        of_scripts.append(cpu(lambda: [scripts[n % shapes]() for n in range(count)]))
        with mock.patch.object(Worksheet, "_prepare_formula", remembered):
            of_others.append(cpu(lambda: [scripts[n % shapes]() for n in range(count)]))
        masters.clear()
        of_press.append(cpu(lambda: [build(declared, each) for each in data]))
        of_kept.append(cpu(lambda: [build(declared, each) for each in data]))
    plain, other, press, kept = map(median, (of_scripts, of_others, of_press, of_kept))
    print(f"{count} monitoring workbooks of {shapes} kinds, median CPU of {repeat}:")
    for words, seconds in (
        ("a script of XlsxWriter's calls", plain),
        ("  the same, each formula prepared once", other),
        ("svtools, masters made within the time", press),
        ("svtools, masters kept from before", kept),
    ):
        ratio = f"{plain / seconds:.1f} times as fast"
        print(f"  {words:40} {1000 * seconds / count:7.1f} ms a workbook  {ratio}")
    print(f"  goal: {GOAL} times as fast, masters made within the time; aim: {AIM}")


_prepare = Worksheet._prepare_formula


@lru_cache(maxsize=4096)
def _prepared(formula: str, expand: bool) -> str:
    return str(_prepare(SimpleNamespace(use_future_functions=False), formula, expand))


def remembered(_: Worksheet, formula: str, expand_future_functions: bool = False) -> str:
    """XlsxWriter's own preparation of a formula, done once; most of its time goes there."""
    return _prepared(formula, expand_future_functions)


def cpu(work: Callable[[], object]) -> float:
    """The seconds of CPU that `work` takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def returns(count: int, shapes: int) -> Iterator[dict[str, Any]]:
    """The data of returns that differ in every title, unit and price."""
    from benchmarks import fixtures
    from svtools.jobs.monitoring.pack import return_data
    from svtools.jobs.register.read import read_register

    council, codes = load_council(), list(open_set().measures)[:shapes]
    data = fixtures._register_data(council, count)
    refs = [contract["ref"] for contract in data["contracts"]]
    promises = [(number, ref, code) for number, ref in enumerate(refs) for code in codes]
    data["promises"] = [
        {"ref": ref, "measure": code, "units": 12 + 4 * place + number}
        for place, (number, ref, code) in enumerate(promises)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / fixtures.REGISTER
        write(template("contracts_register"), data, path)
        register = read_register(path, council)
    for number, contract in enumerate(register.contracts):
        data = return_data(register, contract, fixtures.YEAR, council)
        yield data | {"promises": data["promises"][: 1 + number % shapes]}


def script(data: dict[str, Any]) -> Callable[[], object]:
    """What writes a workbook with XlsxWriter alone: the calls of the tests' plain writer."""
    from tests.workbooks import plain_writer

    lines = list[str]()

    def book(stream: io.BytesIO, options: dict[str, Any]) -> Recorder:
        lines[:] = ["def play():", f" o0 = Workbook(BytesIO(), {options!r})"]
        return Recorder(Workbook(stream, options), lines, numbers_from())

    with mock.patch.object(plain_writer.xlsxwriter, "Workbook", book):
        plain_writer.plain(template(RETURN), data)  # the workbook written last knows its results
    lines.insert(-1, " for c in o0.charts: c.formula_data = [None] * len(c.formula_data)")
    known: dict[str, Any] = {"Workbook": Workbook, "BytesIO": io.BytesIO}
    known |= {"Decimal": Decimal, "datetime": datetime}
    exec("\n".join(lines), known)
    return known["play"]


class Recorder:
    """Stands before an object of XlsxWriter and writes down each call, as a line of a script."""

    def __init__(self, real: Any, lines: list[str], numbers: Iterator[int]) -> None:
        self.__dict__.update(real=real, lines=lines, numbers=numbers, name=f"o{next(numbers)}")

    def __repr__(self) -> str:
        return str(self.name)

    def __setattr__(self, name: str, value: object) -> None:
        self.lines.append(f" {self}.{name} = {value!r}")
        setattr(self.real, name, value)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.real, name)
        if not callable(value):
            return value

        def call(*given: Any, **named: Any) -> Any:
            made = value(*map(_real, given), **_real(named))
            words = [*map(repr, given), *(f"{key}={each!r}" for key, each in named.items())]
            line = f"{self}.{name}({', '.join(words)})"
            if type(made).__module__.startswith("xlsxwriter"):
                made = Recorder(made, self.lines, self.numbers)
                line = f"{made} = {line}"
            self.lines.append(f" {line}")
            return made

        return call


def _real(value: Any) -> Any:
    """What is handed to XlsxWriter, in the place of what stands before it."""
    if isinstance(value, Recorder):
        return value.real
    if isinstance(value, dict):
        return {key: _real(each) for key, each in value.items()}
    return [_real(each) for each in value] if isinstance(value, list) else value


class Rows:
    """Rows of a log, made on the way."""

    def __init__(self, count: int) -> None:
        self.count = count
        columns = template(LOG).table("log").columns
        self.texts = [c.key for c in columns if c.kind in {CellKind.TEXT, CellKind.CHOICE}]
        self.numbers = [c.key for c in columns if c.key not in self.texts]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number in range(self.count):
            texts = {key: f"{key} {number % 5_000}" for key in self.texts}
            yield texts | dict.fromkeys(self.numbers, number + 0.25)


def stream(count: int, path: Path) -> dict[str, float]:
    """Write a log of so many rows, of which the job knows all results; CPU and memory of it."""
    before, declared = most_memory(), template(LOG)
    data: dict[str, Any] = {table.rows: () for _, table in declared.tables()}
    told = (f"{what}.{sheet.key}" for sheet in declared.sheets for what in ("state", "link"))
    data |= {"council": {"name": "Made-up", "policy": "made up"}, "run": 1, "row_count": count}
    data |= {"log": Rows(count), "fields": dict.fromkeys(told, "told by the job")}
    seconds = cpu(lambda: write(declared, data, path, blank=True))
    size = path.stat().st_size / 1e6
    return {"seconds": seconds, "before": before, "most": most_memory(), "size": size}


def most_memory() -> float:
    """The most that this process took so far, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says begins with what the parent took
        return int(re.findall(r"VmHWM:\s*(\d+)", status.read_text("utf-8"))[0]) / MEGABYTE
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def rows(count: int) -> None:
    """Print what very many rows cost."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--rows", str(count), "--stream", f"{folder}/log.xlsx"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    columns = len(template(LOG).table("log").columns)
    print(f"{count:,} rows of {columns} columns of a log, made on the way, results known:")
    print(f"  {found['seconds']:.1f} s of CPU, a file of {found['size']:.0f} MB")
    print(
        f"  at most {found['most']:.0f} MB, of which imports took {found['before']:.0f}", end="; "
    )
    print(f"goal: {MOST_MEMORY}")


if __name__ == "__main__":
    main()
