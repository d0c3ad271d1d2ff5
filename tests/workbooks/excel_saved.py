# ruff: noqa: E501  # XML, as a file has it
"""A small workbook as Excel saves it: shared texts and formulas, spans, x14ac, a totals row."""

from tests.workbooks.peoples_parts import (
    HEADER,
    MAIN,
    OFFICE,
    PICTURE,
    chart_xml,
    drawing_xml,
    packed,
    relations_xml,
)

_DOCUMENT = "application/vnd.openxmlformats-officedocument"
_SHEETS = f"{_DOCUMENT}.spreadsheetml"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
TEXTS = [
    "Beds in the park",
    "Bed",
    "Plants",
    "Doubled",
    "Share",
    "North",
    "South",
    "East & west",
    "Total",
]

_TYPES = {
    "xl/workbook.xml": f"{_SHEETS}.sheet.main+xml",
    "xl/worksheets/sheet1.xml": f"{_SHEETS}.worksheet+xml",
    "xl/worksheets/sheet2.xml": f"{_SHEETS}.worksheet+xml",
    "xl/tables/table1.xml": f"{_SHEETS}.table+xml",
    "xl/sharedStrings.xml": f"{_SHEETS}.sharedStrings+xml",
    "xl/styles.xml": f"{_SHEETS}.styles+xml",
    "xl/drawings/drawing1.xml": f"{_DOCUMENT}.drawing+xml",
    "xl/charts/chart1.xml": f"{_DOCUMENT}.drawingml.chart+xml",
}
_STYLES = (
    f'{HEADER}<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Arial"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="10" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    '<dxfs count="1"><dxf><font><b/></font></dxf></dxfs></styleSheet>'
)


def _row(number: int, cells: str) -> str:
    return f'<row r="{number}" spans="1:5" ht="18" customHeight="1" x14ac:dyDescent="0.25">{cells}</row>'


def _text(cell: str, index: int) -> str:
    return f'<c r="{cell}" t="s"><v>{index}</v></c>'


def _bed(row: int, text: int, plants: int, total: int, running: int) -> str:
    first = row == 4
    doubled = '<f t="shared" ref="C4:C6" si="0">B4*2</f>' if first else '<f t="shared" si="0"/>'
    share = "Beds[[#This Row],[Plants]]/SUM(B$4:B$6)"
    return _row(
        row,
        f'{_text(f"A{row}", text)}<c r="B{row}"><v>{plants}</v></c><c r="C{row}">{doubled}<v>{plants * 2}</v></c>'
        f'<c r="D{row}" s="2"><f>{share}</f><v>{plants / total}</v></c>'
        f'<c r="E{row}"><f>SUM(B$4:B{row})</f><v>{running}</v></c>',
    )


