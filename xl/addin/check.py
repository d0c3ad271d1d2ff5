"""Whether everything that the add-in needs is there, and what to do where it isn't."""

import re
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from svtools import __version__
from svtools.errors import SvtoolsError, UnreadableFile
from svtools.workbooks.problems import Problem
from xl.addin import bridge, build
from xl.addin.excel_registry import Registry, excel_bits
from xl.addin.folders import Places
from xl.addin.install import INTERPRETER, configuration
from xl.addin.policies import policies

INSTALL = "Run: svtools addin install"
MEND_SETTINGS = "Mend the settings file, or run svtools addin install with another file."
_ZONE = re.compile(r"ZoneId=([34])")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; without a remedy it is in order."""

    subject: str
    found: str
    remedy: str = ""


def refusal_of(python: Path) -> str:
    """Why a Python can't load the functions, started as the add-in does; empty where it can."""
    command = [str(python), "-P", "-B", "-c", "import xlwings, xl.functions"]
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that runs this
            command, cwd=python.parent, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = done.stderr.strip().splitlines() or ["it ended without a word"]
    return said[-1] if done.returncode else ""


@dataclass(frozen=True)
class Machine:
    """What is looked at; tests put stand-ins here."""

    places: Places
    registry: Registry
    python_version: tuple[int, int] = field(default_factory=lambda: sys.version_info[:2])
    python_bits: int = struct.calcsize("P") * 8
    xlwings_version: str | None = field(default_factory=bridge.installed_version)
    has_module: Callable[[str], bool] = lambda name: find_spec(name) is not None
    refusal: Callable[[Path], str] = refusal_of


def check(machine: Machine) -> list[Finding]:
    """Everything that was looked at, in the order in which things go wrong."""
    return [
        *_python(machine),
        *_dlls(machine),
        _addin(machine),
        _mark_of_the_web(machine),
        _configuration(machine),
        *_settings(),
        *(Finding(*each) for each in policies(machine.registry, machine.places)),
    ]


def _python(machine: Machine) -> Iterator[Finding]:
    version = ".".join(map(str, machine.python_version))
    bits = excel_bits(machine.registry)
    excel = f"Excel's is {bits}-bit" if bits else "Excel's bits are not known"
    yield Finding(
        "Python",
        f"{version}, {machine.python_bits}-bit; {excel}",
        "" if machine.python_version >= (3, 11) else "Install Python 3.11 or newer.",
    )
    found = machine.xlwings_version
    yield Finding("xlwings", found or "not installed", "" if found else "Run: pip install xlwings")
    there = all(machine.has_module(name) for name in ("pythoncom", "pywintypes", "win32com"))
    yield Finding(
        "pywin32",
        "installed" if there else "not installed",
        "" if there else "Run: pip install pywin32",
    )
    refusal = machine.refusal(machine.places.python)
    yield Finding(
        "Functions in that Python",
        refusal or "they load",
        refusal and "Install this tool into it: pip install, not a copied folder.",
    )


def _dlls(machine: Machine) -> Iterator[Finding]:
    """The DLL that Excel loads, of Excel's own bits, beside Python or one folder higher."""
    version = machine.xlwings_version
    if version is None:
        return
    bits = excel_bits(machine.registry)
    folder = machine.places.python.parent
    for each in (bits,) if bits else (64, 32):
        name = f"xlwings{each}-{version}.dll"
        places = [place / name for place in (folder, folder.parent)]
        found = next((place for place in places if place.is_file()), None)
        yield Finding(
            name,
            f"in {found.parent}" if found else f"neither in {folder} nor in {folder.parent}",
            ""
            if found
            else "Install this tool in a virtual environment (py -m venv), not with --user.",
        )


def _addin(machine: Machine) -> Finding:
    path = machine.places.addin
    subject = "The add-in file"
    try:
        there, fresh = path.read_bytes(), build.content()
        if there == fresh:
            return Finding(subject, f"{path}, current")
        if build.same_program(there, fresh):
            return Finding(subject, f"{path}, current; signed or saved since it was made")
    except OSError:
        return Finding(subject, f"not in {path.parent}", INSTALL)
    except SvtoolsError as error:
        return Finding(subject, error.what, error.remedy)
    return Finding(subject, f"{path}, of another version than this tool or xlwings", INSTALL)


def _mark_of_the_web(machine: Machine) -> Finding:
    """Windows' mark on a downloaded file, for which Excel loads an add-in only disabled."""
    subject = "Mark of the Web"
    addin = machine.places.addin
    try:
        stream = Path(f"{addin}:Zone.Identifier")
        marked = _ZONE.search(stream.read_text(encoding="ascii", errors="replace"))
    except OSError:
        marked = None
    if marked is None:
        return Finding(subject, "the add-in doesn't have it")
    return Finding(
        subject,
        "the add-in counts as downloaded from the internet, so Excel blocks it",
        f"{INSTALL}. Or in Explorer: Properties of the file, tick 'Unblock'.",
    )


def _configuration(machine: Machine) -> Finding:
    path = machine.places.configuration
    named = configuration(path).get(INTERPRETER)
    if not named:
        return Finding("Settings for VBA", f"{path} is not there or empty", INSTALL)
    if not Path(named).is_file():
        return Finding("Settings for VBA", f"{path} names {named}, which is not there", INSTALL)
    if Path(named) != machine.places.python:
        return Finding("Settings for VBA", f"{path} names another Python: {named}", INSTALL)
    return Finding("Settings for VBA", f"{path} names {named}")


def _settings() -> Iterator[Finding]:
    """Whether the council, the measures and the postcodes that were set can be read."""
    yield _read("Council", _council)
    yield _read("Measures", _measures)
    yield _read("Local postcodes", _postcodes)


def _council() -> str:
    from svtools.policy import load_council

    return load_council().name


def _measures() -> str:
    from svtools.jobs.register.installed_sets import default_set

    chosen = default_set()
    return f"{chosen.name} ({chosen.edition}), {len(chosen.measures)} measures"


def _postcodes() -> str:
    from svtools.policy.local_area import postcodes_in
    from svtools.settings import setting

    path = setting("postcodes")
    return f"{path}, {len(postcodes_in(path))} postcodes" if path else "no list is set"


def _read(subject: str, read: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, read())
    except UnreadableFile as error:
        problem = Problem(error.code, details=error.details)
        return Finding(subject, problem.what, problem.remedy or MEND_SETTINGS)
    except SvtoolsError as error:
        what = str(error).removesuffix(error.remedy).strip()
        return Finding(subject, what, error.remedy or MEND_SETTINGS)
    except OSError as error:
        return Finding(subject, f"{error.filename}: {error.strerror}", MEND_SETTINGS)


def ticket(machine: Machine, findings: list[Finding]) -> str:
    """What can be pasted into a request to the IT department."""
    wrong = "\n".join(f"- {f.subject}: {f.found}. {f.remedy}" for f in findings if f.remedy)
    return (
        "Please let this Excel add-in run on my computer: Social Value Tools "
        f"{__version__} (open source, MIT licence; a worksheet-function and ribbon add-in).\n"
        f"Add-in file: {machine.places.addin}\n"
        f"Program that Excel starts as a child process: {machine.places.python}\n"
        f"DLL that Excel loads: xlwings64-{machine.xlwings_version}.dll (xlwings, BSD licence), "
        "or xlwings32 for a 32-bit Excel, from that folder or the one above\n"
        "It makes no network connection and needs no administrator rights. "
        "Details for IT: docs/install_excel.md of the project.\n"
        + (f"What needs attention here:\n{wrong}" if wrong else "All checks passed.")
    )
