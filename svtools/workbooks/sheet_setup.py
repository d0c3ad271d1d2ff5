"""A sheet's widths, frozen headings and print set-up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from svtools.workbooks import theme
from svtools.workbooks.blocks import Fields, Text
from svtools.workbooks.declaration import IDENTITY
from svtools.workbooks.items import Item
from svtools.workbooks.layout import PlacedSheet, columns_of
from svtools.workbooks.measuring import DIGIT, PADDING, last_line, lines, pixels, text_width
from svtools.workbooks.page_breaks import (
    PAGE_HEIGHT,
    UNSET_HEIGHT,
    Stacked,
    column_breaks,
    page_breaks,
    page_down,
    print_scale,
    row_breaks,
)

A4 = 9
TEXT_WIDTH = 110
FIELD_WIDTHS = (36, 44, 70)
FIELD_WIDTHS_BESIDE = (26, 24, 38)
VALUES_ON_THE_RIGHT = 34
GUTTER = 1.6
LOWEST_FROZEN_ROW = 12
TITLE_HEIGHT, PURPOSE_HEIGHT, STATE_HEIGHT, GROUP_HEIGHT = 34, 20, 26, 24
ROW_HEIGHT, LINE_HEIGHT, BIG_HEIGHT = 22, 18, 38
TALLEST_ROW = 545
SURELY_FITS = 13
"""The pixels of the widest usual letter: a text that fits with these needs no measuring."""

POINTS = 72 / 96
"""Of a pixel."""

AROUND_HEADING = 24
"""The pixels that a heading's longest word keeps clear of, a filter button's among them."""

AROUND_TEXT = 14
"""The pixels of a cell that its text keeps clear of: its indent and both edges."""

BUTTON = 16
"""The pixels of a button to filter, beside those around every text."""

INDENT = 9
"""The pixels of a second indent: a heading may have one, to keep clear of its button."""

TOP = (0, 0)


def set_widths(
    sheet: Any, placed: PlacedSheet, looks: Mapping[int, Any], *, filtered: bool
) -> list[float]:
    """Columns wide enough for what stands in them; a sheet of text alone gets one wide column.

    `looks` are formats of whole columns, for cells that have none of their own; tables that are
    `filtered` have buttons in their headings. Returns the widths, in characters.
    """
    widths = _widths(placed, filtered)
    hidden = folded(placed)
    for column, width in enumerate(widths):
        options = {"level": 1, "hidden": True} if column in hidden else {}
        if column in placed.unshown:
            options = {"hidden": True}
        if column - 1 in hidden and not options:
            options = {"collapsed": True}
        sheet.set_column(column, column, width, looks.get(column), options)
    if len(widths) - 1 in hidden:
        sheet.set_column(len(widths), len(widths), None, None, {"collapsed": True})
    return widths


def _widths(placed: PlacedSheet, filtered: bool) -> list[float]:
    """By column: what a table needs there, else what a block of fields does, else the gutter."""
    widths: dict[int, float] = {}
    for table in placed.tables:
        for column, item in enumerate(table.table.columns, start=table.left):
            widths[column] = max(_width_of(item, filtered), widths.get(column, 0))
    usual = FIELD_WIDTHS_BESIDE if placed.beside else FIELD_WIDTHS
    for block in placed.fields:
        if placed.beside or not _is_among_texts(placed, block.block):
            wide = (usual[0], VALUES_ON_THE_RIGHT, usual[2]) if block.left else usual
            for column, width in enumerate(wide[: columns_of(block.block)], start=block.left):
                if not any(table.left <= column <= table.right for table in placed.tables):
                    widths[column] = max(width, widths.get(column, 0))
    if not widths:
        return [TEXT_WIDTH, FIELD_WIDTHS[1]]
    needed = [widths.get(column, GUTTER) for column in range(max(widths) + 1)]
    return _with_room_for_title(placed, _with_room_for_groups(placed, needed))


def _with_room_for_title(placed: PlacedSheet, widths: list[float]) -> list[float]:
    """Where first columns are printed on each page, the title ends within them."""
    last, shown = placed.sheet.frozen - 1, shown_widths(placed, widths)
    if placed.tables and _breaks(placed, shown):
        needed = text_width(placed.sheet.title, theme.TITLE_SIZE, bold=True) + AROUND_TEXT
        widths[last] += max(0, needed - sum(shown[: last + 1])) / DIGIT
    return widths


def _with_room_for_groups(placed: PlacedSheet, widths: list[float]) -> list[float]:
    """The name of each group of columns ends before the next one's begins."""
    for table in placed.tables:
        columns = table.table.columns
        begins = [at for at, column in enumerate(columns, start=table.left) if column.group]
        for first, after in pairwise([*begins, table.right + 1]):
            name = columns[first - table.left].group
            needed = text_width(name, theme.BODY_SIZE, bold=True) + AROUND_TEXT
            short = needed - width_between(widths, first, after)
            widths[first] += max(0, short / DIGIT)
    return widths


