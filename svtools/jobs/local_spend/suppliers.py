"""The council's list of suppliers, and which of its lines a payee is: by number, else by name."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from svtools.errors import InputError
from svtools.jobs.local_spend.columns import find_columns
from svtools.jobs.local_spend.names import as_entered, cleaned, known_as, number
from svtools.jobs.local_spend.tables import (
    Table,
    add_mended,
    first_rows,
    made_by_us,
    seen,
    tables_of,
)
from svtools.policy.local_area import first_postcode
from svtools.workbooks.cells import Cell
from svtools.workbooks.opening import in_words
from svtools.workbooks.problems import Problems
from svtools.workbooks.typed import shown

OURS = "local_spend"
LOOK_UP_SHEET = "Suppliers to look up"
ABROAD = ("abroad", "overseas", "foreign")
REGISTERED = "registeredoffice"
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
_SIZES = {
    "micro": "Micro",
    "small": "Small",
    "medium": "Medium",
    "large": "Large",
    "sme": "SME",
    "nonsme": "Large",
    **dict.fromkeys(_YES, "SME"),
    **dict.fromkeys(_NO, "Large"),
}
"""What lists say of size; a column SME says Yes or No."""


class Listed(NamedTuple):
    """One line of the list, as far as it says anything."""

    name: str
    supplier_id: str
    postcode: str
    """A full postcode, "abroad", or blank."""
    written: str
    """What stands in the postcode's cell."""
    company_number: str
    size: str
    vcse: str
    registered: bool
    """Whether the postcode is that of a registered office."""


class Joined(StrEnum):
    """How a payee was found in the list."""

    BY_NUMBER = "by number"
    BY_NAME = "by name"
    NOT = "not in the list"


class Match(NamedTuple):
    """The lines that a payee may be, and how they were found; of several postcodes none counts."""

    joined: Joined
    lines: tuple[Listed, ...] = ()

    @property
    def postcodes(self) -> tuple[str, ...]:
        """The different postcodes of the lines."""
        return tuple(sorted({line.postcode for line in self.lines if line.postcode}))

    def first(self, name: str) -> str:
        """What the lines say of `name`, where they all say the same."""
        said = {getattr(line, name) for line in self.lines} - {""}
        return said.pop() if len(said) == 1 else ""

    @property
    def registered(self) -> bool:
        """Whether all that is known is where the registered office is."""
        return any(line.registered for line in self.lines if line.postcode)


@dataclass(frozen=True, slots=True)
class SupplierList:
    """All lines by supplier's number and by what they are known as."""

    by_number: Mapping[str, tuple[Listed, ...]]
    by_name: Mapping[str, tuple[Listed, ...]]
    problems: Problems
    lines: int = 0

    def match(self, name: str, supplier_id: str) -> Match:
        """The lines of the list that a payee with this name and number is."""
        by_number = self.by_number.get(number(supplier_id), ()) if supplier_id else ()
        if by_number:
            return Match(Joined.BY_NUMBER, by_number)
        whole = self.by_name.get(cleaned(name), ())
        lines = whole or tuple(
            dict.fromkeys(line for part in known_as(name) for line in self.by_name.get(part, ()))
        )
        if supplier_id:  # a line with another number is another supplier of the same name
            lines = tuple(line for line in lines if not line.supplier_id) or lines
        return Match(Joined.BY_NAME, lines) if lines else Match(Joined.NOT)


def read_suppliers(paths: Sequence[Path]) -> SupplierList:
    """The list in one or several files; the sheet of suppliers to look up is one when filled in.

    Raises InputError where a file can't be read, holds no list, or no postcode at all.
    """
    lines: list[Listed] = []
    problems = Problems(own=True)
    for path in paths:
        problems.file = path.name
        found = list(_lines(path, problems))
        if not any(line.written for line in found):
            raise InputError(
                f"{path.name} holds no postcode, so it places no supplier.",
                "Give a list with a column 'Postcode': supplier's number, name and postcode.",
            )
        lines += found
    return SupplierList(
        _index(lines, lambda line: filter(None, [number(line.supplier_id)])),
        _index(lines, lambda line: dict.fromkeys((cleaned(line.name), *known_as(line.name)))),
        problems,
        len(lines),
    )


Keys = Callable[[Listed], Iterable[str]]


def _index(lines: Iterable[Listed], keys: Keys) -> dict[str, tuple[Listed, ...]]:
    found: dict[str, dict[Listed, None]] = {}
    for line in lines:
        for key in filter(None, keys(line)):
            found.setdefault(key, {})[line] = None
    return {key: tuple(sorted(lines)) for key, lines in found.items()}


def _lines(path: Path, problems: Problems) -> Iterator[Listed]:
    tables = _of_our_own(tables_of(path))
    read = 0
    for table in tables:
        columns = find_columns(first_rows(table), "suppliers")
        if "postcode" in columns.places and {"supplier", "supplier_id"} & set(columns.places):
            read += 1
            yield from _of_table(table, columns.heading_row, columns.places, problems)
            add_mended(problems, table)
    if not read:
        raise InputError(
            f"{path.name} has no columns of suppliers and postcodes.",
            "Give a list with the headings 'Supplier number', 'Supplier name' and 'Postcode'.",
        )


def _of_our_own(tables: list[Table]) -> list[Table]:
    """Of a workbook of this command only the sheet that is filled in; of another's, a refusal."""
    name = made_by_us(tables)
    if name and name != OURS:
        raise InputError(
            f"{tables[0].file} is a {in_words(name)}, not a list of suppliers.",
            "Name the list of suppliers with --suppliers.",
        )
    if not name:
        return seen(tables)
    return [table for table in tables if table.sheet == LOOK_UP_SHEET]


def _of_table(
    table: Table, heading_row: int, places: Mapping[str, int], problems: Problems
) -> Iterator[Listed]:
    for row, cells in table.rows():
        if row <= heading_row:
            continue
        texts = {
            role: shown(cells[column]).strip() if column < len(cells) else ""
            for role, column in places.items()
        }
        name, supplier_id, size = (texts.get(n, "") for n in ("supplier", "supplier_id", "size"))
        if not (cleaned(name) or supplier_id):
            continue
        written = texts["postcode"]
        abroad = ABROAD[0] if written.casefold() in ABROAD else ""
        postcode = abroad or first_postcode([written]) or ""
        if written and not postcode:
            place = Cell(table.sheet, table.order, row, places["postcode"])
            problems.add("spend-postcode", place, entered=as_entered(written))
        yield Listed(
            name,
            supplier_id,
            postcode,
            written,
            texts.get("company_number", ""),
            _SIZES.get(_letters(size), size.capitalize()),
            yes_or_no(texts.get("vcse", "")),
            _letters(texts.get("address_is", "")) == REGISTERED,
        )


def yes_or_no(text: str) -> str:
    """Yes or No, however it is written; blank where it is neither."""
    folded = _letters(text)
    return "Yes" if folded in {*_YES, "vcse"} else "No" if folded in _NO else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
