"""Excel's data validation for what is filled in: help while typing, and limits."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from svtools.numbers import plain
from svtools.workbooks.cells import letters
from svtools.workbooks.declaration import CellKind, Item, Template
from svtools.workbooks.layout import PlacedSheet

LONGEST_INLINE_LIST = 255
LONGEST_TITLE = 32
LONGEST_MESSAGE = 255
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
LISTS_SHEET = "Lists"
NEEDED = "Needed. "


class Choices:
    """Where each drop-down list stands: in the cell's rule, in a table, or on the lists sheet.

    Excel takes at most 255 characters in a rule and parts them at commas; other lists go to a
    hidden sheet.
    """

    def __init__(self, template: Template, plan: Sequence[PlacedSheet], book: Any) -> None:
        self._tables = {
            placed.table.key: (sheet.sheet.name, placed)
            for sheet in plan
            for placed in sheet.tables
        }
        self._long: dict[tuple[str, ...], str] = {}
        choices = [item.choices for _, item in template.cells()]
        long_lists = dict.fromkeys(filter(_unfit, choices))
        if long_lists:
            self._write_lists(book, list(long_lists), protected=template.protected)

    def _write_lists(self, book: Any, lists: list[tuple[str, ...]], *, protected: bool) -> None:
        sheet = book.add_worksheet(LISTS_SHEET)
        for column, choices in enumerate(lists):
            sheet.write_column(0, column, choices)
            letter = letters(column)
            self._long[choices] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(choices)}"
        if protected:
            sheet.protect()
        sheet.hide()

    def source(self, item: Item) -> Any:
        """What a list rule takes as its source."""
        if not item.choices_from:
            return self._long.get(item.choices) or list(item.choices)
        table, _, key = item.choices_from.partition(".")
        sheet_name, placed = self._tables[table]
        letter = letters(placed.column(key))
        return f"='{sheet_name}'!${letter}${placed.first + 1}:${letter}${placed.last + 1}"


def _unfit(choices: tuple[str, ...]) -> bool:
    """Whether Excel can't take them in a rule, where a comma parts two choices."""
    return len(",".join(choices)) > LONGEST_INLINE_LIST or any("," in each for each in choices)


def validation(item: Item, choices: Choices) -> dict[str, Any] | None:
    """The rule of an input cell; None where anything goes and there is nothing to say."""
    rule = _limits(item, choices)
    message = f"{NEEDED if item.required else ''}{item.help}".strip()
    if message:
        rule["input_title"] = item.label[:LONGEST_TITLE]
        rule["input_message"] = message[:LONGEST_MESSAGE]
    if rule["validate"] == "any" and not message:
        return None
    return rule


def _limits(item: Item, choices: Choices) -> dict[str, Any]:
    match item.kind:
        case CellKind.CHOICE:
            return {
                "validate": "list",
                "source": choices.source(item),
                **_refusal("Please choose from the list", "Choose one of the values in the list."),
            }
        case CellKind.DATE:
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": EARLIEST,
                "maximum": LATEST,
                **_refusal("Please type a date", "Type a date such as 31/03/2026."),
            }
        case CellKind.NUMBER | CellKind.INTEGER | CellKind.MONEY | CellKind.RATE:
            return _number(item)
        case _:
            return {"validate": "any"}


def _number(item: Item) -> dict[str, Any]:
    validate = "integer" if item.kind is CellKind.INTEGER else "decimal"
    noun = "a whole number" if item.kind is CellKind.INTEGER else "a number"
    low = item.minimum if item.minimum is not None else -1e12
    bounds: Mapping[str, Any]
    if item.maximum is not None:
        bounds = {"criteria": "between", "minimum": low, "maximum": item.maximum}
        said = f"{noun} from {plain(low)} to {plain(item.maximum)}"
    else:
        bounds = {"criteria": ">=", "value": low}
        said = f"{noun} of {plain(low)} or more" if item.minimum is not None else noun
    message = f"Type {said}, digits only. Leave the cell blank if there is nothing to report yet."
    return {"validate": validate, **bounds, **_refusal("Please type a number", message)}


def _refusal(title: str, message: str) -> dict[str, str]:
    return {"error_title": title, "error_message": message}
