"""What people read on a sheet beside its values: title, state, lines, links, names of groups."""

from collections.abc import Mapping
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from svtools.workbooks import theme
from svtools.workbooks.declaration import CellKind, Role, State
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


class SheetTexts:
    """Writes the texts of one placed sheet."""

    def __init__(self, writer: "SheetWriter") -> None:
        self.writer, self.copy, self.placed = writer, writer.copy, writer.placed

    def run(self) -> None:
        """Write everything but the names of groups."""
        declared = self.placed.sheet
        self._text(TITLE_ROW, 0, declared.title, theme.TITLE)
        is_text_alone = self.writer.widths[0] == TEXT_WIDTH
        look = {**theme.PURPOSE, "text_wrap": is_text_alone}
        self._text(PURPOSE_ROW, 0, declared.purpose, look, measured=is_text_alone)
        self.writer.need(TITLE_ROW, TITLE_HEIGHT)
        self.writer.need(PURPOSE_ROW, PURPOSE_HEIGHT)
        if declared.state:
            self._state(declared.state)
        self._lines()

    def groups(self) -> None:
        """Write the line over a table's groups of columns, with the name of each."""
        for table in self.placed.tables:
            row, role = table.row - 1, Role.ISSUED
            columns = table.table.columns if any(c.group for c in table.table.columns) else ()
            for at, column in enumerate(columns, start=table.left):
                role = self.writer.role(column) if column.group else role
                self._text(row, at, column.group, theme.group(role))
                self.writer.need(row, GROUP_HEIGHT)

    def _text(
        self, row: int, column: int, source: str, look: Mapping[str, Any], **about: Any
    ) -> None:
        self.writer.put(row, column, look, self.writer.said(source), **about)

    def _state(self, state: State) -> None:
        """The banner: its words over the whole width, and at its end where they lead."""
        last = max(self._shown())
        for column in range(1, last + 1):
            self._text(STATE_ROW, column, "", theme.STATE)
        if state.formula:
            self._calculated(0, theme.STATE, state.formula, f"state.{self.placed.sheet.key}")
        else:
            self._text(STATE_ROW, 0, f"{{{{ {state.issued} }}}}", theme.STATE)
        look_of_link = theme.STATE | theme.LINK_IN_STATE
        if state.first:
            self._calculated(
                *(self._in_sight(), look_of_link, state.link_to_row(self._home(state))),
                f"link.{self.placed.sheet.key}",
            )
        elif state.link:
            self._link(STATE_ROW, self._in_sight(), state.link, state.to, look_of_link)
        for words, tone in state.tones.items():
            rule = f'LEFT($A${STATE_ROW + 1},{len(words)})="{words}"'
            look = self.writer.book.format(theme.tone(tone))
            shown = {"type": "formula", "criteria": rule, "format": look}
            self.writer.sheet.conditional_format(STATE_ROW, 0, STATE_ROW, last, shown)
        self.writer.need(STATE_ROW, STATE_HEIGHT)

    def _calculated(self, column: int, look: Mapping[str, Any], formula: str, name: str) -> None:
        """A cell of the banner whose text a formula gives, or the job knows."""
        about = self.writer.formula(formula, None)
        self.writer.put(
            *(STATE_ROW, column, look),
            lambda copy, *_: [copy.data["fields"].get(name)],
            **about,
        )

    def _in_sight(self) -> int:
        """The last column of the first screen that is not folded away."""
        shown = self._shown()
        ends = zip(shown, accumulate(shown.values()), strict=True)
        return max((at for at, end in ends if end <= PAGE_WIDTH), default=1)

    def _shown(self) -> dict[int, int]:
        """The pixels of each column that is not out of sight."""
        widths = enumerate(shown_widths(self.placed, self.writer.widths))
        return {at: width for at, width in widths if width}

    def _home(self, state: State) -> str:
        """The sheet of the table that a link finds its row in."""
        key = state.to.partition(".")[0]
        return next(sheet.name for sheet, t in self.copy.template.tables() if t.key == key)

    def _link(
        self, row: int, column: int, source: str, to: str, look: Mapping[str, Any], **about: Any
    ) -> None:
        """A text that leads somewhere in the workbook; nothing where it has none of it."""
        where = target(self.copy.plan, to)
        if where:
            self._text(row, column, source, look, link=lambda *_: where, **about)

    def _lines(self) -> None:
        wraps = not (self.placed.tables or self.placed.beside)
        for row, left, line in self.placed.lines:
            role = Role(line.style) if line.style in list(Role) else None
            if line.to:
                look: Mapping[str, Any] = theme.LINKED | {"text_wrap": wraps}
                self._link(row, left, line.text, line.to, look, measured=wraps)
                continue
            if line.style == "heading":
                look = theme.HEADING
            elif role:
                look = theme.cell(role, CellKind.TEXT, locked=True) | theme.marked(role)
            else:
                look = theme.NOTE if line.style == "note" else theme.PLAIN
                look = look if wraps else {**look, "text_wrap": False}
            # A heading runs over the others.
            measured = bool(look.get("text_wrap")) and line.style != "heading"
            mark = theme.marked_label("", role) if role else ""
            self._text(row, left, line.text, look, measured=measured, mark=mark)