def _is_among_texts(placed: PlacedSheet, block: Fields) -> bool:
    """Whether a block of fields has the width of the texts that it stands among."""
    has_texts = any(isinstance(each, Text) for each in placed.sheet.blocks)
    has_help = any(item.help for item in block.items)
    return block.key == IDENTITY.key or (has_texts and not placed.tables and not has_help)


def folded(placed: PlacedSheet) -> set[int]:
    """The columns of workings, which a person may unfold."""
    tables = [(table.left, table.table.columns) for table in placed.tables]
    return {at for left, items in tables for at, item in enumerate(items, left) if item.folded}


def _width_of(item: Item, filtered: bool) -> float:
    """A declared width or one that fits the kind of value, and the heading's longest word at least.

    Its first word stands beside the mark, and its last line beside the button to filter.
    """
    label = theme.marked_label(item.label, item.role)
    longest = max(text_width(word, theme.BODY_SIZE, bold=True) for word in label.split(" "))
    needed = (longest + AROUND_HEADING - PADDING) / DIGIT
    width = max(item.width or theme.WIDTHS[item.kind], needed)
    while filtered and item.kind not in theme.NUMERIC and _is_under_button(label, pixels(width)):
        width += 1
    return width


def _is_under_button(label: str, width: int) -> bool:
    """Whether the last line reaches there, also in a program that breaks lines a little later."""
    room = width - AROUND_TEXT
    lasts = (last_line(label, room + more, theme.BODY_SIZE, bold=True) for more in (0, DIGIT))
    return max(lasts) + BUTTON > room


def width_between(widths: list[float], first: int, after: int | None = None) -> int:
    """The pixels of the columns from `first` to before `after`."""
    return sum(map(pixels, widths[first:after]))


def height_of(text: str, room: int, *, bold: bool = False) -> int:
    """The pixels of a row for a wrapped text in so many; 0 where it surely fits in one line."""
    room -= INDENT if bold else 0
    if len(text) * SURELY_FITS <= room and "\n" not in text:
        return 0
    return height_of_lines(lines(text, room, theme.BODY_SIZE, bold=bold))


def height_of_lines(count: int) -> int:
    """The pixels of a row with so many lines of text."""
    return min(count * LINE_HEIGHT + ROW_HEIGHT - LINE_HEIGHT, TALLEST_ROW)


def height_for(text: str, width: float) -> float:
    """The height in points of a row for a wrapped text in a column so many characters wide."""
    return height_of_lines(lines(text, room_in(width), theme.BODY_SIZE)) * POINTS


def room_in(width: float) -> int:
    """The pixels that a text has in a column so many characters wide."""
    return pixels(width) - AROUND_TEXT


def shown_widths(placed: PlacedSheet, widths: list[float]) -> list[int]:
    """The pixels of each column, none of one that is out of sight."""
    hidden = folded(placed) | placed.unshown
    return [0 if at in hidden else pixels(width) for at, width in enumerate(widths)]


