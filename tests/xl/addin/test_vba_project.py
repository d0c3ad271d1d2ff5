import re
import struct
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.errors import InputError
from tests.xl.addin.vba_reading import (
    decompressed,
    macros,
    shipped,
    streams,
    without_attributes,
)
from xl.addin.vba_project import Module, ModuleKind, full_text, unprotected, vba_project

FIGURES = (
    "Option Explicit\nPublic Function Doubled(x As Double)\n    Doubled = x * 2\nEnd Function\n"
)
MODULES = (
    Module("ThisWorkbook", ModuleKind.WORKBOOK, ""),
    Module("Sheet1", ModuleKind.SHEET, ""),
    Module("Figures", ModuleKind.STANDARD, FIGURES),
    Module("Counter", ModuleKind.CLASS, "Public Total As Long\n"),
)
CP1252 = "".join(bytes([code]).decode("cp1252", "ignore") for code in range(0x20, 0x100))
SHIPPED_KINDS = {
    "ThisWorkbook": ModuleKind.WORKBOOK,
    "Sheet2": ModuleKind.SHEET,
    "Dictionary": ModuleKind.CLASS,
}


def project_text(project: bytes) -> str:
    return streams(project)["PROJECT"].decode("cp1252")


def test_olevba_lists_every_module_with_its_text() -> None:
    listed = macros(vba_project("SocialValue", MODULES))
    assert listed == {
        "ThisWorkbook.cls": full_text(MODULES[0]),
        "Sheet1.cls": full_text(MODULES[1]),
        "Figures.bas": full_text(MODULES[2]),
        "Counter.cls": full_text(MODULES[3]),
    }
    assert listed["Figures.bas"].endswith("    Doubled = x * 2\r\nEnd Function\r\n")


line = st.text(CP1252, max_size=120)


