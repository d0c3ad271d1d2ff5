"""A pre-procurement record being read: its values with their cells, and what is wrong with it.

Everything is a problem of the catalogue. What makes a pack impossible is refused, all of it at
once; what only needs a look is told, and the pack is made.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.opening import located, open_declared
from svtools.jobs.register.contracts import Contract
from svtools.workbooks.content import FieldValue, Row
from svtools.workbooks.declaration import Item, Role
from svtools.workbooks.parse import template
from svtools.workbooks.problems import Level, Problem, told

TEMPLATE = "pre_procurement_record"
FACTS = ("ref", "lot", "title", "category", "net_value", "vat_rate", "gross_value", "commenced",
         "start", "end", "extension", "regime")  # fmt: skip
"""The contract's facts, by the same names in the record and in a contract."""


def fact(contract: Contract, name: str) -> Any:
    """One of a contract's `FACTS`."""
    return getattr(contract.key if name in {"ref", "lot"} else contract, name)


class Record:
    """A filled-in record; `refused` make a pack impossible, `remarks` need a look.

    Raises InputError where the file at `path` is no record.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.content = open_declared(path, TEMPLATE)
        self.refused: list[Problem] = []
        self.remarks: list[Problem] = []
        for problem in self.content.problems:
            if problem.code != "required-blank":  # a blank matters by what it decides
                grave = problem.level != Level.REMARK
                (self.refused if grave else self.remarks).append(problem)

    def value(self, name: str) -> Any:
        """A field's value by "block.key"; None where it is blank."""
        return self.content.value(name)

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table in which something stands."""
        return self.content.rows(table)

    def inputs(self, *blocks: str) -> Iterator[tuple[str, Item]]:
        """What is filled in in these blocks (in all, where none is named), by "block.key"."""
        for _, block, item in template(TEMPLATE).items():
            if (not blocks or block.key in blocks) and item.role is Role.INPUT:
                yield f"{block.key}.{item.key}", item

    def refuse(self, code: str, *names: str, **details: Any) -> None:
        """What stands in these fields makes a pack impossible."""
        self.refused.append(self._in_fields(code, names, details))

    def remark(self, code: str, *names: str, **details: Any) -> None:
        """What stands in these fields needs a look."""
        self.remarks.append(self._in_fields(code, names, details))

    def refuse_rows(
        self, code: str, table: str, column: str, rows: Iterable[Row] = (), **details: Any
    ) -> None:
        """What stands in this column makes a pack impossible."""
        self.refused.append(self._in_rows(code, table, column, rows, details))

    def remark_rows(
        self, code: str, table: str, column: str, rows: Iterable[Row] = (), **details: Any
    ) -> None:
        """What stands in this column needs a look."""
        self.remarks.append(self._in_rows(code, table, column, rows, details))

    def is_blank(self, name: str) -> bool:
        """Whether nothing stands in a field; what can't be used is told already."""
        place = self.content.fields.get(name)
        return place is None or (place.value is None and not self._is_told(place))

    def _is_told(self, place: FieldValue) -> bool:
        cell = (place.row, place.column)
        return any(p.sheet == place.sheet and cell in p.cells for p in self.refused)

    def attempt(self, make: Callable[[], Any], *names: str) -> None:
        """Refuse these fields with its own words where `make` raises InputError."""
        try:
            make()
        except InputError as error:
            fault, remedy = error.what.rstrip("."), error.remedy.rstrip(".")
            self.refuse("record-term", *names, fault=fault, remedy=remedy)

    def settle(self) -> None:
        """Raises InputError with everything that makes a pack impossible, each with its cell."""
        found = told(self.refused)
        if found:
            remedies = dict.fromkeys(each.remedy for each in found)
            raise InputError(
                "\n".join(map(located, found)), " ".join([*remedies, "Then save it and try again."])
            )

    def _in_fields(self, code: str, names: Iterable[str], details: dict[str, Any]) -> Problem:
        places = [place for name in names if (place := self.content.fields.get(name))]
        sheet = places[0].sheet if places else ""
        cells = tuple((place.row, place.column) for place in places)
        return Problem(code, self.path.name, sheet, cells, details, _order(sheet))

    def _in_rows(
        self, code: str, table: str, column: str, rows: Iterable[Row], details: dict[str, Any]
    ) -> Problem:
        found = self.content.tables.get(table)
        if found is None:
            return Problem(code, self.path.name, details=details)
        cells = tuple(found.cell(row, column) for row in rows)
        return Problem(code, self.path.name, found.sheet, cells, details, _order(found.sheet))


def _order(sheet: str) -> int:
    """The sheet's place in the workbook, as it is sent out."""
    names = [each.name for each in template(TEMPLATE).sheets]
    return names.index(sheet) if sheet in names else 0
