"""Excel's data validation for what is filled in: help while typing, and limits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from svtools.numbers import plain
from svtools.workbooks.cells import letters
from svtools.workbooks.declaration import Template
from svtools.workbooks.items import CellKind, Item
from svtools.workbooks.layout import PlacedTable

LONGEST_INLINE_LIST = 255
LONGEST_TITLE = 32
LONGEST_MESSAGE = 255
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
LISTS_SHEET = "Lists"
LOWEST = -1e12
NEEDED = "Needed. "
PROMPTS = {
    CellKind.TEXT: "Type a text.",
    CellKind.CHOICE: "Choose from the list.",
    CellKind.DATE: "Type a date such as 31/03/2026.",
    CellKind.INTEGER: "Type a whole number.",
    CellKind.NUMBER: "Type a number.",
    CellKind.MONEY: "Type pounds, digits only.",
    CellKind.RATE: "Type a percentage such as 10%.",
}
"""What an input says of itself where the declaration has no help for it."""

DIGITS_ONLY = "digits only. Leave the cell blank if there is nothing to report yet."


class Choices:
    """Where each drop-down list stands: in the cell's rule, in a table, or on the lists sheet.

    Excel takes at most 255 characters in a rule and parts them at commas; other lists go to a
    hidden sheet.
    """

    def __init__(
        self, template: Template, tables: Mapping[str, tuple[str, PlacedTable]], book: Any
    ) -> None:
        self._tables = tables
        self._long: dict[tuple[str, ...], str] = {}
        lists = dict.fromkeys(item.choices for _, item in template.cells() if _unfit(item.choices))
        if lists:
            sheet = book.add_worksheet(LISTS_SHEET)
            for column, choices in enumerate(lists):
                sheet.write_column(0, column, choices)
                letter = letters(column)
                self._long[choices] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(choices)}"
            if template.protected:
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
    return len(",".join(choices)) > LONGEST_INLINE_LIST or any("," in choice for choice in choices)


def validation(item: Item, help_: str, choices: Choices, *, lenient: bool) -> dict[str, Any]:
    """The rule of an input cell, with what it takes in words.

    A `lenient` one warns of what may be read all the same, such as a number pasted as a text.
    """
    message = f"{NEEDED if item.required else ''}{help_ or PROMPTS[item.kind]}"
    said = {
        "input_title": item.label[:LONGEST_TITLE],
        "input_message": message[:LONGEST_MESSAGE],
    }
    warns = {"error_type": "warning"} if lenient and item.kind is not CellKind.TEXT else {}
    return _limits(item, choices) | said | warns


def _limits(item: Item, choices: Choices) -> dict[str, Any]:
    rule: dict[str, Any]
    match item.kind:
        case CellKind.TEXT:
            return {"validate": "any"}
        case CellKind.CHOICE:
            rule = {"validate": "list", "source": choices.source(item)}
            title, message = "choose from the list", "Choose one of the values in the list."
        case CellKind.DATE:
            rule = {"validate": "date", "minimum": EARLIEST, "maximum": LATEST}
            title, message = "type a date", "Type a date such as 31/03/2026."
        case _:
            low = LOWEST if item.minimum is None else item.minimum
            validate = "integer" if item.kind is CellKind.INTEGER else "decimal"
            rule = {"validate": validate, "minimum": low, "maximum": item.maximum}
            title, message = "type a number", f"Type {_number(item)}, {DIGITS_ONLY}"
    criteria = ">=" if rule.get("maximum") is None else "between"
    refusal = {"error_title": f"Please {title}", "error_message": message}
    return {"criteria": criteria, **rule, **refusal}


def _number(item: Item) -> str:
    """What may be typed, in words."""
    noun = "a whole number" if item.kind is CellKind.INTEGER else "a number"
    if item.maximum is not None:
        low = LOWEST if item.minimum is None else item.minimum
        return f"{noun} from {plain(low)} to {plain(item.maximum)}"
    return noun if item.minimum is None else f"{noun} of {plain(item.minimum)} or more"
