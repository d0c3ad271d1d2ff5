"""What people read on a sheet beside its values: title, state, lines, links, names of groups."""

from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from svtools.workbooks import theme
from svtools.workbooks.declaration import CellKind, Item, Role, State
from svtools.workbooks.layout import PURPOSE_ROW, STATE_ROW, TITLE_ROW, PlacedSheet
from svtools.workbooks.links import target
from svtools.workbooks.page_breaks import PAGE_WIDTH
from svtools.workbooks.quick_sheet import QuickSheet
from svtools.workbooks.references import expanded
from svtools.workbooks.sheet_setup import (
    GROUP_HEIGHT,
    STATE_HEIGHT,
    TEXT_WIDTH,
    Heights,
    shown_widths,
)
from svtools.workbooks.sheet_values import put

if TYPE_CHECKING:
    from svtools.workbooks.write import BookWriter


class SheetTexts:
    """Writes the texts of one placed sheet."""

    def __init__(
        self,
        book: "BookWriter",
        sheet: QuickSheet,
        placed: PlacedSheet,
        widths: Sequence[float],
        heights: Heights,
    ) -> None:
        self.book = book
        self.sheet = sheet
        self.placed = placed
        self.widths = widths
        self.heights = heights

    def run(self) -> None:
        """Write everything but the names of groups."""
        declared = self.placed.sheet
        self._text(TITLE_ROW, 0, declared.title, theme.TITLE)
        is_text_alone = self.widths[0] == TEXT_WIDTH
        look = {**theme.PURPOSE, "text_wrap": is_text_alone}
        purpose = self._text(PURPOSE_ROW, 0, declared.purpose, look)
        if is_text_alone:
            self.heights.need(PURPOSE_ROW, 0, purpose)
        if declared.state:
            self._state(declared.state)
        self._lines()

    def groups(self, role_of: Callable[[Item], Role]) -> None:
        """Write the line over a table's groups of columns, with the name of each."""
        for table in self.placed.tables:
            row, role = table.row - 1, Role.ISSUED
            columns = table.table.columns if any(c.group for c in table.table.columns) else ()
            for at, column in enumerate(columns, start=table.left):
                role = role_of(column) if column.group else role
                self._text(row, at, column.group, theme.group(role))
                self.heights.least(row, GROUP_HEIGHT)

    def _text(self, row: int, column: int, source: str, look: Mapping[str, Any]) -> str:
        text = self.book.text(source)
        put(self.sheet, row, column, text, self.book.format(look))
        return text

    def _state(self, state: State) -> None:
        """The banner: its words over the whole width, and at its end where they lead."""
        look, last = self.book.format(theme.STATE), max(self._shown())
        for column in range(1, last + 1):
            put(self.sheet, STATE_ROW, column, None, look)
        name = f"state.{self.placed.sheet.key}"
        if state.formula:
            known = self.book.data["fields"].get(name)
            formula = expanded(state.formula, None, self.book.template)
            self.sheet.write_formula(STATE_ROW, 0, formula, look, self.book.result(known))
        else:
            said = self.book.text(f"{{{{ {state.issued} }}}}")
            put(self.sheet, STATE_ROW, 0, said, look)
        if state.first:
            self._link_to_row(state)
        elif state.link:
            look_of_link = theme.STATE | theme.LINK_IN_STATE
            self._link(STATE_ROW, self._in_sight(), state.link, state.to, look_of_link)
        for words, tone in state.tones.items():
            rule = f'LEFT($A${STATE_ROW + 1},{len(words)})="{words}"'
            shown = {
                "type": "formula",
                "criteria": rule,
                "format": self.book.format(theme.tone(tone)),
            }
            self.sheet.conditional_format(STATE_ROW, 0, STATE_ROW, last, shown)
        self.heights.least(STATE_ROW, STATE_HEIGHT)

    def _in_sight(self) -> int:
        """The last column of the first screen that is not folded away."""
        shown = self._shown()
        ends = zip(shown, accumulate(shown.values()), strict=True)
        return max((at for at, end in ends if end <= PAGE_WIDTH), default=1)

    def _shown(self) -> dict[int, int]:
        """The pixels of each column that is not out of sight."""
        widths = enumerate(shown_widths(self.placed, list(self.widths)))
        return {at: width for at, width in widths if width}

    def _link_to_row(self, state: State) -> None:
        """A link that finds its row; in sight, and nothing where there is no such row."""
        table = state.to.partition(".")[0]
        home = next(sheet.name for sheet, t in self.book.template.tables() if t.key == table)
        formula = expanded(state.link_to_row(home), None, self.book.template)
        known = self.book.data["fields"].get(f"link.{self.placed.sheet.key}")
        look = self.book.format(theme.STATE | theme.LINK_IN_STATE)
        result = self.book.result(known)
        self.sheet.write_formula(STATE_ROW, self._in_sight(), formula, look, result)

    def _link(self, row: int, column: int, source: str, to: str, look: Mapping[str, Any]) -> None:
        """A text that leads somewhere in the workbook; nothing where it has none of it."""
        where = target(self.book.plan, to)
        if where:
            self.sheet.write_url(row, column, where, self.book.format(look), self.book.text(source))

    def _lines(self) -> None:
        wraps = not (self.placed.tables or self.placed.beside)
        for row, left, line in self.placed.lines:
            if line.to:
                linked = theme.LINKED | {"text_wrap": wraps}
                self._link(row, left, line.text, line.to, linked)
                if wraps:
                    self.heights.need(row, left, self.book.text(line.text))
                continue
            if line.style == "heading":
                look: Mapping[str, Any] = theme.HEADING
            elif line.style in list(Role):
                role = Role(line.style)
                look = theme.cell(role, CellKind.TEXT, locked=True) | theme.marked(role)
            else:
                look = theme.NOTE if line.style == "note" else theme.PLAIN
                look = look if wraps else {**look, "text_wrap": False}
            text = self._text(row, left, line.text, look)
            if line.style in list(Role):
                text = theme.marked_label(text, Role(line.style))
            if look.get("text_wrap") and line.style != "heading":  # which runs over the others
                self.heights.need(row, left, text)
