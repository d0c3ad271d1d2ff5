# ruff: noqa: E501  # XML, as a file has it
"""A register into which people put all that Excel lets them: built by hand, as Excel saves it.

On the sheet Contracts: own columns beside the table, a note, a threaded comment, conditional
formats of both kinds, a list from another sheet of both kinds, a chart, a picture, a slicer,
and a hidden row. Beside it the sheet "Our sheet" with formulas over the register.
"""

import base64
import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from svtools.workbooks.book import open_book
from svtools.workbooks.cells import letters

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2007/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
X15 = "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"
THREADED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PERSON, THREAD = "{6F0A7A1C-0001-4A6E-9B52-3D1B0E7B0001}", "{6F0A7A1C-0002-4A6E-9B52-3D1B0E7B0002}"

SAMPLE = Path(__file__).parents[2] / "sample_workbooks" / "contracts_register.xlsx"


def parts_of(xlsx: bytes) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        return {name: package.read(name) for name in package.namelist()}


class _Place(NamedTuple):
    """Where the sample's contracts stand: the row of headings, their columns, the last row."""

    heading: int
    columns: dict[str, int]
    last: int

    def column(self, heading: str) -> str:
        return letters(self.columns[heading])

    def all_of(self, heading: str) -> str:
        """Every cell of a column, as a formula names them."""
        column = self.column(heading)
        return f"${column}${self.heading + 1}:${column}${self.last}"


def _place() -> _Place:
    rows = open_book(SAMPLE).sheets[1].rows
    number, row = next((n, row) for n, row in enumerate(rows) if row[0] == "Contract reference")
    columns = {str(heading): at for at, heading in enumerate(row) if heading}
    tables = (
        xml for xml in parts_of(SAMPLE.read_bytes()).values() if b'displayName="Contracts"' in xml
    )
    last = re.search(rb' ref="A\d+:[A-Z]+(\d+)"', next(tables))
    return _Place(number + 1, columns, int(last[1]))  # type: ignore[index]  # it is there


PLACE = _place()
HEADING, FIRST, LAST = PLACE.heading, PLACE.heading + 1, PLACE.last
"""Rows, as people count them."""
TITLE, SUPPLIER, VALUE = map(PLACE.column, ("Contract title", "Supplier", "Net value with options"))
VALUES, REFS = PLACE.all_of("Net value with options"), PLACE.all_of("Contract reference")
OUR_VIEW, OUR_LENGTH = (letters(len(PLACE.columns) + n) for n in (0, 1))
"""Columns beside the table."""
HIDDEN = FIRST + 2
NOTED, THREADED_CELL = f"{TITLE}{FIRST}", f"{SUPPLIER}{FIRST + 1}"

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

_OWN_SHEET = f"""{HEADER}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><cols><col min="1" max="1" \
width="41.5" customWidth="1"/></cols><sheetData>\
<row r="1"><c r="A1" t="inlineStr"><is><r><t>Ours, </t></r><r><rPr><b/></rPr><t>in bold</t></r></is></c></row>\
<row r="2" hidden="1"><c r="A2"><f>SUM(Contracts!{VALUES})</f><v>SUM_OF_VALUES</v></c></row>\
<row r="3"><c r="A3"><f>COUNTIF(Contracts[Status],"Live")</f><v>LIVE</v></c></row>\
<row r="4"><c r="A4"><f>1+1</f><v>2.00</v></c></row>\
<row r="5"><c r="A5"><f t="shared" ref="A5:A6" si="0">A3*2</f><v>LIVE2</v></c></row>\
<row r="6"><c r="A6"><f t="shared" si="0"/><v>4</v></c></row>\
<row r="7"><c r="A7" t="str"><f>_xlfn.XLOOKUP("C0101",Contracts[Contract reference],Contracts[Supplier])</f>\
<v>as Excel had it</v></c></row>\
<row r="8"><c r="A8"><f>TODAY()</f><v>45000</v></c></row>\
<row r="9"><c r="A9" t="e"><f>A4/0</f><v>#DIV/0!</v></c></row>\
</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>"""

_NOTES = f"""{HEADER}<comments xmlns="{MAIN}"><authors><author>Pat</author><author>tc={THREAD}</author></authors>\
<commentList><comment ref="{NOTED}" authorId="0" shapeId="0"><text><r><t>Ask Pat before changing this</t></r></text></comment>\
<comment ref="{THREADED_CELL}" authorId="1" shapeId="0"><text><t>[Threaded comment] Is this the new name?</t></text></comment>\
</commentList></comments>"""

