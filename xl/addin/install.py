"""The add-in put in place for one person on Windows, and taken away again."""

import locale
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import yaml

from svtools import yamlfile
from svtools.errors import OutputError, SvtoolsError
from svtools.folders import council_folder
from svtools.settings import folder_for_all, settings_file
from svtools.workbooks.replacing import replace_with
from xl.addin.build import FILE_NAME, build
from xl.addin.vba_text import INTERPRETER, PROJECT
from xl.windows_registry import Registry, is_ticked

SETTINGS_WRITTEN = "SETTINGS_WRITTEN"
"""The checksum of settings.yaml as it was written, by which uninstalling knows it again."""

_LINE = re.compile(r'^"([^"]*)","([^"]*)"$')


@dataclass(frozen=True)
class Places:
    """The folders that installing touches; all belong to the person, none needs an administrator.

    `addins` is Excel's own folder for add-ins, `home` the folder that %USERPROFILE% names,
    `settings` the file of svtools/settings.py, and `python` the interpreter without a window.
    What IT installed `for_all` is not the person's: then `addins` is where IT put the add-in.
    """

    addins: Path
    home: Path
    settings: Path
    python: Path
    for_all: bool = False

    @property
    def addin(self) -> Path:
        """The add-in file."""
        return self.addins / FILE_NAME

    @property
    def configuration(self) -> Path:
        """The file in which the add-in's VBA finds Python."""
        return self.home / f".{PROJECT}" / f"{PROJECT}.conf"


def of_this_user() -> Places:
    """The places of whoever runs this. Raises SvtoolsError on a system that isn't Windows."""
    if sys.platform != "win32":
        raise SvtoolsError(
            "The add-in works in Excel for Windows only, and this is another system.",
            "'svtools addin build' makes the file here all the same, to carry it over.",
        )
    return places_of(Path(sys.executable).with_name("pythonw.exe"))


def places_of(python: Path) -> Places:
    """The places of this person, with such a Python: their own, or the one for everybody."""
    app = (folder := folder_for_all()) and folder / "app"
    for_all = app is not None and python.parent.parent == app
    return Places(
        app if app and for_all else Path(os.environ["APPDATA"]) / "Microsoft" / "AddIns",
        Path(os.environ["USERPROFILE"]),
        settings_file(),
        python,
        for_all,
    )


def install(places: Places, settings: Mapping[str, Path | None]) -> list[Path]:
    """Build the add-in into the person's folder and write down where Python and the settings are.

    `settings` are those of svtools/settings.py; None leaves one as it is. Gives what was written.
    Raises SvtoolsError where a setting can't be used, and where Excel holds the file.
    """
    if not places.python.is_file():
        raise SvtoolsError(
            f"There is no {places.python}, which Excel has to start.",
            "Install Python from python.org, and this tool into it.",
        )
    if letters := unreadable(places):
        raise SvtoolsError(*letters)
    given = {name: path for name, path in settings.items() if path}
    if "council" in given:  # by its name or its folder
        given["council"] = council_folder(given["council"])
    edition = given.pop("edition", None)
    paths = {name: path.expanduser().resolve() for name, path in given.items()}
    for name, path in paths.items():
        if not path.exists():
            raise SvtoolsError(f"There is no {path}.", f"Check what you gave for --{name}.")
    chosen = {name: str(path) for name, path in paths.items()}
    kept = yamlfile.read(places.settings) if places.settings.exists() else {}
    before = {name: str(path) for name, path in kept.items() if path}
    before.setdefault("edition", _edition(places, chosen.get("council", before.get("council"))))
    named = {"edition": str(edition)} if edition else {}
    all_settings = {name: text for name, text in (before | chosen | named).items() if text}
    _refuse_useless(all_settings)
    try:
        addin = places.addin if places.for_all else build(places.addins)
    except OutputError as error:
        raise OutputError(error.what, "Close Excel, and run this again.") from None
    checksum = configuration(places.configuration).get(SETTINGS_WRITTEN)
    is_new = all_settings != kept
    if is_new:
        checksum = _write_settings(places.settings, all_settings)
    noted = {INTERPRETER: str(places.python), SETTINGS_WRITTEN: checksum}
    _write_configuration(places.configuration, {key: text for key, text in noted.items() if text})
    written = [] if places.for_all else [addin]
    return [*written, places.configuration, *([places.settings] if is_new else [])]


