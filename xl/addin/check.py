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
from svtools.errors import SvtoolsError
from svtools.jobs.register.measure_sets import default_set
from svtools.policy import load_council, postcodes_in
from svtools.settings import setting
from xl.addin import bridge, build
from xl.addin.excel_registry import excel_bits
from xl.addin.folders import Places
from xl.addin.install import INTERPRETER, configuration
from xl.addin.policies import policies
from xl.ribbon import what_and_remedy
from xl.windows_registry import Registry

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
        *(Finding(*row) for row in policies(machine.registry, machine.places)),
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
    packages = {
        "xlwings": machine.xlwings_version,
        "pywin32": all(map(machine.has_module, ("pythoncom", "pywintypes", "win32com")))
        and "installed",
    }
    for name, installed in packages.items():
        remedy = "" if installed else f"Run: pip install {name}"
        yield Finding(name, installed or "not installed", remedy)
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
    for dll_bits in (bits,) if bits else (64, 32):
        name = f"xlwings{dll_bits}-{version}.dll"
        paths = [parent / name for parent in (folder, folder.parent)]
        dll = next((path for path in paths if path.is_file()), None)
        yield Finding(
            name,
            f"in {dll.parent}" if dll else f"neither in {folder} nor in {folder.parent}",
            ""
            if dll
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
    stream = Path(f"{machine.places.addin}:Zone.Identifier")
    try:
        zone = stream.read_text(encoding="ascii", errors="replace")
    except OSError:
        zone = ""
    if not _ZONE.search(zone):
        return Finding(subject, "the add-in doesn't have it")
    return Finding(
        subject,
        "the add-in counts as downloaded from the internet, so Excel blocks it",
        f"{INSTALL}. Or in Explorer: Properties of the file, tick 'Unblock'.",
    )


def _configuration(machine: Machine) -> Finding:
    path, python = machine.places.configuration, machine.places.python
    named = configuration(path).get(INTERPRETER, "")
    if Path(named) == python and python.is_file():
        return Finding("Settings for VBA", f"{path} names {named}")
    wrong = f"names another Python: {named}" if named else "is not there or empty"
    if named and not Path(named).is_file():
        wrong = f"names {named}, which is not there"
    return Finding("Settings for VBA", f"{path} {wrong}", INSTALL)


def _settings() -> Iterator[Finding]:
    """Whether the council, the measures and the postcodes that were set can be read."""
    yield _read("Council", lambda: load_council().name)
    yield _read("Measures", _measures)
    yield _read("Local postcodes", _postcodes)


def _measures() -> str:
    chosen = default_set()
    return f"{chosen.name} ({chosen.edition}), {len(chosen.measures)} measures"


def _postcodes() -> str:
    path = setting("postcodes")
    return f"{path}, {len(postcodes_in(path))} postcodes" if path else "no list is set"


def _read(subject: str, read: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, read())
    except SvtoolsError as error:
        what, remedy = what_and_remedy(error)
    except OSError as error:
        what, remedy = f"{error.filename}: {error.strerror}", ""
    return Finding(subject, what, remedy or MEND_SETTINGS)


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
