"""What people read on a sheet beside its values: title, state, lines, links, names of groups."""

from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from svtools.workbooks import theme
from svtools.workbooks.blocks import Line, State
from svtools.workbooks.items import CellKind, Role
from svtools.workbooks.layout import PURPOSE_ROW, STATE_ROW, TITLE_ROW
from svtools.workbooks.links import target
from svtools.workbooks.page_breaks import PAGE_WIDTH
from svtools.workbooks.sheet_setup import (
    GROUP_HEIGHT,
    PURPOSE_HEIGHT,
    STATE_HEIGHT,
    TEXT_WIDTH,
    TITLE_HEIGHT,
    shown_widths,
)

if TYPE_CHECKING:
    from svtools.workbooks.sheet_writer import SheetWriter


def write_texts(on: "SheetWriter") -> None:
    """Write everything but the names of groups."""
    declared, is_text_alone = on.placed.sheet, on.widths[0] == TEXT_WIDTH
    look = {**theme.PURPOSE, "text_wrap": is_text_alone}
    on.text(TITLE_ROW, 0, declared.title, theme.TITLE)
    on.text(PURPOSE_ROW, 0, declared.purpose, look, measured=is_text_alone)
    on.need(TITLE_ROW, TITLE_HEIGHT)
    on.need(PURPOSE_ROW, PURPOSE_HEIGHT)
    if declared.state:
        _write_state(on, declared.state)
    wraps = not (on.placed.tables or on.placed.beside)
    for row, left, line in on.placed.lines:
        _write_line(on, row, left, line, wraps=wraps)


def write_groups(on: "SheetWriter") -> None:
    """Write the line over a table's groups of columns, with the name of each."""
    for table in on.placed.tables:
        row, role = table.row - 1, Role.ISSUED
        columns = table.table.columns if any(c.group for c in table.table.columns) else ()
        for at, column in enumerate(columns, start=table.left):
            role = on.role(column) if column.group else role
            on.text(row, at, column.group, theme.group(role))
            on.need(row, GROUP_HEIGHT)


def _write_state(on: "SheetWriter", state: State) -> None:
    """The banner: its words over the whole width, and at its end where they lead."""
    widths = enumerate(shown_widths(on.placed, on.widths))
    shown = {at: width for at, width in widths if width}
    last, key = max(shown), on.placed.sheet.key
    for column in range(1, last + 1):
        on.text(STATE_ROW, column, "", theme.STATE)
    if state.formula:
        _write_calculated(on, 0, theme.STATE, state.formula, f"state.{key}")
    else:
        on.text(STATE_ROW, 0, f"{{{{ {state.issued} }}}}", theme.STATE)
    ends = zip(shown, accumulate(shown.values()), strict=True)
    in_sight = max((at for at, end in ends if end <= PAGE_WIDTH), default=1)
    look = theme.STATE | theme.LINK_IN_STATE
    if state.first:
        sheet, _ = on.copy.tables[state.to.partition(".")[0]]
        _write_calculated(on, in_sight, look, state.link_to_row(sheet), f"link.{key}")
    elif state.link:
        _write_link(on, STATE_ROW, in_sight, Line(state.link, to=state.to), look)
    for words, tone in state.tones.items():
        rule = f'LEFT($A${STATE_ROW + 1},{len(words)})="{words}"'
        area = STATE_ROW, 0, STATE_ROW, last
        on.shade(area, {"type": "formula", "criteria": rule}, theme.tone(tone))
    on.need(STATE_ROW, STATE_HEIGHT)


def _write_calculated(
    on: "SheetWriter", column: int, look: Mapping[str, Any], formula: str, name: str
) -> None:
    """A cell of the banner whose text a formula gives, or the job knows."""
    about = on.formula(formula, None)
    on.put(STATE_ROW, column, look, lambda copy, *_: [copy.data["fields"].get(name)], **about)


def _write_link(
    on: "SheetWriter", row: int, column: int, line: Line, look: Mapping[str, Any], **about: Any
) -> None:
    """A text that leads somewhere in the workbook; nothing where it has none of it."""
    where = target(on.copy.plan, on.copy.text(line.to))
    if where:
        on.text(row, column, line.text, look, link=lambda *_: where, **about)


def _write_line(on: "SheetWriter", row: int, left: int, line: Line, *, wraps: bool) -> None:
    """A line of text; a heading runs over what stands beside it."""
    if line.to:
        look = theme.LINKED | {"text_wrap": wraps}
        _write_link(on, row, left, line, look, measured=wraps)
    elif line.style == "heading":
        on.text(row, left, line.text, theme.HEADING)
    elif line.style in list(Role):
        role = Role(line.style)
        look = theme.cell(role, CellKind.TEXT, locked=True) | theme.marked(role)
        on.text(row, left, line.text, look, measured=True, mark=theme.marked_label("", role))
    else:
        look = theme.NOTE if line.style == "note" else theme.PLAIN
        on.text(row, left, line.text, {**look, "text_wrap": wraps}, measured=wraps)
