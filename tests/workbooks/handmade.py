"""Workbooks made by hand from XML, for what no library writes."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

CASES = Path(__file__).parents[1] / "fixtures" / "cases"
"""Files that once gave a wrong figure or misled, a folder for each kind."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"

XLSX_PARTS = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(rows: str) -> str:
    """The XML of a sheet with these `<row>` elements."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def xlsx_bytes(rows: str = "", **parts: str | bytes) -> bytes:
    """An .xlsx of one sheet; `parts` replace or add parts, "sheet" the sheet itself."""
    sheet = parts.pop("sheet", sheet_xml(rows))
    return packed({**XLSX_PARTS, SHEET: sheet, **parts})


def ods_bytes(tables: str, **parts: str | bytes) -> bytes:
    """An .ods with these `<table:table>` elements; `parts` replace or add parts."""
    names = " ".join(
        f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text", "style")
    )
    content = (
        f'<office:document-content {names} xmlns:calcext="urn:org:documentfoundation:names:'
        'experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"/>'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
            **parts,
        }
    )


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip package of parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def saved(data: bytes, folder: Path, name: str = "return.xlsx") -> Path:
    """A file of these bytes in `folder`."""
    path = folder / name
    path.write_bytes(data)
    return path
