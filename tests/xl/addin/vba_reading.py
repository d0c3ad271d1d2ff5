"""VBA projects as oletools sees them, a second opinion; and those that xlwings ships."""

import warnings
import zipfile
from importlib.util import find_spec
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it calls pyparsing by old names
    from oletools.olevba import VBA_Parser
    from oletools.olevba import decompress_stream as decompressed

__all__ = ["decompressed", "macros", "shipped"]


def macros(project: bytes) -> dict[str, str]:
    """Every module's text by its name and extension, as olevba lists them."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    try:
        return {name: text for _, _, name, text in parser.extract_macros()}
    finally:
        parser.close()


def shipped(name: str) -> bytes:
    """The VBA project of a workbook or an add-in in xlwings' package."""
    spec = find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    with zipfile.ZipFile(Path(spec.origin).parent / name) as package:
        return package.read("xl/vbaProject.bin")
