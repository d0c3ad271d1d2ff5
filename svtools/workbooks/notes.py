"""Notes in cells, put into a workbook's package beside those that people wrote.

Excel keeps a note twice: its words in a part of comments, its box in a drawing of an old kind
(VML). A threaded comment has such a note, too, for programs that don't know threads.
"""

import re
from collections.abc import Callable
from html import unescape
from xml.parsers import expat

from svtools.errors import InputError
from svtools.workbooks.cells import a1
from svtools.workbooks.package_parts import (
    Parts,
    add_part,
    attributes,
    related,
    relations,
    with_entry,
)

_COMMENT = re.compile(rb"<comment\b[^>]*?(?:/>|>.*?</comment>)", re.DOTALL)
_AUTHOR = re.compile(rb"<author\b[^>]*?(?:/>|>([^<]*)</author>)")
_TEXT = re.compile(rb"<t\b[^>]*>([^<]*)</t>")
_LEGACY = re.compile(rb'<legacyDrawing\b[^>]*?:id="([^"]*)"')
_NAMESPACE = re.compile(rb'\sxmlns:(\w+)="([^"]*)"')
_SHAPE = re.compile(rb"<(\w+:)shape\b.*?</\1shape>", re.DOTALL)
_SHAPE_TYPE = re.compile(rb'<(\w+:)shapetype\b[^>]*id="_x0000_t202".*?</\1shapetype>', re.DOTALL)
_SHAPE_ID = re.compile(rb'(?<=id="_x0000_s)\d+(?=")')
_VML = {
    b"v": b"urn:schemas-microsoft-com:vml",
    b"o": b"urn:schemas-microsoft-com:office:office",
    b"x": b"urn:schemas-microsoft-com:office:excel",
}
"""Excel's prefixes in a VML drawing."""
_AFTER_NOTES = frozenset(
    [
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
    ]
)
"""What stands behind the mention of a sheet's notes in its XML."""
_RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def noted(parts: Parts, sheet: str) -> set[str]:
    """The cells of a sheet's part, by name, that have a note or a comment."""
    return {
        _about(comment)["ref"]
        for part in related(parts, sheet, "comments")
        for comment in _COMMENT.findall(parts[part])
    }


def take_notes(parts: Parts, sheet: str, opening: str) -> None:
    """Take the notes away from a sheet that begin with these words; others stay byte for byte.

    LibreOffice forgets who wrote a note.
    """
    gone: set[str] = set()
    for part in related(parts, sheet, "comments"):
        comments = _COMMENT.findall(parts[part])
        cells = {_about(c)["ref"] for c in comments if _words(c).startswith(opening)}
        parts[part] = _without(cells, parts[part], _COMMENT, lambda found: _about(found)["ref"])
        gone |= cells
    for drawing in related(parts, sheet, "vmlDrawing") if gone else ():
        parts[drawing] = _without(gone, parts[drawing], _SHAPE, _cell_of)


def put_notes(parts: Parts, sheet: str, comments: bytes, drawing: bytes) -> None:
    """Put the notes of a part of comments by one author, and of its drawing, into a sheet."""
    _put_comments(parts, sheet, comments)
    drawing = _with_prefixes(drawing)
    links = {link.decode() for link in _LEGACY.findall(parts[sheet])}
    there = [part for _, about, part in relations(parts, sheet) if about["Id"] in links and part]
    if there:
        parts[there[0]] = _joined(parts[there[0]], drawing)
    else:
        name = _free(parts, "xl/drawings/notes{}.vml")
        link = add_part(parts, sheet, name, "vmlDrawing", drawing, _VML_TYPE)
        tag = b'<legacyDrawing xmlns:r="%b" r:id="%b"/>' % (_RELATIONS, link.encode())
        parts[sheet] = _with_drawing(parts[sheet], tag)


