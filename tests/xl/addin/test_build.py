import io
import os
import re
import subprocess
import sys
import zipfile
from contextlib import suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.errors import InputError
from tests.xl.addin.vba_reading import findings, macros, without_attributes
from tests.xl.addin.vba_reading import shipped as vba_shipped
from xl.addin.build import FILE_NAME, PROJECT_NAME, all_modules, build, content, same_program
from xl.addin.package import NAMESPACE, ribbon_xml, zipped
from xl.addin.vba_project import Module, ModuleKind, full_text, vba_project
from xl.addin.vba_text import CALLBACK, RIBBON_MODULE
from xl.buttons import BUTTONS, Button

ROOT = Path(__file__).parents[3]
ADDIN = content()
PARTS = {
    name: zipfile.ZipFile(io.BytesIO(ADDIN)).read(name)
    for name in zipfile.ZipFile(io.BytesIO(ADDIN)).namelist()
}
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OF_SHARED_TEXTS_AND_THEME = {"sharedStrings.xml", "theme/theme1.xml"}


def xml(part: bytes) -> ET.Element:
    return ET.fromstring(part)  # noqa: S314 - made here, or shipped by xlwings


def shipped() -> dict[str, bytes]:
    """The parts of the add-in with a ribbon that xlwings ships, which Excel is known to open."""
    spec = find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    with zipfile.ZipFile(Path(spec.origin).with_name("quickstart_addin_ribbon.xlam")) as package:
        return {name: package.read(name) for name in package.namelist()}


def content_types(parts: dict[str, bytes]) -> dict[str, str]:
    root = xml(parts["[Content_Types].xml"])
    defaults = {
        each.attrib["Extension"]: each.attrib["ContentType"]
        for each in root.iter(f"{TYPES}Default")
    }
    overrides = {
        each.attrib["PartName"].lstrip("/"): each.attrib["ContentType"]
        for each in root.iter(f"{TYPES}Override")
    }
    return {
        name: overrides.get(name) or defaults[name.rpartition(".")[2]]
        for name in parts
        if name != "[Content_Types].xml"
    }


def relationships(part: bytes) -> dict[str, str]:
    return {each.attrib["Target"]: each.attrib["Type"] for each in xml(part)}


@pytest.mark.parametrize("name", PARTS)
def test_every_part_has_the_type_that_xlwings_own_addin_gives_it(name: str) -> None:
    if name == "[Content_Types].xml":
        return
    own = content_types(PARTS)[name]
    assert own == content_types(shipped())[name.replace("customUI14", "customUI")]


def test_the_relationships_are_those_of_xlwings_own_addin() -> None:
    known = shipped()
    own = relationships(PARTS["_rels/.rels"])
    own["customUI/customUI.xml"] = own.pop("customUI/customUI14.xml")
    assert own == relationships(known["_rels/.rels"])
    of_workbook = relationships(known["xl/_rels/workbook.xml.rels"])
    assert relationships(PARTS["xl/_rels/workbook.xml.rels"]) == {
        target: kind
        for target, kind in of_workbook.items()
        if target not in OF_SHARED_TEXTS_AND_THEME
    }


@pytest.mark.parametrize("rels", ["_rels/.rels", "xl/_rels/workbook.xml.rels"])
def test_every_relationship_leads_to_a_part(rels: str) -> None:
    folder = rels.partition("_rels/")[0]
    targets = [f"{folder}{target}" for target in relationships(PARTS[rels])]
    assert set(targets) <= set(PARTS)
    identifiers = [each.attrib["Id"] for each in xml(PARTS[rels])]
    assert len(set(identifiers)) == len(identifiers)


def test_the_workbook_is_hidden_and_names_its_modules() -> None:
    workbook = xml(PARTS["xl/workbook.xml"])
    (view,) = workbook.iter(f"{MAIN}workbookView")
    assert view.attrib == {"visibility": "hidden"}
    (properties,) = workbook.iter(f"{MAIN}workbookPr")
    (sheet,) = xml(PARTS["xl/worksheets/sheet1.xml"]).iter(f"{MAIN}sheetPr")
    kinds = {module.name: module.kind for module in all_modules()}
    assert kinds[properties.attrib["codeName"]] is ModuleKind.WORKBOOK
    assert kinds[sheet.attrib["codeName"]] is ModuleKind.SHEET


def test_excels_list_of_addins_has_a_title_and_a_description() -> None:
    texts = {each.tag.rpartition("}")[2]: each.text for each in xml(PARTS["docProps/core.xml"])}
    assert texts["title"] == "Social Value Tools"
    assert "SV_" in str(texts["subject"])


def test_olevba_lists_every_module_and_its_text() -> None:
    listed = {
        name.rpartition(".")[0]: text for name, text in macros(PARTS["xl/vbaProject.bin"]).items()
    }
    for module in all_modules():
        assert listed[module.name].splitlines() == full_text(module).splitlines()
    assert set(listed) == {module.name for module in all_modules()}


IN_WORDS = {
    "binary",
    "call",
    "command",
    "run",
    "system",
    "windows",
    "hex strings",
    "base64 strings",
}
"""Of the licence, of messages and of names: none is a statement."""


def test_olevba_finds_what_the_page_for_it_departments_says() -> None:
    statements = findings(PARTS["xl/vbaProject.bin"]) - IN_WORDS
    assert statements == {"lib", "environ", "open", "exec"}
    page = (ROOT / "docs" / "install_excel.md").read_text(encoding="utf-8").lower()
    assert [word for word in {*statements, *IN_WORDS} if f"`{word}`" not in page] == []


