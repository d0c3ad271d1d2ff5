"""Where the add-in and its settings are on a person's Windows machine."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from svtools.errors import SvtoolsError
from svtools.settings import settings_file
from xl.addin.build import FILE_NAME
from xl.addin.vba_text import PROJECT


@dataclass(frozen=True)
class Places:
    """The folders that installing touches; all belong to the person, none needs an administrator.

    `addins` is Excel's own folder for add-ins, `home` the folder that %USERPROFILE% names,
    `settings` the file of svtools/settings.py, and `python` the interpreter without a window.
    """

    addins: Path
    home: Path
    settings: Path
    python: Path

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
    return Places(
        Path(os.environ["APPDATA"]) / "Microsoft" / "AddIns",
        Path(os.environ["USERPROFILE"]),
        settings_file(),
        Path(sys.executable).with_name("pythonw.exe"),
    )
