"""A pre-procurement record being read: its values with their cells, and what is wrong with it.

Everything is a problem of the catalogue. What makes a pack impossible is refused, all of it at
once; what only needs a look is told, and the pack is made.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.opening import open_own, refuse
from svtools.jobs.register.contracts import Contract
from svtools.jobs.tender.rules import keys_about
from svtools.workbooks.cells import Cell
from svtools.workbooks.content import Row
from svtools.workbooks.items import Item, Role
from svtools.workbooks.problems import Level, Problems, told

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
        self.workbook = open_own(path, TEMPLATE, formulas=True)
        self.content = self.workbook.content
        self.refused, self.remarks = Problems(path.name), Problems(path.name)
        for problem in self.content.problems:
            if problem.code != "required-blank":  # a blank matters by what it decides
                grave = problem.level != Level.REMARK
                (self.refused if grave else self.remarks).append(problem)

    def value(self, name: str) -> Any:
        """A field's value by "block.key"; None where it is blank."""
        return self.content.value(name)

    def rows(self, table: str) -> Sequence[Row]:
        """The rows of a table in which something stands."""
        return self.content.rows(table)

    def inputs(self, *blocks: str) -> Iterator[tuple[str, Item]]:
        """What is filled in in these blocks (in all, where none is named), by "block.key"."""
        return (
            (f"{block.key}.{item.key}", item)
            for _, block, item in self.content.template.items()
            if (not blocks or block.key in blocks) and item.role is Role.INPUT
        )

    def refuse(self, code: str, *names: str, rows: Sequence[Row] = (), **details: Any) -> None:
        """What stands in these fields, or columns of `rows`, makes a pack impossible."""
        self.refused.add(code, *self._cells(names, rows), **details)

    def remark(self, code: str, *names: str, rows: Sequence[Row] = (), **details: Any) -> None:
        """What stands in these fields, or columns of `rows`, needs a look."""
        self.remarks.add(code, *self._cells(names, rows), **details)

    def _cells(self, names: Iterable[str], rows: Sequence[Row]) -> Iterator[Cell | None]:
        """Where fields and columns stand; a table's sheet where no row is to blame."""
        for name in names:
            owner, _, column = name.partition(".")
            if owner not in self.content.tables:
                yield self.content.fields[name].cell
            elif rows:
                yield from (row.cell(column) for row in rows)
            else:
                yield self.content.tables[owner].place.whole_sheet

    def blanks(self, *blocks: str) -> list[tuple[str, Item]]:
        """The required inputs of these blocks that are blank; not what is told already."""
        refused = {cell for problem in self.refused for cell in problem.cells}
        fields = self.content.fields
        return [
            (name, item)
            for name, item in self.inputs(*blocks)
            if item.required
            and item.since <= self.content.version
            and fields[name].value is None
            and fields[name].cell not in refused
        ]

    def attempt(self, make: Callable[[], Any], *names: str) -> Any:
        """What `make` makes; None where it raises InputError, which is refused in its own words.

        Refused are the terms that the error is about, else these fields.
        """
        try:
            return make()
        except InputError as error:
            fault, remedy = error.what.rstrip("."), error.remedy.rstrip(".")
            rows_of = {name: table.rows for name, table in self.content.tables.items()}
            cells = [
                cell
                for name in keys_about(error) or names
                for cell in self._cells([name], rows_of.get(name.partition(".")[0], ()))
            ]
            self.refused.add("record-term", *cells, fault=fault, remedy=remedy)
            return None

    def settle(self) -> None:
        """Raises InputError with everything that makes a pack impossible, each with its cell."""
        refuse(told(self.refused), "Then save it and try again.")