def test_the_same_input_is_the_same_file(tmp_path: Path) -> None:
    code = "import pathlib, sys, xl.addin.build as b; b.build(pathlib.Path(sys.argv[1]))"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "new")], env=environment, check=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert (tmp_path / "new" / FILE_NAME).read_bytes() == ADDIN
    assert build(tmp_path) == tmp_path / FILE_NAME
    with zipfile.ZipFile(tmp_path / FILE_NAME) as made:
        assert {member.date_time for member in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert made.testzip() is None


def test_an_addin_that_was_only_signed_is_the_same_program() -> None:
    signed = zipped(PARTS | {"xl/vbaProjectSignature.bin": b"made up"})
    assert signed != ADDIN
    assert same_program(signed, ADDIN)
    other = zipped(PARTS | {"xl/vbaProject.bin": vba_project(PROJECT_NAME, all_modules()[1:])})
    assert not same_program(other, ADDIN)


def packed(project: bytes) -> bytes:
    return zipped({"xl/vbaProject.bin": project})


@pytest.mark.parametrize("name", ["quickstart_addin.xlam", "addin/xlwings.xlam", "quickstart.xlsm"])
def test_what_excel_compiled_and_saved_is_the_same_program(name: str) -> None:
    """Excel stores its own attributes, and what it compiled before each text."""
    project = vba_shipped(name)
    modules = [
        Module(name.partition(".")[0], ModuleKind.STANDARD, without_attributes(text))
        for name, text in macros(project).items()
    ]
    assert same_program(packed(project), packed(vba_project("Again", modules)))
    modules[-1] = replace(modules[-1], source=f"{modules[-1].source}' one more line\n")
    assert not same_program(packed(project), packed(vba_project("Again", modules)))


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_is_another_program_or_none(draw: st.DataObject) -> None:
    damaged = bytearray(PARTS["xl/vbaProject.bin"])
    del damaged[draw.draw(st.just(len(damaged)) | st.integers(0, len(damaged))) :]
    tables = st.integers(0, 511) | st.integers(max(0, len(damaged) - 4096), len(damaged))
    for at in draw.draw(st.lists(tables | st.integers(0, len(damaged)), min_size=1, max_size=6)):
        if at < len(damaged):
            damaged[at] = draw.draw(st.sampled_from([0, 1, 2, 5, 9, 0x7F, 0xFE, 0xFF]))
    with suppress(InputError):
        same_program(packed(bytes(damaged)), ADDIN)


@pytest.mark.parametrize(
    "damaged", [b"", b"PK", zipped({"xl/workbook.xml": b""}), packed(b""), packed(b"PK" * 999)]
)
def test_what_is_no_addin_is_refused(damaged: bytes) -> None:
    with pytest.raises(InputError, match="no add-in"):
        same_program(damaged, ADDIN)


UI = xml(PARTS["customUI/customUI14.xml"])
"""The ribbon, which is well-formed, or this would have failed."""


def test_the_ribbon_is_one_tab_with_all_buttons_in_their_groups() -> None:
    ui = f"{{{NAMESPACE}}}"
    assert UI.tag == f"{ui}customUI"
    (tab,) = UI.findall(f"{ui}ribbon/{ui}tabs/{ui}tab")
    shown = [
        (group.attrib["label"], button.attrib["id"], button.attrib["label"])
        for group in tab.findall(f"{ui}group")
        for button in group.findall(f"{ui}button")
    ]
    assert shown == [(each.group, each.id, each.label) for each in BUTTONS]


def test_the_ribbons_texts_and_names_are_what_office_takes() -> None:
    """Ids are unique names, and no text is longer than 1,024 characters (MS-CUSTOMUI 2.2)."""
    identifiers = [each.attrib["id"] for each in UI.iter() if "id" in each.attrib]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"[A-Za-z_][\w.]*", each) for each in identifiers)
    for each in UI.iter(f"{{{NAMESPACE}}}button"):
        assert set(each.attrib) == {
            "id", "label", "size", "imageMso", "screentip", "supertip", "onAction",
        }  # fmt: skip
        assert all(0 < len(value) <= 1024 for value in each.attrib.values())


def test_every_button_calls_a_callback_that_is_there() -> None:
    sources = {module.name: module.source for module in all_modules()}
    called = {each.attrib["onAction"] for each in UI.iter(f"{{{NAMESPACE}}}button")}
    assert called == {f"{RIBBON_MODULE}.{CALLBACK}"}
    assert f"Public Sub {CALLBACK}(control As IRibbonControl)" in sources[RIBBON_MODULE]
    assert not any(re.search("[^a-z_]", button.id) for button in BUTTONS)


def test_a_buttons_text_is_escaped() -> None:
    button = Button("a", "G & H", '<"Label">', "'s", "s", "Help")
    (made,) = xml(ribbon_xml([button])).iter(f"{{{NAMESPACE}}}button")
    assert made.attrib["label"] == '<"Label">'


def test_without_xlwings_building_says_what_is_missing(tmp_path: Path) -> None:
    """It is not among the packages that every system gets."""
    without = (
        "import sys; sys.modules['xlwings'] = None; import svtools.cli.app; svtools.cli.app.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", without, "addin", "build", "--output", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )

    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode != 0
    assert "xlwings is not installed, and the add-in needs a part of it." in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()
