"""Two packages compared part by part, cell by cell; what may differ is put aside here alone."""

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any

CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
ROW = re.compile(r'<row r="(\d+)"(?: spans="[^"]*")?([^>]*?)(?: x14ac:dyDescent="[^"]*")?\s*/?>')
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
XF = re.compile(r"<xf [^>]*?(?:/>|>.*?</xf>)")
SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
CACHE = re.compile(r"<c:(num|str)Ref><c:f>([^<]*)</c:f>(.*?)</c:\1Ref>", re.DOTALL)
POINT = re.compile(r'<c:pt idx="(\d+)"><c:v>([^<]*)</c:v>')
TO = re.compile(r"<xdr:to>.*?</xdr:to>|<xdr:ext cx[^>]*/>(?=<xdr:graphicFrame)", re.DOTALL)
LANGUAGE = re.compile(r"<dc:language>[^<]*</dc:language>")


class Package:
    """A package's parts as texts, its shared texts and the look of each style."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            self.parts = {name: opened.read(name).decode() for name in opened.namelist()}
        texts = self.parts.get("xl/sharedStrings.xml", "")
        self.texts = re.findall(r"<si>(.*?)</si>", texts, re.DOTALL)
        styles = self.parts["xl/styles.xml"]
        self.looks = XF.findall(styles.partition("<cellXfs")[2].partition("</cellXfs>")[0])
        self.fonts, self.fills, self.borders = (
            re.findall(rf"<{name}\b.*?</{name}>", styles.partition(f"<{name}s")[2], re.DOTALL)
            for name in ("font", "fill", "border")
        )
        self.numbers = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))

    def look(self, number: str) -> str:
        """A style by what it is, whatever its number."""
        xf = self.looks[int(number)]
        about = dict(ATTRIBUTE.findall(xf.partition(">")[0]))
        parts = [self.numbers.get(about.pop("numFmtId"), ""), xf.partition(">")[2]]
        for name, each in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            parts.append(getattr(self, each)[int(about.pop(name))])
        return " ".join((*parts, *(f"{k}={v}" for k, v in sorted(about.items()))))

    def cells(self, sheet: str) -> dict[str, tuple[Any, ...]]:
        """Each cell's look, kind, formula and value."""
        found = {}
        for name, attributes, body in CELL.findall(sheet):
            about = dict(ATTRIBUTE.findall(attributes))
            kind, look = about.get("t", "n"), self.look(about.get("s", "0"))
            formula = "".join(re.findall(r"<f>(.*?)</f>", body, re.DOTALL))
            value: Any = "".join(re.findall(r"<v>(.*?)</v>", body, re.DOTALL))
            if kind == "s":
                kind, value = "text", self.texts[int(value)]
            elif kind == "inlineStr":
                kind, value = "text", "".join(re.findall(r"<is>(.*)</is>", body, re.DOTALL))
            elif kind == "n" and value:
                value = f"{float(value) + 0.0:.14g}"
            kind = "str" if formula and kind == "n" and not value else kind
            found[name] = look, kind, formula, value
        return found


def differences(one: bytes, other: bytes) -> list[str]:
    """What differs between two workbooks; nothing where people and programs see the same."""
    ours, theirs = Package(one), Package(other)
    names = set(ours.parts) ^ set(theirs.parts)
    found = [f"part {name}" for name in sorted(names)]
    for name in ours.parts.keys() & theirs.parts.keys() - {
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    }:
        if SHEET.fullmatch(name):
            found += [f"{name} {each}" for each in _of_sheets(ours, theirs, name)]
        else:
            one_part, other_part = (_comparable(each.parts[name]) for each in (ours, theirs))
            if one_part != other_part:
                found.append(f"{name} {_first(one_part, other_part)}")
    if dxfs(ours) != dxfs(theirs):
        found.append("styles of conditions")
    return found


def dxfs(package: Package) -> str:
    """The looks of conditions and of tables' columns, in their order."""
    styles = package.parts["xl/styles.xml"].partition("<dxfs")[2].partition("</dxfs>")[0]
    return re.sub(' numFmtId="[^"]*"', "", styles)


def _of_sheets(ours: Package, theirs: Package, name: str) -> Iterator[str]:
    one, other = ours.parts[name], theirs.parts[name]
    around_one, around_other = (
        _around(package, part) for package, part in ((ours, one), (theirs, other))
    )
    if around_one != around_other:
        yield f"around rows: {_first(around_one, around_other)}"
    for what, before, after in (
        ("row", dict(ROW.findall(one)), dict(ROW.findall(other))),
        ("cell", ours.cells(one), theirs.cells(other)),
    ):
        for at in {**before, **after}:
            if before.get(at) != after.get(at):
                yield f"{what} {at}: {before.get(at)} | {after.get(at)}"


def _around(package: Package, sheet: str) -> str:
    head, _, rest = sheet.partition("<sheetData")
    tail = rest.rpartition("</sheetData>")[2]
    styled = re.sub(r'(?<= )style="(\d+)"', lambda s: f'style="{package.look(s[1])}"', head)
    setup = re.sub(
        r"<(pageSetup|hyperlink) ([^>]*)/>",
        lambda tag: f"<{tag[1]} {sorted(ATTRIBUTE.findall(tag[2]))}/>",
        tail.replace(' scale="100"', "").replace("&#x27;", "'"),
    )
    return f"{styled}|{setup}"


def _comparable(part: str) -> str:
    """A part without what the press says otherwise on purpose."""
    part = LANGUAGE.sub("", part).replace("en-US", "en-GB")
    part = TO.sub("", part).replace("oneCellAnchor", "twoCellAnchor")
    part = part.replace(' editAs="oneCell"', "")
    return CACHE.sub(_values, part)


def _values(cache: re.Match[str]) -> str:
    """What a chart keeps: a blank is left out, or is a 0 or an empty text."""
    points = {i: unescape(v) for i, v in POINT.findall(cache[3]) if v}
    numbers = {i: f"{float(v):.14g}" if cache[1] == "num" else v for i, v in points.items()}
    numbers = {i: v for i, v in numbers.items() if v not in {"0", "-0"}}
    return f"{cache[1]} {cache[2]} {re.findall('ptCount[^>]*', cache[3])} {numbers}"


def _first(one: str, other: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return f"{one[max(0, at - 80) : at + 160]!r} | {other[max(0, at - 80) : at + 160]!r}"
