import re
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.errors import InputError
from tests.xl.addin.vba_reading import macros, shipped
from xl.addin.compound_file import write
from xl.addin.compound_reader import read_streams
from xl.addin.compression import compress, decompress
from xl.addin.vba_dir import Reference, read_dir
from xl.addin.vba_project import Kind, Module, full_text, read_modules, vba_project
from xl.addin.vba_protection import unprotected

FIGURES = (
    "Option Explicit\nPublic Function Doubled(x As Double)\n    Doubled = x * 2\nEnd Function\n"
)
MODULES = (
    Module("ThisWorkbook", Kind.WORKBOOK, ""),
    Module("Sheet1", Kind.SHEET, ""),
    Module("Figures", Kind.STANDARD, FIGURES),
    Module("Counter", Kind.CLASS, "Public Total As Long\n"),
)
CP1252 = "".join(bytes([code]).decode("cp1252", "ignore") for code in range(0x20, 0x100))
SHIPPED_KINDS = {"ThisWorkbook": Kind.WORKBOOK, "Sheet2": Kind.SHEET, "Dictionary": Kind.CLASS}


def project_text(project: bytes) -> str:
    return read_streams(project)["PROJECT"].decode("cp1252")


def test_olevba_lists_every_module_with_its_text() -> None:
    listed = macros(vba_project("SocialValue", MODULES))
    assert listed == {
        "ThisWorkbook.cls": full_text(MODULES[0]),
        "Sheet1.cls": full_text(MODULES[1]),
        "Figures.bas": full_text(MODULES[2]),
        "Counter.cls": full_text(MODULES[3]),
    }
    assert listed["Figures.bas"].endswith("    Doubled = x * 2\r\nEnd Function\r\n")


def test_what_is_written_is_read() -> None:
    expected = {module.name: full_text(module) for module in MODULES}
    assert read_modules(vba_project("SocialValue", MODULES)) == expected


line = st.text(CP1252, max_size=120)


@given(st.lists(line, max_size=30), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=60, deadline=None)
def test_any_text_of_the_code_page_comes_back(lines: list[str], end: str) -> None:
    module = Module("Any", Kind.STANDARD, end.join(["", *lines, ""]))
    project = vba_project("Project", [module])
    text = 'Attribute VB_Name = "Any"\r\n' + "".join(f"{each}\r\n" for each in ["", *lines])
    assert read_modules(project) == {"Any": text}
    assert macros(project) == {"Any.bas": text}


def test_xlwings_own_add_in_is_read_and_written_again_as_the_same() -> None:
    original = shipped("quickstart_addin.xlam")
    texts = read_modules(original)
    assert list(texts) == ["ThisWorkbook", "Dictionary", "xlwings", "Sheet2", "Module1"]
    assert "Function RunPython(" in texts["xlwings"]
    modules = [
        Module(name, SHIPPED_KINDS.get(name, Kind.STANDARD), text) for name, text in texts.items()
    ]
    assert same_lines(macros(vba_project("MyAddin", modules))) == same_lines(macros(original))


def same_lines(texts: dict[str, str]) -> dict[str, list[str]]:
    return {name: text.splitlines() for name, text in texts.items()}


@pytest.mark.parametrize(
    "name", ["addin/xlwings.xlam", "quickstart.xlsm", "quickstart_addin_ribbon.xlam"]
)
def test_olevba_reads_the_same_in_other_files_of_xlwings(name: str) -> None:
    project = shipped(name)
    listed = macros(project)
    assert read_modules(project) == {key.partition(".")[0]: text for key, text in listed.items()}


def test_an_exported_class_becomes_a_stored_one() -> None:
    exported = (
        "VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1  'True\nEND\n"
        'Attribute VB_Name = "Counter"\nAttribute VB_GlobalNameSpace = False\n'
        "Attribute VB_Creatable = False\nAttribute VB_PredeclaredId = False\n"
        'Attribute VB_Exposed = True\nAttribute VB_Description = "Counts."\n'
        'Attribute VB_Ext_KEY = "A" ,"1"\nAttribute VB_Ext_KEY = "B" ,"2"\n'
        "Option Explicit\n"
    )
    assert full_text(Module("Counter", Kind.CLASS, exported)).splitlines() == [
        'Attribute VB_Name = "Counter"',
        'Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"',
        "Attribute VB_GlobalNameSpace = False",
        "Attribute VB_Creatable = False",
        "Attribute VB_PredeclaredId = False",
        "Attribute VB_Exposed = True",
        "Attribute VB_TemplateDerived = False",
        "Attribute VB_Customizable = False",
        'Attribute VB_Description = "Counts."',
        'Attribute VB_Ext_KEY = "A" ,"1"',
        'Attribute VB_Ext_KEY = "B" ,"2"',
        "Option Explicit",
    ]


