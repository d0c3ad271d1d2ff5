"""Whether everything that the add-in needs is there, and what to do where it isn't."""

import ctypes
import re
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path, PureWindowsPath
from typing import Any

from svtools import __version__
from svtools.errors import SvtoolsError
from svtools.jobs.register.installed_sets import installed_sets
from svtools.policy import load_council, postcodes_in
from svtools.settings import setting
from xl.addin import bridge, build
from xl.addin.install import Places, configuration, unreadable
from xl.addin.obstacles import RULES, Finding, obstacles, route
from xl.addin.vba_text import INTERPRETER
from xl.ribbon import what_and_remedy
from xl.windows_registry import POLICY, SECURITY, TRUSTED, Registry, excel_bits, is_ticked

INSTALL = "Run: svtools addin install"
ASK_IT = "Ask IT to sign the add-in and trust the signer, or to trust its folder."
_MACROS = {
    1: ("all macros run", ""),
    2: ("macros that are not signed are asked about", ""),
    3: ("only signed macros run", ASK_IT),
    4: ("no macros run", ASK_IT),
}
"""The values of VBAWarnings."""

_ZONE = re.compile(r"ZoneId=([34])")


def refusal_of(python: Path) -> str:
    """Why a Python can't load the functions, started as the add-in does; empty where it can."""
    code = "import xl.serving; xl.serving.load_xlwings(); import xl.functions"
    command = [str(python), "-P", "-B", "-c", code]
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that runs this
            command, cwd=python.parent, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    said = done.stderr.strip().splitlines() or ["it ended without a word"]
    return said[-1] if done.returncode else ""


def unloadable(dll: Path) -> str:
    """Why this Python can't load a DLL; empty where it can, and for one of other bits."""
    bits = struct.calcsize("P") * 8
    if f"xlwings{bits}-" not in dll.name:
        return ""
    try:
        ctypes.CDLL(str(dll))
    except OSError as error:
        return str(error)
    return ""


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
    unloadable: Callable[[Path], str] = unloadable


def check(machine: Machine) -> list[Finding]:
    """Everything that was looked at, in the order in which things go wrong, then what is open."""
    places = machine.places
    findings = [
        *_python(machine),
        *_dlls(machine),
        _addin(machine),
        _mark_of_the_web(machine),
        _configuration(machine),
        _read("Council", lambda: load_council().name),
        _read("Measures", _measures),
        _read("Local postcodes", _postcodes),
        *_trust(machine.registry, places),
        *obstacles(machine.registry, places.addin, places.python),
    ]
    return [*findings, route(machine.registry, findings)]


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
        if dll is None:
            remedy = (
                "In a virtual environment (py -m venv), not with --user, run: pip install "
                "--force-reinstall --no-deps xlwings. If it is missing again, an antivirus takes "
                "it away: ask IT to leave it there."
            )
            there = f"neither in {folder} nor in {folder.parent}"
            yield Finding(name, there, remedy, closes=True)
        elif wrong := machine.unloadable(dll):
            remedy = "Ask IT to let this DLL load (AppLocker, WDAC or an antivirus)."
            yield Finding(
                name, f"in {dll.parent}, and can't be loaded: {wrong}", remedy, closes=True
            )
        else:
            yield Finding(name, f"in {dll.parent}")


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
    stream = Path(f"{machine.places.addin}:Zone.Identifier")
    try:
        blocked = _ZONE.search(stream.read_text(encoding="ascii", errors="replace"))
    except OSError:
        blocked = None
    return Finding(
        "Mark of the Web",
        "the add-in counts as downloaded from the internet, so Excel blocks it"
        if blocked
        else "the add-in doesn't have it",
        f"{INSTALL}. Or in Explorer: Properties of the file, tick 'Unblock'." if blocked else "",
    )


def _configuration(machine: Machine) -> Finding:
    path, python = machine.places.configuration, machine.places.python
    if machine.places.for_all:
        return Finding("Settings for VBA", f"not needed: Excel finds {python}")
    if letters := unreadable(machine.places):
        return Finding("Settings for VBA", *letters, closes=True)
    named = configuration(path).get(INTERPRETER, "")
    if Path(named) == python and python.is_file():
        return Finding("Settings for VBA", f"{path} names {named}")
    wrong = f"names another Python: {named}" if named else "is not there or empty"
    if named and not Path(named).is_file():
        wrong = f"names {named}, which is not there"
    return Finding("Settings for VBA", f"{path} {wrong}", INSTALL)


def _measures() -> str:
    chosen = next(iter(installed_sets().values()), None)
    if chosen is None:
        return "none is known, so TOMS functions need one by name"
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
    return Finding(
        subject,
        what,
        remedy or "Mend the settings file, or run svtools addin install with another file.",
    )


def _trust(registry: Registry, places: Places) -> Iterator[Finding]:
    """What Excel's trust settings and the council's group policy say about add-ins."""
    ticked, trusted = is_ticked(registry, places.addin.name), _is_trusted(registry, places)
    yield Finding(
        "Ticked in Excel",
        "yes" if ticked else "not when Excel was last closed",
        "" if ticked else "In Excel: File > Options > Add-ins > Go…, tick 'Social Value Tools'.",
    )
    yield Finding("Trusted location", f"the add-in's folder is {'one' if trusted else 'none'}")
    settings, by_policy = registry.values(SECURITY), registry.values(POLICY)
    level = by_policy.get("VBAWarnings") or settings.get("VBAWarnings") or 2
    said, remedy = _MACROS.get(level, (f"unknown setting {level}", ASK_IT))
    whose = "by policy" if "VBAWarnings" in by_policy else "own setting"
    yield Finding("Macro setting", f"{said} ({whose})", "" if trusted else remedy)
    yield Finding("Add-ins", *_addins({**settings, **by_policy}, trusted=trusted))


def _addins(settings: Mapping[str, Any], *, trusted: bool) -> tuple[str, str, bool]:
    """What is said of add-ins, what to do about it, and whether this one can't run so."""
    if settings.get("DisableAllAddins") == 1:
        return "all application add-ins are disabled", "Ask IT to allow this one.", True
    if settings.get("RequireAddinSig") == 1 and not trusted:
        return "they must be signed by a trusted publisher", ASK_IT, True
    blocked = settings.get("blockcontentexecutionfrominternet") == 1
    said = "allowed; downloaded files' macros are blocked by policy" if blocked else "allowed"
    return said, "", False


def _is_trusted(registry: Registry, places: Places) -> bool:
    """Whether the add-in's folder is among the locations that the person or a policy trusts."""
    lists = [rf"{base}\{TRUSTED}" for base in (SECURITY, POLICY)]
    if any(registry.values(key).get("AllLocationsDisabled") == 1 for key in lists):
        return False
    folder = PureWindowsPath(places.addins)  # which is compared whatever the letters' case
    locations = (
        str(registry.values(rf"{key}\{name}").get("Path", ""))
        for key in lists
        for name in registry.subkeys(key)
    )
    return folder in (
        PureWindowsPath(
            location.lower()
            .replace("%appdata%", str(folder.parent.parent))
            .replace("%userprofile%", str(places.home))
        )
        for location in locations
    )


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
        f"Rules of Defender's attack surface reduction that matter: {', '.join(RULES)}.\n"
        + (f"What needs attention here:\n{wrong}" if wrong else "All checks passed.")
    )
