"""What a person set once for this machine: whose policy, which measures, which postcodes.

A setting is looked up in the environment (SVTOOLS_COUNCIL, SVTOOLS_MEASURES, SVTOOLS_EDITION,
SVTOOLS_POSTCODES), then in `settings.yaml` in the folder `.svtools` of the user's home. An add-in
started by Excel has no other way to be told. What neither says stands in the settings for everybody
on this machine, in the folder where a bundle is installed.
"""

import os
from functools import lru_cache
from pathlib import Path

from svtools import yamlfile
from svtools.errors import DeclarationError

VARIABLES = {
    "council": "SVTOOLS_COUNCIL",
    "measures": "SVTOOLS_MEASURES",
    "edition": "SVTOOLS_EDITION",
    "postcodes": "SVTOOLS_POSTCODES",
}
FOLDER_VARIABLE = "SVTOOLS_HOME"
FOR_ALL = "Social Value Tools"
"""The folder under Windows' Program Files into which a bundle is installed for all users."""
_SETTINGS_FOR_ALL = Path("settings", "settings.yaml")


def user_folder() -> Path:
    """The folder of this user's settings; SVTOOLS_HOME names another."""
    return Path(os.environ.get(FOLDER_VARIABLE) or Path.home() / ".svtools")


def settings_file() -> Path:
    """The file that `svtools addin install` writes and a person may edit."""
    return user_folder() / "settings.yaml"


def folder_for_all() -> Path | None:
    """The folder of what is installed for all users, be it there or not; None but on Windows."""
    programs = os.environ.get("ProgramW6432")  # noqa: SIM112 - Windows spells it so
    return Path(programs) / FOR_ALL if programs else None


def setting(name: str) -> Path | None:
    """The file or folder that the user chose for `name`; None where none is chosen.

    Raises DeclarationError where the settings file holds something else.
    """
    chosen = named(name)
    return Path(chosen).expanduser() if chosen else None


def named(name: str) -> str | None:
    """What the user chose for `name`, as it was written; None where nothing is chosen.

    Raises DeclarationError as `setting` does.
    """
    return (
        os.environ.get(VARIABLES[name])
        or _from_file(settings_file()).get(name)
        or ((folder := folder_for_all()) and _from_file(folder / _SETTINGS_FOR_ALL).get(name))
        or None
    )


def _from_file(path: Path) -> dict[str, str]:
    return _read(path, path.stat().st_mtime_ns) if path.is_file() else {}


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    if not any(line.partition("#")[0].strip() for line in lines):
        return {}
    content = yamlfile.read(path)
    content.only(*VARIABLES)
    for key, value in content.items():
        if value is not None and not isinstance(value, str):
            raise DeclarationError(
                path,
                None,
                f"{key} is '{value}'.",
                "Give a file, a folder or a name, or leave it blank.",
            )
    return {key: value for key, value in content.items() if value}