_VML = f"""<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" \
path="m,l,21600r21600,l21600,xe"/><v:shape id="_x0000_s1025" type="#_x0000_t202" style="visibility:hidden">\
<x:ClientData ObjectType="Note"><x:Anchor>4,15,4,2,6,15,8,4</x:Anchor><x:Row>{HEADING}</x:Row><x:Column>{PLACE.columns["Contract title"]}</x:Column>\
</x:ClientData></v:shape><v:shape id="_x0000_s1026" type="#_x0000_t202" style="visibility:hidden">\
<x:ClientData ObjectType="Note"><x:Anchor>5,15,5,2,7,15,9,4</x:Anchor><x:Row>{FIRST}</x:Row><x:Column>{PLACE.columns["Supplier"]}</x:Column>\
</x:ClientData></v:shape></xml>"""

_THREADS = f"""{HEADER}<ThreadedComments xmlns="{THREADED}"><threadedComment ref="{THREADED_CELL}" dT="2025-05-01T10:00:00.00" \
personId="{PERSON}" id="{THREAD}"><text>Is this the new name?</text></threadedComment></ThreadedComments>"""

_PERSONS = f"""{HEADER}<personList xmlns="{THREADED}"><person displayName="Pat" id="{PERSON}" userId="pat" \
providerId="None"/></personList>"""

_SLICERS = (
    f'{HEADER}<slicers xmlns="{X14}"><slicer name="Status" cache="Slicer_Status" caption="Status" \
rowHeight="241300"/></slicers>'
)

_SLICER_CACHE = f"""{HEADER}<slicerCacheDefinition xmlns="{X14}" xmlns:x="{MAIN}" name="Slicer_Status" \
sourceName="Status"><extLst><x:ext uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{X15}">\
<x15:tableSlicerCache tableId="1" column="{PLACE.columns["Status"] + 1}"/></x:ext></extLst></slicerCacheDefinition>"""


def _anchor(column: int, row: int, content: str) -> str:
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to>"
        f"<xdr:col>{column + 3}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row + 9}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:to>{content}<xdr:clientData/></xdr:twoCellAnchor>"
    )


_CHART_FRAME = f"""<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1"/>\
<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>\
<a:graphic><a:graphicData uri="{DRAWING}/chart"><c:chart xmlns:c="{DRAWING}/chart" r:id="rId1"/></a:graphicData>\
</a:graphic></xdr:graphicFrame>"""

_PICTURE_FRAME = """<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="Crest"/><xdr:cNvPicPr/></xdr:nvPicPr>\
<xdr:blipFill><a:blip r:embed="rId2"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom \
prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic>"""


def drawing_xml(chart_row: int, picture_row: int, picture_column: int = 1) -> str:
    """A drawing part with a chart (rId1) and a picture (rId2)."""
    return (
        f'{HEADER}<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main" '
        f'xmlns:r="{OFFICE}">{_anchor(1, chart_row, _CHART_FRAME)}'
        f"{_anchor(picture_column, picture_row, _PICTURE_FRAME)}</xdr:wsDr>"
    )


def chart_xml(categories: str, values: str, names: list[str], numbers: list[float]) -> str:
    """A chart part with one series and its caches."""

    def points(items: list[str] | list[float]) -> str:
        of_items = "".join(
            f'<c:pt idx="{at}"><c:v>{item}</c:v></c:pt>' for at, item in enumerate(items)
        )
        return f'<c:ptCount val="{len(items)}"/>{of_items}'

    return (
        f'{HEADER}<c:chartSpace xmlns:c="{DRAWING}/chart"><c:chart><c:autoTitleDeleted val="1"/>'
        '<c:plotArea><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>'
        '<c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:cat><c:strRef>'
        f"<c:f>{categories}</c:f><c:strCache>{points(names)}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{values}</c:f><c:numCache><c:formatCode>#,##0</c:formatCode>"
        f"{points(numbers)}</c:numCache></c:numRef></c:val></c:ser>"
        '<c:axId val="1"/><c:axId val="2"/></c:barChart><c:catAx><c:axId val="1"/><c:scaling>'
        '<c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        '<c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling><c:orientation '
        'val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:crossAx val="1"/>'
        "</c:valAx></c:plotArea></c:chart></c:chartSpace>"
    )


