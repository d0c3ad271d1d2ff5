"""VBA projects as olefile and oletools see them; and those that xlwings ships."""

import io
import warnings
import zipfile
from importlib.util import find_spec
from pathlib import Path

import olefile

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it calls pyparsing by old names
    from oletools.olevba import VBA_Parser
    from oletools.olevba import decompress_stream as decompressed

__all__ = ["decompressed", "findings", "macros", "shipped", "streams", "without_attributes"]


def streams(content: bytes) -> dict[str, bytes]:
    """Every stream of a compound file by its path; olefile raises at the least defect."""
    with olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert file.parsing_issues == []
        return {"/".join(path): file.openstream(path).read() for path in file.listdir()}


def macros(project: bytes) -> dict[str, str]:
    """Every module's text by its name and extension, as olevba lists them."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    try:
        return {name: text for _, _, name, text in parser.extract_macros()}
    finally:
        parser.close()


def findings(project: bytes) -> set[str]:
    """The words for which olevba calls a project suspicious, in small letters."""
    parser = VBA_Parser("vbaProject.bin", data=project)
    try:
        return {word.lower() for kind, word, _ in parser.analyze_macros() if kind == "Suspicious"}
    finally:
        parser.close()


def shipped(name: str) -> bytes:
    """The VBA project of a workbook or an add-in in xlwings' package."""
    spec = find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    with zipfile.ZipFile(Path(spec.origin).parent / name) as package:
        return package.read("xl/vbaProject.bin")


def without_attributes(text: str) -> str:
    """A module's lines as a person sees them in the editor."""
    lines = text.splitlines()
    return "".join(f"{line}\n" for line in lines if not line.startswith("Attribute "))
