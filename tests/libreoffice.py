"""LibreOffice as the second opinion: a real spreadsheet program recalculates, fills and prints.

Every call has a profile folder of its own, so that parallel tests don't meet. A start takes
two to four seconds: hand over many workbooks at once.
"""

import json
import math
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.written_cells import CellName, Value, cells_of

HOW_TO_GET_IT = (
    "LibreOffice Calc is needed: 'apt install libreoffice-calc', or libreoffice.org, "
    "with 'soffice' on the path."
)
SECONDS_TO_START, SECONDS_A_FILE = 120, 10
SAME = 1e-9  # relative: the two programs may add in another order

_SETTING = (
    '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
    "</item>"
)
_LOAD = "/org.openoffice.Office.Calc/Formula/Load"
_SETTINGS = (
    (_LOAD, "OOXMLRecalcMode", "0"),  # 0 is "always"; LibreOffice else keeps the stored results
    (_LOAD, "ODFRecalcMode", "0"),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "en-GB"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
)


def program() -> str | None:
    """The path of LibreOffice's program, where there is one."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def available() -> str | None:
    """Why LibreOffice can't be used here, and how to get it; None where it can."""
    return None if program() else HOW_TO_GET_IT


# In CI the test runs all the same, and fails with that reason: a skip there would hide it.
needs_libreoffice = pytest.mark.skipif(
    available() is not None and os.environ.get("CI") != "true", reason=HOW_TO_GET_IT
)


Typed = Mapping[str, str | float | date]  # by A1


class Difference(NamedTuple):
    """A formula cell whose stored result is not what LibreOffice calculates."""

    file: str
    sheet: str
    cell: str
    formula: str
    stored: Value
    recalculated: Value


def recalculated(*paths: Path) -> dict[Path, dict[CellName, Value]]:
    """Every cell's value in each workbook after LibreOffice has calculated everything again."""
    with tempfile.TemporaryDirectory() as folder:
        copies = converted(paths, "xlsx:Calc MS Excel 2007 XML", Path(folder))
        return {
            path: {name: cell.value for name, cell in cells_of(copy).items()}
            for path, copy in zip(paths, copies, strict=True)
        }


def resaved(path: Path, folder: Path, ending: str = "xlsx") -> Path:
    """A copy of a workbook as LibreOffice saves it, in a folder that is made for it."""
    folder.mkdir()
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "ods": "ods"}
    (copy,) = converted([path], filters[ending], folder)
    return copy


def stored(path: Path) -> dict[CellName, Value]:
    """The results that the .xlsx at `path` stores with its formulas."""
    return {name: cell.value for name, cell in cells_of(path).items() if cell.formula is not None}


def differences(*paths: Path) -> list[Difference]:
    """The formula cells of the .xlsx files at `paths` whose stored results are not right."""
    return differing(recalculated(*paths))


def differing(again: Mapping[Path, Mapping[CellName, Value]]) -> list[Difference]:
    """The formula cells whose stored results are not what was `recalculated`."""
    return [
        Difference(path.name, *name, cell.formula, cell.value, cells.get(name))
        for path, cells in again.items()
        for name, cell in cells_of(path).items()
        if cell.formula is not None and not same(cell.value, cells.get(name))
    ]


def same(one: Value, other: Value) -> bool:
    """Whether two results are the same: numbers at 1e-9 relative, no value as an empty text."""
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return math.isclose(one, other, rel_tol=SAME, abs_tol=1e-12)
    return ("" if one is None else one) == ("" if other is None else other)