def relations_xml(*links: tuple[str, str, str]) -> str:
    """A part of relationships: id, type in full, target."""
    tags = "".join(f'<Relationship Id="{i}" Type="{t}" Target="{to}"/>' for i, t, to in links)
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{HEADER}<Relationships xmlns="{package}">{tags}</Relationships>'


_FORMATS = (
    f'<conditionalFormatting sqref="{VALUE}{FIRST}:{VALUE}{LAST}"><cfRule type="cellIs" dxfId="0" priority="90" '
    'operator="greaterThan"><formula>1000000</formula></cfRule></conditionalFormatting>'
    f'<conditionalFormatting sqref="{OUR_LENGTH}{FIRST}:{OUR_LENGTH}{LAST} A{FIRST}:A{FIRST + 5}"><cfRule type="expression" dxfId="0" '
    f'priority="91"><formula>SUM({VALUES})&lt;0</formula></cfRule></conditionalFormatting>'
)
_EXTENSIONS = f"""<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}">\
<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="dataBar" \
id="{{6F0A7A1C-0003-4A6E-9B52-3D1B0E7B0003}}"><x14:dataBar minLength="0" maxLength="100"><x14:cfvo \
type="autoMin"/><x14:cfvo type="num"><xm:f>MAX({VALUES})</xm:f></x14:cfvo><x14:negativeFillColor rgb="FFFF0000"/>\
<x14:axisColor rgb="FF000000"/></x14:dataBar></x14:cfRule><xm:sqref>{VALUE}{FIRST}:{VALUE}{LAST}</xm:sqref></x14:conditionalFormatting>\
</x14:conditionalFormattings></ext><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}">\
<x14:dataValidations count="1" xmlns:xm="{XM}"><x14:dataValidation type="list" allowBlank="1"><x14:formula1>\
<xm:f>'Measure sets'!$A$5:$A$8</xm:f></x14:formula1><xm:sqref>{OUR_VIEW}{FIRST}:{OUR_VIEW}{LAST}</xm:sqref></x14:dataValidation>\
</x14:dataValidations></ext><ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x15="{X15}">\
<x14:slicerList xmlns:x14="{X14}"><x14:slicer r:id="rId60"/></x14:slicerList></ext></extLst>"""

_TYPES = {
    "xl/worksheets/ours.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/comments1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/slicers/slicer1.xml": "application/vnd.ms-excel.slicer+xml",
    "xl/slicerCaches/slicerCache1.xml": "application/vnd.ms-excel.slicerCache+xml",
    "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "xl/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "xl/calcChain.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
}