@given(st.lists(line, max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=60, deadline=None)
def test_any_text_of_the_code_page_comes_back(lines: list[str], end: str) -> None:
    module = Module("Any", ModuleKind.STANDARD, end.join(["", *lines, ""]))
    project = vba_project("Project", [module])
    text = 'Attribute VB_Name = "Any"\r\n' + "".join(f"{each}\r\n" for each in ["", *lines])
    assert macros(project) == {"Any.bas": text}


def test_xlwings_own_add_in_is_written_again_as_the_same() -> None:
    original = macros(shipped("quickstart_addin.xlam"))
    modules = [
        Module(name, SHIPPED_KINDS.get(name, ModuleKind.STANDARD), without_attributes(text))
        for name, text in by_module(original).items()
    ]
    again = macros(vba_project("MyAddin", modules))
    assert list(again) == list(original)
    assert {name: without_attributes(text) for name, text in again.items()} == {
        name: without_attributes(text) for name, text in original.items()
    }
    assert "Function RunPython(" in again["xlwings.bas"]


def by_module(texts: dict[str, str]) -> dict[str, str]:
    return {name.partition(".")[0]: text for name, text in texts.items()}


@pytest.mark.parametrize("name", ["ThisWorkbook", "Sheet2"])
def test_a_documents_attributes_are_those_that_excel_writes(name: str) -> None:
    excels = by_module(macros(shipped("quickstart_addin.xlam")))[name]
    assert full_text(Module(name, SHIPPED_KINDS[name], "")) == excels


def test_every_kind_is_declared_by_its_own_word() -> None:
    lines = project_text(vba_project("SocialValue", MODULES)).splitlines()
    assert lines[1:6] == [
        "Document=ThisWorkbook/&H00000000",
        "Document=Sheet1/&H00000000",
        "Module=Figures",
        "Class=Counter",
        'Name="SocialValue"',
    ]


def records(project: bytes) -> list[tuple[int, bytes]]:
    """The records of a project's `dir` stream: identifiers and data (MS-OVBA 2.3.4.2)."""
    content = decompressed(streams(project)["VBA/dir"])
    listed = []
    while content:
        identifier, size = struct.unpack_from("<HI", content)
        size += 2 if identifier == 9 else 0  # the version's size leaves out two bytes
        listed.append((identifier, content[6 : 6 + size]))
        content = content[6 + size :]
    return listed


def test_nothing_is_compiled_and_every_text_begins_its_stream() -> None:
    project = vba_project("SocialValue", MODULES)
    assert streams(project)["VBA/_VBA_PROJECT"] == bytes.fromhex("CC61FFFF000100")
    listed = records(project)
    names = [module.name.encode() for module in MODULES]
    assert [data for identifier, data in listed if identifier == 0x19] == names
    assert [data for identifier, data in listed if identifier == 0x1A] == names
    assert [data for identifier, data in listed if identifier == 0x31] == [bytes(4)] * len(names)


def test_the_references_and_the_code_page_are_listed() -> None:
    listed = records(vba_project("P", MODULES))
    assert [data for identifier, data in listed if identifier == 0x16] == [b"stdole", b"Office"]
    for library in (data for identifier, data in listed if identifier == 0x0D):
        assert int.from_bytes(library[:4], "little") == len(library) - 10
        assert library[4:].startswith(rb"*\G{")
        assert library.endswith(bytes(6))
    assert (0x03, (1252).to_bytes(2, "little")) in listed


def test_the_same_project_is_the_same_bytes() -> None:
    assert vba_project("SocialValue", MODULES) == vba_project("SocialValue", list(MODULES))


def unscrambled(text: str, project: str) -> bytes:
    """What a protection line says, worked out from the specification's decryption (2.4.3.3)."""
    seed, version, key, *rest = bytes.fromhex(text)
    assert seed ^ version == 2
    assert seed ^ key == sum(map(ord, project)) % 256
    plain, last, one, two = [], seed ^ key, key, version
    for byte in rest:
        last = byte ^ ((two + last) % 256)
        plain.append(last)
        one, two = byte, one
    plain = plain[(seed & 6) // 2 :]
    assert int.from_bytes(bytes(plain[:4]), "little") == len(plain) - 4
    return bytes(plain[4:])


def protection(text: str) -> dict[str, bytes]:
    project = re.findall(r'ID="(.*)"', text)[0]
    lines = re.findall(r'(CMG|DPB|GC)="(.*)"', text)
    return {key: unscrambled(value, project) for key, value in lines}


UNPROTECTED = {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


@pytest.mark.parametrize("name", ["quickstart_addin.xlam", "quickstart.xlsm"])
def test_the_protection_of_xlwings_files_is_understood(name: str) -> None:
    assert protection(project_text(shipped(name))) == UNPROTECTED


@pytest.mark.parametrize("name", ["SocialValue", "Other", "Third"])
def test_the_project_is_not_protected(name: str) -> None:
    assert protection(project_text(vba_project(name, MODULES))) == UNPROTECTED


@given(st.uuids())
@settings(max_examples=50, deadline=None)
def test_no_protection_can_be_said_of_any_project(project: UUID) -> None:
    identifier = f"{{{project}}}".upper()
    values = unprotected(project)
    assert {key: unscrambled(text, identifier) for key, text in values.items()} == UNPROTECTED


def test_a_character_outside_the_code_page_is_refused_with_its_line() -> None:
    module = Module(
        "Texts", ModuleKind.STANDARD, "' £ and € and é are fine\r\n\r\n' but ≥ isn't\r\n"
    )
    with pytest.raises(InputError, match=r"Line 3 of the module Texts .* '≥' \(U\+2265\)"):
        vba_project("SocialValue", [module])


@pytest.mark.parametrize("name", ["", "1st", "with space", "x" * 32, "Größe", "_x", "a.b"])
def test_what_is_no_name_in_vba_is_refused(name: str) -> None:
    for project, module in (("Good", name), (name, "Good")):
        with pytest.raises(InputError, match=f"'{name}' isn't a name in VBA"):
            vba_project(project, [Module(module, ModuleKind.STANDARD, "")])


@pytest.mark.parametrize("names", [["Same", "SAME"], ["Dir"]])
def test_a_name_that_is_taken_is_refused(names: list[str]) -> None:
    with pytest.raises(InputError, match=f"'{names[-1]}' is taken"):
        vba_project("P", [Module(name, ModuleKind.STANDARD, "") for name in names])
