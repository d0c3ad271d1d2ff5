"""The values that charts keep of the cells they show."""

import re
from collections.abc import Callable
from html import escape, unescape

from svtools.workbooks.package_parts import Parts
from svtools.workbooks.recalculation import Changed
from svtools.workbooks.sheet_rows import SheetRows, value_text
from svtools.workbooks.table_growth import TOKEN, Area, sheet_named

_SHOWN = re.compile(
    rb"<(?P<p>(?:\w+:)?)(?P<kind>num|str|multiLvlStr)Ref>\s*<(?:\w+:)?f>(?P<formula>[^<]*)</(?:\w+:)?f>"
    rb"\s*(?P<cache><(?:\w+:)?(?P=kind)Cache>.*?</(?:\w+:)?(?P=kind)Cache>)",
    re.DOTALL,
)
_POINTS = re.compile(rb"<(?:\w+:)?(?:ptCount|pt)\b.*(?=</(?:\w+:)?\w+Cache>)", re.DOTALL)
_ONLY_VISIBLE = re.compile(rb"""<(?:\w+:)?plotVisOnly\s+val=["'](?:1|true)["']""")
_NUMBER = re.compile(r"[-+.\dE]+", re.IGNORECASE)


def refresh_charts(
    parts: Parts,
    changed: Changed,
    rows_of: Callable[[str], SheetRows],
    shared: list[str],
) -> None:
    """Give charts over `changed` cells, by sheet, the values that stand there now."""
    sheets = {sheet.casefold(): sheet for sheet in changed}
    for name in [name for name in parts if "/charts/" in name]:
        visible = bool(_ONLY_VISIBLE.search(parts[name]))

        def fresh(found: re.Match[bytes], visible: bool = visible) -> bytes:
            token = TOKEN.fullmatch(unescape(found["formula"].decode()))
            area = Area.of((token and token["reference"]) or "")
            sheet = sheets.get(sheet_named(token["sheet"], "")) if token else None
            if not area or not sheet or not any(area.meets(Area(*c, *c)) for c in changed[sheet]):
                return found[0]
            before = found[0][: found.start("cache") - found.start()]
            if found["kind"] == b"multiLvlStr" or (
                area.top < area.bottom and area.left < area.right
            ):
                return before  # Excel makes it anew
            texts = _texts(rows_of(sheet), area, shared, visible=visible)
            points = _points(texts, found["p"], numbers=found["kind"] == b"num")
            return before + _POINTS.sub(lambda _: points, found["cache"])

        parts[name] = _SHOWN.sub(fresh, parts[name])


def _texts(rows: SheetRows, area: Area, shared: list[str], *, visible: bool) -> list[str]:
    lines = [rows.row(number) for number in range(area.top, area.bottom + 1)]
    return [
        value_text(row.cells.get(column, b""), shared)
        for row in lines
        if not (visible and row.attributes.get("hidden") in {"1", "true"})
        for column in range(area.left, area.right + 1)
    ]


def _points(texts: list[str], prefix: bytes, *, numbers: bool) -> bytes:
    p = prefix.decode()
    points = [
        f'<{p}pt idx="{index}"><{p}v>{escape(text, quote=False)}</{p}v></{p}pt>'
        for index, text in enumerate(texts)
        if text and (not numbers or _NUMBER.fullmatch(text))
    ]
    return f'<{p}ptCount val="{len(texts)}"/>{"".join(points)}'.encode()