def _edition(places: Places, council: str | None) -> str:
    """The edition whose figures worksheet functions give here from now on; empty for none.

    Where the add-in was installed before editions were named it is the one of that time.
    """
    from svtools.jobs.register.installed_sets import BEFORE_NAMED
    from svtools.policy import load_council

    starts_with = load_council(council).measures or ""
    was_here = places.addin.exists() or places.configuration.exists()
    return BEFORE_NAMED if starts_with and was_here else starts_with


def configuration(path: Path) -> dict[str, str]:
    """The file in which the add-in's VBA finds Python; empty where it isn't there."""
    try:
        lines = path.read_text(encoding=code_page()).splitlines()
    except OSError:
        return {}
    return {match[1]: match[2] for line in lines if (match := _LINE.match(line))}


def uninstall(places: Places, registry: Registry) -> tuple[list[Path], list[Path]]:
    """Take away what installing wrote; settings that were edited since stay.

    Gives what was removed, and what was kept because somebody changed it since. Raises SvtoolsError
    while the add-in is ticked in Excel, which would miss it at its next start.
    """
    is_own = places.addin.exists() and not places.for_all
    if is_own and is_ticked(registry, places.addin.name):
        raise SvtoolsError(
            "The add-in is still ticked in Excel.",
            "In Excel: File > Options > Add-ins > Go…, clear its tick, close Excel. "
            "Then run this again.",
        )
    noted = configuration(places.configuration)
    ours = _checksum(places.settings) == noted.get(SETTINGS_WRITTEN)
    own = [places.addin] if is_own else []
    going = [*own, places.configuration, *([places.settings] if ours else [])]
    removed = [path for path in going if path.exists()]
    for path in removed:
        try:
            path.unlink()
        except OSError as error:
            raise OutputError(
                f"{path} can't be removed ({error.strerror}).", "Close Excel, and run this again."
            ) from None
    with suppress(OSError):  # something of somebody else's is in it
        places.configuration.parent.rmdir()
    return removed, [path for path in [places.settings] if path.exists()]


def _refuse_useless(chosen: Mapping[str, str]) -> None:
    """Raises SvtoolsError for what the worksheet functions could not use."""
    from svtools.jobs.register.measure_sets import set_in
    from svtools.measures import shipped_set
    from svtools.policy import load_council, postcodes_in

    council = load_council(chosen.get("council"))
    if "measures" in chosen:
        set_in(Path(chosen["measures"]), council)
    if "edition" in chosen:
        shipped_set(chosen["edition"])
    if "postcodes" in chosen:
        postcodes_in(Path(chosen["postcodes"]))


def _write_settings(path: Path, chosen: Mapping[str, str]) -> str:
    """Write the settings; gives the file's checksum."""
    text = yaml.safe_dump(dict(chosen), allow_unicode=True, sort_keys=False, width=1000)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_with(path, f"# Written by 'svtools addin install'; you may edit it.\n{text}".encode())
    return _checksum(path) or ""


def _write_configuration(path: Path, noted: Mapping[str, str]) -> None:
    lines = "".join(f'"{key}","{value}"\r\n' for key, value in noted.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_with(path, lines.encode(code_page()))


def code_page() -> str:
    """The code page of this Windows, in which VBA and xlwings' DLL read paths and text files."""
    return locale.getencoding()


def unreadable(places: Places) -> tuple[str, str] | None:
    """The path of which VBA can't read a letter, and what to do; None where it reads them all.

    The Python that IT installed for everybody needs no settings, and lies under Program Files.
    """
    remedies = {
        places.configuration: "Your own folder can't be renamed: ask IT for the bundle, which is "
        "installed under Program Files.",
        places.python: "Install Python in a folder with plain letters, such as C:\\Python, and "
        "this tool into it.",
    }
    for path, remedy in () if places.for_all else remedies.items():
        try:
            str(path).encode(code_page())
        except UnicodeEncodeError as error:
            letter = error.object[error.start]
            return f"{path} has the character '{letter}', which VBA can't read here.", remedy
    return None


def _checksum(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None
