"""The add-in file, made on any system without Excel."""

import io
import zipfile
from pathlib import Path

from olefile import OleFileIO

from svtools import __version__
from svtools.errors import InputError
from svtools.workbooks.replacing import put_all
from xl.addin import bridge
from xl.addin.compression import decompress
from xl.addin.package import SHEET_CODE_NAME, package, ribbon_xml
from xl.addin.vba_project import Module, ModuleKind, vba_project
from xl.addin.vba_text import modules
from xl.buttons import BUTTONS

FILE_NAME = "Social Value Tools.xlam"
TITLE = "Social Value Tools"
SUBJECT = (
    "Worksheet functions SV_… and TOMS_… and a ribbon tab for the council's social value policy. "
    "Calculated on this computer."
)
PROJECT_NAME = "SocialValue"
_TEXT_BEGINS = b"\0Attribut"
"""A module's text as it is compressed, after 3 bytes; before it may stand what Excel compiled."""


def build(folder: Path) -> Path:
    """Write the add-in into `folder`, which is made if it isn't there; gives its path."""
    put_all(folder, {FILE_NAME: content()})
    return folder / FILE_NAME


def content() -> bytes:
    """The add-in's bytes; the same version of this project and of xlwings gives the same."""
    return package(
        title=TITLE,
        subject=SUBJECT,
        about=[
            f"{TITLE} {__version__}",
            SUBJECT,
            "MIT licence. Parts of the VBA module PythonBridge are from xlwings "
            f"{bridge.installed_version()}, BSD 3-clause licence; its notice stands in that "
            "module.",
        ],
        ribbon=ribbon_xml(BUTTONS),
        vba_project=vba_project(PROJECT_NAME, all_modules()),
    )


def all_modules() -> list[Module]:
    """The add-in's VBA modules."""
    import xl.worksheet  # noqa: F401 - fills the registry; xl.functions would need xlwings
    from xl.registry import FUNCTIONS

    return [
        *modules(list(FUNCTIONS.values()), bridge.bridge(bridge.source())),
        Module(SHEET_CODE_NAME, ModuleKind.SHEET, "Option Explicit\n"),
    ]


def same_program(one: bytes, other: bytes) -> bool:
    """Whether two add-ins have the same VBA text, as one has that was only signed since.

    Raises InputError where one is no add-in.
    """
    return _texts(one) == _texts(other)


def _texts(addin: bytes) -> dict[str, list[bytes]]:
    """Each module's lines but for the attributes, of which Excel adds some."""
    try:
        with (
            zipfile.ZipFile(io.BytesIO(addin)) as archive,
            OleFileIO(io.BytesIO(archive.read("xl/vbaProject.bin"))) as project,
        ):
            streams = {path[-1]: project.openstream(path).read() for path in project.listdir()}
        texts = {
            name: decompress(stream[stream.index(_TEXT_BEGINS) - 3 :])
            for name, stream in streams.items()
            if _TEXT_BEGINS in stream
        }
    except (zipfile.BadZipFile, ArithmeticError, LookupError, OSError, ValueError):
        raise InputError(
            "The file is no add-in, or it is damaged.", "Run: svtools addin install"
        ) from None
    return {
        name: [line for line in text.splitlines() if not line.startswith(b"Attribute ")]
        for name, text in texts.items()
    }