def packed(parts: dict[str, bytes]) -> bytes:
    """A package of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def between(xml: bytes, before: str, text: str) -> bytes:
    """`xml` with `text` put in front of `before`."""
    assert before.encode() in xml, before
    return xml.replace(before.encode(), text.encode() + before.encode(), 1)


def peoples_register(register: bytes, live: int, sum_of_values: float) -> bytes:
    """The sample register with all of that; its stored results are those given."""
    parts = parts_of(register)
    results = {"SUM_OF_VALUES": sum_of_values, "LIVE2": live * 2, "LIVE": live}
    own_sheet = _OWN_SHEET
    for name, result in results.items():
        own_sheet = own_sheet.replace(name, f"{result:g}" if result < 1e6 else f"{result:.0f}")
    sheet = "xl/worksheets/sheet2.xml"
    new = {
        "xl/worksheets/ours.xml": own_sheet,
        "xl/comments1.xml": _NOTES,
        "xl/drawings/vmlDrawing1.vml": _VML,
        "xl/threadedComments/threadedComment1.xml": _THREADS,
        "xl/persons/person.xml": _PERSONS,
        "xl/slicers/slicer1.xml": _SLICERS,
        "xl/slicerCaches/slicerCache1.xml": _SLICER_CACHE,
        "xl/drawings/drawing1.xml": drawing_xml(46, 60),
        "xl/drawings/_rels/drawing1.xml.rels": relations_xml(
            ("rId1", f"{OFFICE}/chart", "../charts/chart1.xml"),
            ("rId2", f"{OFFICE}/image", "../media/image1.png"),
        ),
        "xl/charts/chart1.xml": chart_xml(f"Contracts!{REFS}", f"Contracts!{VALUES}", ["old"], [1]),
        "xl/calcChain.xml": f'{HEADER}<calcChain xmlns="{MAIN}"><c r="A2" i="13"/></calcChain>',
    }
    parts |= {name: text.encode() for name, text in new.items()}
    parts["xl/media/image1.png"] = PICTURE
    parts[sheet] = _with_own_cells(parts[sheet])
    links = relations_xml(
        ("rId61", f"{OFFICE}/drawing", "../drawings/drawing1.xml"),
        ("rId62", f"{OFFICE}/vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("rId63", f"{OFFICE}/comments", "../comments1.xml"),
        (
            "rId64",
            "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
            "../threadedComments/threadedComment1.xml",
        ),
        ("rId60", f"{MICROSOFT}/slicer", "../slicers/slicer1.xml"),
    )
    _add_links(parts, "xl/worksheets/_rels/sheet2.xml.rels", links)
    _add_links(
        parts,
        "xl/_rels/workbook.xml.rels",
        relations_xml(
            ("rId70", f"{OFFICE}/worksheet", "worksheets/ours.xml"),
            ("rId71", f"{MICROSOFT}/slicerCache", "slicerCaches/slicerCache1.xml"),
            (
                "rId72",
                "http://schemas.microsoft.com/office/2017/10/relationships/person",
                "persons/person.xml",
            ),
            ("rId73", f"{OFFICE}/calcChain", "calcChain.xml"),
        ),
    )
    book = between(
        parts["xl/workbook.xml"], "</sheets>", '<sheet name="Our sheet" sheetId="99" r:id="rId70"/>'
    )
    book = between(
        book,
        "</definedNames>",
        '<definedName name="Slicer_Status">#N/A</definedName>'
        f'<definedName name="values_of_all">Contracts!{VALUES}</definedName>',
    )
    book = book.replace(b' fullCalcOnLoad="1"', b"")
    parts["xl/workbook.xml"] = between(
        book,
        "</workbook>",
        f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{X15}">'
        f'<x15:slicerCaches xmlns:x14="{X14}"><x14:slicerCache r:id="rId71"/></x15:slicerCaches>'
        "</ext></extLst>",
    )
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in _TYPES.items()
    )
    types += '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    types += '<Default Extension="png" ContentType="image/png"/>'
    parts["[Content_Types].xml"] = between(parts["[Content_Types].xml"], "</Types>", types)
    return packed(parts)


@cache
def sample_register() -> bytes:
    """The register among the samples with all of that, its results as they are."""
    rows = open_book(SAMPLE).sheets[1].rows[HEADING:LAST]
    live = sum(row[PLACE.columns["Status"]] == "Live" for row in rows)
    values = [row[PLACE.columns["Net value with options"]] for row in rows]
    total = sum(value for value in values if isinstance(value, int | float))
    return peoples_register(SAMPLE.read_bytes(), live, total)


def _add_links(parts: dict[str, bytes], name: str, links: str) -> None:
    new = "".join(re.findall("<Relationship [^>]*>", links))
    parts[name] = between(parts[name], "</Relationships>", new)


def _with_own_cells(sheet: bytes) -> bytes:
    """Own columns beside the table, a hidden row, formats, lists, drawings."""

    def row(found: re.Match[bytes]) -> bytes:
        number = int(found[1])
        if number == HEADING:
            cells = (
                f'<c r="{OUR_VIEW}{number}" t="inlineStr"><is><t>Our view</t></is></c>'
                f'<c r="{OUR_LENGTH}{number}" t="inlineStr"><is><t>Our length</t></is></c>'
            )
        elif FIRST <= number <= LAST:
            length = f"LEN({TITLE}{number})*SUM({VALUES})"
            cells = f'<c r="{OUR_LENGTH}{number}" s="1"><f>{length}</f><v>0</v></c>'
        else:
            cells = ""
        hidden = b' hidden="1"' if number == HIDDEN else b""
        return b"<row%s%s%s</row>" % (
            found[0][4 : found.end(2) - found.start()],
            hidden,
            b">" + found[3] + cells.encode(),
        )

    sheet = re.sub(rb'<row r="(\d+)"([^>]*)>(.*?)</row>', row, sheet)
    sheet = between(sheet, "<dataValidations", _FORMATS)
    sheet = between(sheet, "<tableParts", '<drawing r:id="rId61"/><legacyDrawing r:id="rId62"/>')
    return between(sheet, "</worksheet>", _EXTENSIONS)
