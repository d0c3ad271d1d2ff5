"""How a sheet comes to pages anew once its rows are others, by the heights in its XML."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from svtools.workbooks.cells import EMU
from svtools.workbooks.package_parts import Parts, related
from svtools.workbooks.page_breaks import (
    PAGE_HEIGHT,
    UNSET_HEIGHT,
    Stacked,
    page_breaks,
    page_down,
    print_scale,
    row_breaks,
    with_row_breaks,
)

POINTS = 72 / 96
"""Of a pixel."""

_ROW = re.compile(rb"<row\b[^>]*>")
_COLUMN = re.compile(rb"<col\b[^>]*>")
_ON_ONE = re.compile(rb'\bfitToPage="(?:1|true)"')
_FITS = re.compile(rb'\bfitToPage="[^"]*"')
_SET_UP = re.compile(rb"<pageSetup\b[^>]*>")
_SCALE = re.compile(rb'\sscale="(\d+)"')
_ANCHOR = re.compile(
    rb"<xdr:from>.*?<xdr:row>(\d+)<.*?</xdr:from>"
    rb'(?:<xdr:to>.*?<xdr:row>(\d+)<|<xdr:ext\b[^>]*\bcy="(\d+)")',
    re.DOTALL,
)


class Pages(NamedTuple):
    """What a declaration says of the pages of a sheet."""

    heading: int
    """The row of its table's headings, counted from 0."""

    values: Mapping[int, Any]
    """By row, the values that stay together on a page."""

    one_page: bool = False
    """Whether all of it stands on one page, as long as that can be read."""


def repage(parts: Parts, part: str, pages: Pages) -> None:
    """Let the printed pages of a sheet begin where they should now."""
    sheet = parts[part]
    heights = _heights(sheet)

    def height(row: int) -> int:
        return heights.get(row, UNSET_HEIGHT)

    if not pages.one_page:
        said = _SCALE.search(b"".join(_SET_UP.findall(sheet)))
        down = page_down(int(said[1]) if said else 100)
        parts[part] = with_row_breaks(sheet, row_breaks(pages.values, height, down))
        return
    drawings = b"".join(parts[name] for name in related(parts, part, "drawing"))
    blocks = [Stacked(0, pages.heading + 1, max(pages.values)), *_charts(drawings)]
    if sum(map(height, range(blocks[-1].last + 1))) <= PAGE_HEIGHT or not _FITS.search(sheet):
        parts[part] = with_row_breaks(_fitted(sheet, None), [])
        return
    scale = print_scale(_widths(sheet), 0, [])
    down = page_down(scale) - height(pages.heading)  # which stands on each page
    parts[part] = with_row_breaks(_fitted(sheet, scale), page_breaks(blocks, height, down))


def let_go_on(parts: Parts, part: str) -> None:
    """Let a sheet that was fitted to one page take more, where its text were too small by now."""
    sheet = parts[part]
    is_on_one = _ON_ONE.search(sheet) and b"fitToHeight" not in b"".join(_SET_UP.findall(sheet))
    if not is_on_one or related(parts, part, "drawing"):
        return
    heights = _heights(sheet)
    if sum(heights.get(row, UNSET_HEIGHT) for row in range(_last_row(sheet))) > PAGE_HEIGHT:
        parts[part] = _SET_UP.sub(_endless, sheet)


def _last_row(sheet: bytes) -> int:
    return max((int(_about(tag)["r"]) for tag in _ROW.findall(sheet)), default=0)


def _endless(found: re.Match[bytes]) -> bytes:
    return found[0].replace(b"<pageSetup", b'<pageSetup fitToHeight="0"')


def _fitted(sheet: bytes, scale: int | None) -> bytes:
    """The sheet made smaller until it fits, or printed at a scale of its own."""
    sheet = _FITS.sub(b'fitToPage="%d"' % (scale is None), sheet)
    said = b"" if scale is None else b' scale="%d"' % scale

    def set_up(found: re.Match[bytes]) -> bytes:
        return found[0].replace(b"<pageSetup", b"<pageSetup" + said)

    return _SET_UP.sub(set_up, _SET_UP.sub(_unscaled, sheet))


def _unscaled(found: re.Match[bytes]) -> bytes:
    return _SCALE.sub(b"", found[0])


def _heights(sheet: bytes) -> dict[int, int]:
    """The pixels of each row whose height is said."""
    rows = (_about(tag) for tag in _ROW.findall(sheet))
    return {int(row["r"]) - 1: round(float(row["ht"]) / POINTS) for row in rows if "ht" in row}


def _widths(sheet: bytes) -> list[int]:
    """The pixels of each column, none of one that is out of sight."""
    widths = list[int]()
    for about in map(_about, _COLUMN.findall(sheet)):
        shown = 0 if about.get("hidden") in {"1", "true"} else round(float(about["width"]) * 7)
        widths += [shown] * (int(about["max"]) - int(about["min"]) + 1)
    return widths


def _about(tag: bytes) -> dict[str, str]:
    return dict(re.findall(r'\b(\w+)="([^"]*)"', tag.decode()))


def _charts(drawings: bytes) -> list[Stacked]:
    """The rows that charts stand over, from the top down."""
    found = list[Stacked]()
    for first, last, high in _ANCHOR.findall(drawings):
        end = int(last) if last else int(first) + int(high) // EMU // UNSET_HEIGHT
        found.append(Stacked(int(first), int(first), end))
    return sorted(found)
