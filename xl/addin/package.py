"""The add-in as an Office package (ECMA-376): its ribbon and its other parts, in a zip."""

import io
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from xml.etree import ElementTree as ET

from xl.addin.vba_text import CALLBACK, RIBBON_MODULE
from xl.buttons import Button

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
SHEET_CODE_NAME, WORKBOOK_CODE_NAME = "Sheet1", "ThisWorkbook"
ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MICROSOFT = "http://schemas.microsoft.com/office"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_CONTENT_TYPES = {
    "/xl/workbook.xml": ADDIN_TYPE,
    "/xl/worksheets/sheet1.xml": f"{_SPREADSHEET}.worksheet+xml",
    "/xl/styles.xml": f"{_SPREADSHEET}.styles+xml",
    "/xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
    "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
}
_OF_PACKAGE = {
    "xl/workbook.xml": f"{_OFFICE}/officeDocument",
    "docProps/core.xml": f"{_PACKAGE}/relationships/metadata/core-properties",
    "docProps/app.xml": f"{_OFFICE}/extended-properties",
    "customUI/customUI14.xml": f"{_MICROSOFT}/2007/relationships/ui/extensibility",
}
_OF_WORKBOOK = {
    "worksheets/sheet1.xml": f"{_OFFICE}/worksheet",
    "styles.xml": f"{_OFFICE}/styles",
    "vbaProject.bin": f"{_MICROSOFT}/2006/relationships/vbaProject",
}
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_WORKBOOK = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    f'<workbookPr codeName="{WORKBOOK_CODE_NAME}"/>'
    '<bookViews><workbookView visibility="hidden"/></bookViews>'
    f'<sheets><sheet name="About" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_APP = (
    f'{_HEAD}<Properties xmlns="{_OFFICE.replace("relationships", "extended-properties")}">'
    "<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>"
)


def package(
    *, title: str, subject: str, about: list[str], ribbon: bytes, vba_project: bytes
) -> bytes:
    """The .xlam with `about` as the lines of its sheet, which nobody sees.

    `title` and `subject` stand in Excel's list of add-ins.
    """
    return zipped(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relationships(_OF_PACKAGE),
            "docProps/app.xml": _APP.encode(),
            "docProps/core.xml": _core(title, subject),
            "customUI/customUI14.xml": ribbon,
            "xl/workbook.xml": _WORKBOOK.encode(),
            "xl/_rels/workbook.xml.rels": _relationships(_OF_WORKBOOK),
            "xl/styles.xml": _STYLES.encode(),
            "xl/worksheets/sheet1.xml": _sheet(about),
            "xl/vbaProject.bin": vba_project,
        }
    )


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """The parts in a zip without times, in their order: the same bytes each time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # the same on every system
            archive.writestr(member, part)
    return content.getvalue()


def ribbon_xml(buttons: Iterable[Button]) -> bytes:
    """The add-in's tab with a group for each run of buttons of the same group.

    It is XML of MS-CUSTOMUI, as of Office 2010.
    """
    root = ET.Element("customUI", xmlns=NAMESPACE)
    tabs = ET.SubElement(ET.SubElement(root, "ribbon"), "tabs")
    tab = ET.SubElement(tabs, "tab", id="socialValueTab", label="Social value")
    groups = groupby(buttons, lambda button: button.group)
    for number, (label, members) in enumerate(groups, start=1):
        group = ET.SubElement(tab, "group", id=f"socialValueGroup{number}", label=label)
        for button in members:
            ET.SubElement(
                group,
                "button",
                id=button.id,
                label=button.label,
                size="large",
                imageMso=button.image_mso,
                screentip=button.screentip,
                supertip=button.supertip,
                onAction=f"{RIBBON_MODULE}.{CALLBACK}",
            )
    return f"{_HEAD}{ET.tostring(root, 'unicode')}".encode()


def _content_types() -> bytes:
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>'
        for part, kind in _CONTENT_TYPES.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def _relationships(targets: Mapping[str, str]) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), start=1)
    )
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
    ).encode()


def _sheet(lines: list[str]) -> bytes:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr">'
        f'<is><t xml:space="preserve">{escape(line, quote=False)}</t></is></c></row>'
        for number, line in enumerate(lines, start=1)
    )
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{SHEET_CODE_NAME}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def _core(title: str, subject: str) -> bytes:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{escape(subject)}</dc:subject>"
        f"<dc:creator>{escape(title)}</dc:creator><dc:description>{escape(subject)}"
        "</dc:description></cp:coreProperties>"
    ).encode()