def _breaks(placed: PlacedSheet, shown: list[int]) -> list[int]:
    """The columns with which a printed page begins; none where one is wide enough."""
    declared = placed.sheet
    if placed.beside or declared.one_page or not placed.tables:
        return []
    return column_breaks(shown, declared.frozen, (column for _, column, _ in placed.groups))


@dataclass(frozen=True, slots=True)
class Paging:
    """How a sheet comes to pages, once its rows are known: they say how high it is."""

    rows: int
    """How many it takes."""

    one_page: bool
    scale: int
    """The percentage of full size, where it isn't made to fit the width of its pages."""

    blocks: Sequence[Stacked] = ()
    """What no page should tear."""

    @property
    def may_be_short(self) -> bool:
        """Whether all of it may stand on one page, or does for sure."""
        return self.one_page or self.rows * UNSET_HEIGHT <= PAGE_HEIGHT

    def is_short(self, heights: Mapping[int, int]) -> bool:
        """Whether all of it stands on one page, with rows of such heights where they have any."""
        more = (height - UNSET_HEIGHT for row, height in heights.items() if row < self.rows)
        return self.one_page or self.rows * UNSET_HEIGHT + sum(more) <= PAGE_HEIGHT

    def breaks_between(self, values: Mapping[int, Any], heights: Mapping[int, int]) -> list[int]:
        """The rows with which pages begin, so that rows with one of the `values` stay together."""
        return row_breaks(values, _height_in(heights), page_down(self.scale))

    def breaks(self, heights: Mapping[int, int]) -> list[int]:
        """The rows with which pages begin."""
        return page_breaks(self.blocks, _height_in(heights), page_down(self.scale))


def _height_in(heights: Mapping[int, int]) -> Callable[[int], int]:
    return lambda row: heights.get(row, UNSET_HEIGHT)


def set_up(
    sheet: Any, placed: PlacedSheet, widths: list[float], first_open: tuple[int, int] | None
) -> Paging:
    """How a sheet is shown and printed: on A4, headings and first columns frozen and repeated.

    It opens at its first cell to fill in; one without any at the top. One that may be short, or is
    of several blocks, is fitted to the width of a page until its rows are known.
    """
    declared = placed.sheet
    sheet.hide_gridlines(2)
    look_up = "look up" if declared.look_up else ""
    sheet.set_tab_color(theme.TABS[look_up or ("fill in" if first_open else "read")])
    opens_at = first_open or TOP
    sheet.set_selection(*opens_at, *opens_at)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&10&F, &A&R&10Page &P of &N")
    is_board = bool(placed.charts or placed.beside)
    shown, groups = shown_widths(placed, widths), placed.groups
    breaks = _breaks(placed, shown)
    scale = print_scale(shown, declared.frozen, breaks)
    in_pages = any(table.table.break_on for table in placed.tables)
    is_torn = placed.beside or (not declared.one_page and (first_open or in_pages))
    blocks = [] if is_torn else placed.stacked()
    blocks = blocks if len(blocks) > 1 or declared.one_page else []
    if in_pages or (breaks and (groups or blocks)):
        sheet.set_v_pagebreaks(breaks)
        sheet.set_print_scale(scale)
        sheet.repeat_columns(0, declared.frozen - 1)
        sheet.print_across()
    else:
        sheet.fit_to_pages(len(breaks) + 1, 0)
    is_long = len(placed.tables) == 1 or (placed.tables and declared.frozen > 1)
    if not is_board and is_long and placed.tables[0].row <= LOWEST_FROZEN_ROW:
        sheet.freeze_panes(placed.tables[0].first, declared.frozen)
        if breaks:
            sheet.repeat_columns(0, declared.frozen - 1)
        sheet.repeat_rows(placed.tables[0].row)
    if declared.one_page and blocks and len(placed.tables) == 1:
        sheet.repeat_rows(placed.tables[0].row)
    return Paging(placed.rows, declared.one_page and not blocks, scale, blocks)