@pytest.mark.parametrize("name", ["ThisWorkbook", "Sheet2"])
def test_a_documents_attributes_are_those_that_excel_writes(name: str) -> None:
    excels = read_modules(shipped("quickstart_addin.xlam"))[name]
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


def test_nothing_is_compiled() -> None:
    project = read_streams(vba_project("SocialValue", MODULES))
    assert project["VBA/_VBA_PROJECT"] == bytes.fromhex("CC61FFFF000100")
    _, listed = read_dir(decompress(project["VBA/dir"]))
    assert [(module.name, module.stream, module.offset) for module in listed] == [
        (module.name, module.name, 0) for module in MODULES
    ]


def test_the_references_are_listed() -> None:
    one = Reference("Word", r"*\G{00020905-0000-0000-C000-000000000046}#8.7#0##Word")
    content = decompress(read_streams(vba_project("P", MODULES, [one]))["VBA/dir"])
    library = one.library.encode()
    size = len(library).to_bytes(4, "little")
    whole = (len(library) + 10).to_bytes(4, "little")
    assert b"\x0d\0" + whole + size + library + bytes(6) in content
    assert b"stdole" not in content
    assert b"stdole" in decompress(read_streams(vba_project("P", MODULES))["VBA/dir"])


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
    module = Module("Texts", Kind.STANDARD, "' £ and € and é are fine\r\n\r\n' but ≥ isn't\r\n")
    with pytest.raises(InputError, match=r"Line 3 of the module Texts .* '≥' \(U\+2265\)"):
        vba_project("SocialValue", [module])


@pytest.mark.parametrize("name", ["", "1st", "with space", "x" * 32, "Größe", "_x", "a.b"])
def test_what_is_no_name_in_vba_is_refused(name: str) -> None:
    for project, module in (("Good", name), (name, "Good")):
        with pytest.raises(InputError, match=f"'{name}' isn't a name in VBA"):
            vba_project(project, [Module(module, Kind.STANDARD, "")])


@pytest.mark.parametrize("names", [["Same", "SAME"], ["Dir"]])
def test_a_name_that_is_taken_is_refused(names: list[str]) -> None:
    with pytest.raises(InputError, match=f"'{names[-1]}' is taken"):
        vba_project("P", [Module(name, Kind.STANDARD, "") for name in names])


def test_a_text_that_calls_itself_otherwise_is_refused() -> None:
    module = Module("One", Kind.STANDARD, 'Attribute VB_Name = "Two"\n')
    with pytest.raises(InputError, match='The text of the module One calls it "Two"'):
        vba_project("P", [module])


def test_a_reference_outside_ascii_is_refused() -> None:
    with pytest.raises(InputError, match="isn't plain ASCII"):
        vba_project("P", MODULES, [Reference("Word", "Wörd")])


def changed(streams: dict[str, bytes]) -> bytes:
    return write(read_streams(vba_project("P", MODULES)) | streams)


@pytest.mark.parametrize(
    ("streams", "said"),
    [
        ({"VBA/dir": compress(b"\x19\0\xff\0\0\0x")}, "breaks off at byte 6"),
        ({"VBA/dir": compress(b"\x19\0")}, "breaks off at byte 0"),
        ({"VBA/dir": b"no"}, "doesn't begin with byte 1"),
        ({"VBA/Figures": b""}, "doesn't begin with byte 1"),
        ({"VBA/Figures": compress(b"\x81")}, "module Figures is not in cp1252"),
    ],
)
def test_a_damaged_project_is_refused(streams: dict[str, bytes], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_modules(changed(streams))


def test_an_unknown_code_page_is_refused() -> None:
    content = decompress(read_streams(vba_project("P", MODULES))["VBA/dir"])
    odd = content.replace(b"\x03\0\x02\0\0\0\xe4\x04", b"\x03\0\x02\0\0\0\x01\x00")
    with pytest.raises(InputError, match="not in cp1, as it says"):
        read_modules(changed({"VBA/dir": compress(odd)}))


def test_a_compound_file_of_another_kind_is_refused() -> None:
    with pytest.raises(InputError, match="There is no stream VBA/dir"):
        read_modules(write({"Workbook": b"x"}))