SHEET = (
    f'{HEADER}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="{_COMPATIBILITY}" mc:Ignorable="x14ac" '
    f'xmlns:x14ac="{_X14AC}"><dimension ref="A1:E7"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><cols><col min="7" max="8" width="12" style="1"/></cols>'
    "<sheetData>"
    + _row(1, _text("A1", 0))
    + _row(
        3,
        "".join(_text(f"{letter}3", at) for at, letter in enumerate("ABCD", 1))
        + '<c r="E3" t="inlineStr"><is><t>Our running total</t></is></c>',
    )
    + _bed(4, 5, 10, 40, 10)
    + _bed(5, 6, 10, 40, 20)
    + _bed(6, 7, 20, 40, 40)
    + _row(
        7,
        _text("A7", 8)
        + '<c r="B7"><f t="shared" ref="B7:C7" si="1">SUBTOTAL(109,B4:B6)</f><v>40</v></c>'
        '<c r="C7"><f t="shared" si="1"/><v>80</v></c>',
    )
    + '</sheetData><conditionalFormatting sqref="B4:B6"><cfRule type="top10" dxfId="0" priority="1" rank="1"/>'
    '</conditionalFormatting><conditionalFormatting sqref="A7:D7"><cfRule type="expression" dxfId="0" priority="2">'
    "<formula>$B$7&gt;1</formula></cfRule></conditionalFormatting>"
    '<dataValidations count="1"><dataValidation type="whole" sqref="B4:B6 E6"><formula1>0</formula1>'
    "<formula2>$B$7</formula2></dataValidation></dataValidations>"
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    '<drawing r:id="rId1"/><tableParts count="1"><tablePart r:id="rId2"/></tableParts></worksheet>'
)
SUMS = (
    f'{HEADER}<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><f>SUM(Beds!B4:B6)</f><v>40</v></c>'
    '<c r="B1"><f>Beds!B7</f><v>40</v></c><c r="C1"><f>Beds[[#Totals],[Plants]]</f><v>40</v></c>'
    '<c r="D1"><f>Beds!B6</f><v>20</v></c><c r="E1" t="str"><f>"B4:B6"&amp;Beds!A6</f><v>B4:B6East &amp; west</v></c>'
    '<c r="F1"><f>COUNTA(Beds[Bed])</f><v>3</v></c></row></sheetData></worksheet>'
)
TABLE = (
    f'{HEADER}<table xmlns="{MAIN}" id="1" name="Beds" displayName="Beds" ref="A3:D7" totalsRowCount="1">'
    '<autoFilter ref="A3:D6"/><tableColumns count="4"><tableColumn id="1" name="Bed" totalsRowLabel="Total"/>'
    '<tableColumn id="2" name="Plants" totalsRowFunction="custom"><totalsRowFormula>SUBTOTAL(109,B4:B6)</totalsRowFormula></tableColumn>'
    '<tableColumn id="3" name="Doubled"><calculatedColumnFormula>B4*2</calculatedColumnFormula></tableColumn>'
    '<tableColumn id="4" name="Share"><calculatedColumnFormula>Beds[[#This Row],[Plants]]/SUM(B$4:B$6)</calculatedColumnFormula></tableColumn>'
    '</tableColumns><tableStyleInfo name="TableStyleLight1" showRowStripes="1"/></table>'
)
BOOK = (
    f'{HEADER}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr/><sheets><sheet name="Beds" sheetId="1" r:id="rId1"/>'
    '<sheet name="Sums" sheetId="2" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm.Print_Area" '
    'localSheetId="0">Beds!$A$1:$E$6</definedName></definedNames></workbook>'
)


def excel_saved(**parts: str | bytes) -> bytes:
    """The workbook; `parts` replace or add parts."""
    types = "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in _TYPES.items())
    texts = "".join(f"<si><t>{text.replace('&', '&amp;')}</t></si>" for text in TEXTS)
    whole = {
        "[Content_Types].xml": f'{HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{types}</Types>",
        "_rels/.rels": relations_xml(("rId1", f"{OFFICE}/officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": relations_xml(
            ("rId1", f"{OFFICE}/worksheet", "worksheets/sheet1.xml"),
            ("rId2", f"{OFFICE}/worksheet", "/xl/worksheets/sheet2.xml"),
            ("rId3", f"{OFFICE}/sharedStrings", "sharedStrings.xml"),
            ("rId4", f"{OFFICE}/styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": SHEET,
        "xl/worksheets/_rels/sheet1.xml.rels": relations_xml(
            ("rId1", f"{OFFICE}/drawing", "../drawings/drawing1.xml"),
            ("rId2", f"{OFFICE}/table", "../tables/table1.xml"),
        ),
        "xl/worksheets/sheet2.xml": SUMS,
        "xl/tables/table1.xml": TABLE,
        "xl/sharedStrings.xml": f'{HEADER}<sst xmlns="{MAIN}" count="9" uniqueCount="9">{texts}</sst>',
        "xl/styles.xml": _STYLES,
        "xl/drawings/drawing1.xml": drawing_xml(chart_row=9, picture_row=9, picture_column=8),
        "xl/drawings/_rels/drawing1.xml.rels": relations_xml(
            ("rId1", f"{OFFICE}/chart", "../charts/chart1.xml"),
            ("rId2", f"{OFFICE}/image", "../media/image1.png"),
        ),
        "xl/charts/chart1.xml": chart_xml(
            "Beds!$A$4:$A$6", "Beds!$B$4:$B$6", ["North", "South", "East &amp; west"], [10, 10, 20]
        ),
        "xl/media/image1.png": PICTURE,
        **parts,
    }
    return packed(
        {name: part if isinstance(part, bytes) else part.encode() for name, part in whole.items()}
    )