def _put_comments(parts: Parts, sheet: str, comments: bytes) -> None:
    there = related(parts, sheet, "comments")
    if not there:
        name = _free(parts, "xl/comments/notes{}.xml")
        add_part(parts, sheet, name, "comments", comments, _COMMENTS_TYPE)
        return
    xml, (author,) = parts[there[0]], _AUTHOR.findall(comments)
    authors = _AUTHOR.findall(xml)
    if author not in authors:
        xml = with_entry(xml, "authors", b"<author>%b</author>" % author)
    number = (*authors, author).index(author)
    new = b"".join(_COMMENT.findall(comments)).replace(b'authorId="0"', b'authorId="%d"' % number)
    parts[there[0]] = with_entry(xml, "commentList", new)


def _words(comment: bytes) -> str:
    return unescape(b"".join(_TEXT.findall(comment)).decode())


def _about(comment: bytes) -> dict[str, str]:
    return attributes(comment.partition(b">")[0])


def _without(
    cells: set[str], xml: bytes, pattern: "re.Pattern[bytes]", cell_of: Callable[[bytes], str]
) -> bytes:
    """XML without the elements of a pattern that belong to one of those cells."""
    return pattern.sub(lambda found: b"" if cell_of(found[0]) in cells else found[0], xml)


def _cell_of(shape: bytes) -> str:
    """The cell to which a note's box belongs; "" for other shapes."""
    row, column = (re.search(rb":%b>(\d+)<" % name, shape) for name in (b"Row", b"Column"))
    return a1(int(row[1]), int(column[1])) if row and column else ""


def _with_prefixes(drawing: bytes) -> bytes:
    """A drawing with Excel's own prefixes for its names."""
    for prefix, of in _NAMESPACE.findall(drawing):
        ours = next((ours for ours, name in _VML.items() if name == of), prefix)
        drawing = re.sub(rb"(?<=[<\s/:])%b(?=[:=])" % prefix, ours, drawing)
    return _declaring(drawing)


def _declaring(drawing: bytes) -> bytes:
    """A drawing whose root declares every prefix."""
    root = drawing[: drawing.find(b">", drawing.find(b"<xml"))]
    declared = dict(_NAMESPACE.findall(root))
    missing = [b' xmlns:%b="%b"' % item for item in _VML.items() if item[0] not in declared]
    return drawing.replace(b"<xml", b"<xml" + b"".join(missing), 1)


def _joined(drawing: bytes, other: bytes) -> bytes:
    """A drawing with the shapes of another one, each with a number of its own."""
    drawing = _declaring(drawing)
    shape_type = _SHAPE_TYPE.search(other)
    first = max([1025, *map(int, _SHAPE_ID.findall(drawing))])
    shapes = b"".join(
        _SHAPE_ID.sub(b"%d" % (first + number), shape[0])
        for number, shape in enumerate(_SHAPE.finditer(other), start=1)
    )
    if shape_type and not _SHAPE_TYPE.search(drawing):
        shapes = shape_type[0] + shapes
    return with_entry(drawing, "xml", shapes)


def _with_drawing(sheet: bytes, tag: bytes) -> bytes:
    """A sheet's XML with the mention of its notes in the place that it has there."""
    cells, end, tail = sheet.rpartition(b"</sheetData>")
    places: list[int] = []
    names: list[str] = []
    begin, parser = b"<worksheet>", expat.ParserCreate()

    def starts(name: str, _: object) -> None:
        if len(names) == 1 and name in _AFTER_NOTES:
            places.append(parser.CurrentByteIndex - len(begin))
        names.append(name)

    parser.StartElementHandler = starts
    parser.EndElementHandler = lambda _: names.pop()
    try:
        parser.Parse(begin + tail, True)
    except expat.ExpatError:
        end = b""
    if not end:
        raise InputError(
            "Notes can't be put into it: its XML has an unknown shape.",
            "Open the workbook in Excel, save it there and run this again.",
        )
    at = min(places, default=tail.rindex(b"</worksheet>"))
    return cells + end + tail[:at] + tag + tail[at:]


def _free(parts: Parts, name: str) -> str:
    """A name that no part has."""
    return next(free for n in range(1, 10_000) if (free := name.format(n)) not in parts)