def to_pdf(path: Path, folder: Path) -> Path:
    """The workbook at `path` as it prints, written into `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        (made,) = converted([path], "pdf", Path(scratch))
        return Path(shutil.move(made, folder / f"{path.stem}.pdf"))


def saved_again(path: Path, folder: Path) -> Path:
    """The workbook at `path` as LibreOffice saves it, as .xlsx of the same name in `folder`."""
    with tempfile.TemporaryDirectory() as scratch:
        (made,) = converted([path], "xlsx", Path(scratch))
        return Path(shutil.move(made, folder / path.name))


def to_png(path: Path, folder: Path, dots_per_inch: int = 70) -> list[Path]:
    """The printed pages of the workbook at `path` as pictures in `folder` (needs pdftoppm)."""
    pdf = to_pdf(path, folder)
    command = ["pdftoppm", "-png", "-r", str(dots_per_inch), str(pdf), str(pdf.with_suffix(""))]
    subprocess.run(command, check=True, timeout=SECONDS_TO_START)
    return sorted(folder.glob(f"{path.stem}-*.png"))


@dataclass(frozen=True)
class Filling:
    """What a person does in LibreOffice to `blank` before saving it as `save_as`.

    `cells` holds by sheet and A1 what is typed: a number, a date, or a text exactly as typed
    ("12 %", "=1/0", "'007"), with British settings. Then `insert_rows` (by sheet: above which row,
    counted from 1) and `rename_sheets` (old name to new). `save_as` ends in .xlsx or .ods.
    With `unprotect` the sheets' protection is lifted first, as a person can who isn't asked for a
    password; without it, typing into a locked cell or inserting a row is an error.
    """

    blank: Path
    save_as: Path
    cells: Mapping[str, Typed] = field(default_factory=dict)
    password: str | None = None
    insert_rows: Mapping[str, list[int]] = field(default_factory=dict)
    rename_sheets: Mapping[str, str] = field(default_factory=dict)
    unprotect: bool = False


def fill_and_save(*fillings: Filling) -> None:
    """Workbooks filled in and saved by LibreOffice itself. Needs Debian's python3-uno.

    Only for making samples; their files are committed, so that no test needs this.
    """
    script = Path(__file__).with_name("libreoffice_typing.py")
    work = json.dumps([asdict(filling) for filling in fillings], default=_as_typed)
    _with_uno(script, work, len(fillings))


def _with_uno(script: Path, work: str, count: int) -> str:
    """What a script says that works in a running LibreOffice through `count` pieces of work.

    LibreOffice sometimes dies as it starts beside another one, and takes the script along without
    a word: then both are begun once more.
    """
    done = _run_with_uno(script, work, count)
    if done.returncode and not done.stderr:
        done = _run_with_uno(script, work, count)
    if done.returncode:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def _run_with_uno(script: Path, work: str, count: int) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        pipe = f"svtools-{Path(folder).name}"
        with running(Path(folder) / "profile", f"--accept=pipe,name={pipe};urp"):
            return subprocess.run(
                [_python_with_uno(), str(script), pipe],
                input=work,
                capture_output=True,
                text=True,
                timeout=SECONDS_TO_START + SECONDS_A_FILE * count,
                check=False,
            )


Cells = Mapping[CellName, str | float | date | None]


def asked(path: Path, cases: Sequence[Cells], cells: Sequence[CellName]) -> list[list[Value]]:
    """What stands in `cells` for each case, whose own cells are filled in anew each time.

    The workbook is opened once and calculated for each case. Needs Debian's python3-uno.
    """
    script = Path(__file__).with_name("libreoffice_asking.py")
    days = date(1899, 12, 30).toordinal()
    filled = [
        [
            [*name, value.toordinal() - days if isinstance(value, date) else value]
            for name, value in case.items()
        ]
        for case in cases
    ]
    work = json.dumps({"path": str(path.resolve()), "cases": filled, "cells": list(cells)})
    return list(json.loads(_with_uno(script, work, len(cases))))


def _as_typed(value: object) -> str:
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def _python_with_uno() -> str:
    """The Python that has LibreOffice's own module, which no package index carries."""
    for python in ("/usr/bin/python3", "python3"):
        found = shutil.which(python)
        if found and subprocess.call([found, "-c", "import uno"], stderr=subprocess.DEVNULL) == 0:
            return found
    raise RuntimeError("Python's access to LibreOffice is needed: 'apt install python3-uno'.")


@contextmanager
def running(profile: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """LibreOffice, started without a window on the new `profile` folder; ended on the way out."""
    found = program()
    if found is None:
        raise RuntimeError(HOW_TO_GET_IT)
    _write_settings(profile)
    command = [found, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    process = subprocess.Popen(
        [*command, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # soffice is a script: its children are ended with it
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def converted(paths: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """Copies of the workbooks in `folder`, opened and saved as `to` ("ods"), in their order."""
    sources = [folder / f"{number}{path.suffix}" for number, path in enumerate(paths)]
    for path, source in zip(paths, sources, strict=True):
        shutil.copyfile(path, source)
    out = folder / "out"
    arguments = ["--convert-to", to, "--outdir", str(out), *map(str, sources)]
    with running(folder / "profile", *arguments) as process:
        process.wait(timeout=SECONDS_TO_START + SECONDS_A_FILE * len(paths))
    made = [out / f"{source.stem}.{to.partition(':')[0]}" for source in sources]
    for path, copy in zip(paths, made, strict=True):
        if not copy.is_file():
            raise RuntimeError(f"LibreOffice could not open {path} and save it as {to}.")
    return made


def _write_settings(profile: Path) -> None:
    (profile / "user").mkdir(parents=True)
    items = "".join(_SETTING.format(path=p, name=n, value=v) for p, n, v in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">' + items + "</oor:items>",
        encoding="utf-8",
    )
