"""Which column holds what: by a list of headings, or as the user's own list says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from svtools import schema, yamlfile
from svtools.errors import DeclarationError
from svtools.jobs.local_spend.tables import Row, without_marks
from svtools.spelling import letters_of
from svtools.workbooks.cells import letters
from svtools.workbooks.typed import shown

NONE = "none"
"""In a map, for a column that a file has and that shall not be used."""

FURTHER = ("department", "category")
"""The roles that several columns of one table may have."""

Headings = Mapping[str, Sequence[str]]


@cache
def known_headings() -> Mapping[str, Any]:
    """The lists of headings, by kind of table."""
    return yamlfile.read(Path(__file__).with_name("headings.yaml"))


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What the user says of the columns, where the headings don't: for each role a heading.

    `dates` is the order of day and month where the dates don't tell it.
    """

    supplier: str = ""
    supplier_id: str = ""
    amount: str = ""
    date: str = ""
    department: str = ""
    category: str = ""
    postcode: str = ""
    vcse: str = ""
    dates: Literal["", "day first", "month first"] = ""
    path: Path | None = field(default=None, metadata={"key": None})

    @property
    def named(self) -> dict[str, str]:
        """The headings that were given, by role."""
        roles = (entry.name for entry in fields(self) if entry.name not in {"dates", "path"})
        return {role: getattr(self, role) for role in roles if getattr(self, role)}


def read_map(path: Path | None) -> ColumnMap:
    """The map in a YAML file. Raises DeclarationError for anything that it should not hold."""
    return schema.build(yamlfile.read(path), ColumnMap, path=path) if path else ColumnMap()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one table: the heading's row, and by role the column that holds it.

    `further` are more columns of a role, in which people may be told, too.
    """

    heading_row: int
    headings: tuple[str, ...]
    places: Mapping[str, int]
    further: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def heading(self, role: str) -> str:
        """The heading of a role's column, with its letter where there is none."""
        column = self.places[role]
        return self.headings[column] or f"column {letters(column)}"


_WORDS = {
    "supplier_id": "supplier number",
    "net": "amount net of VAT",
    "gross": "amount with VAT",
    "vcse": "voluntary or community",
    "company_number": "company number",
}


def words(role: str) -> str:
    """What a role is called in a sentence."""
    return _WORDS.get(role, role.replace("_", " "))


def find_columns(rows: Sequence[Row], kind: str, given: Mapping[str, str] | None = None) -> Columns:
    """The row among the first `rows` that holds the most headings of a `kind`, and its columns."""
    known, given = known_headings()[kind], given or {}
    found = [Columns(number, *_recognised(row, known, given)) for number, row in enumerate(rows)]
    best = max(found, key=lambda columns: len(columns.places), default=Columns(0, (), {}))
    return replace(best, further={role: _further(best, role, known, given) for role in FURTHER})


def _further(
    columns: Columns, role: str, known: Headings, given: Mapping[str, str]
) -> tuple[int, ...]:
    """The columns with a role's headings beside the one that is taken."""
    if given.get(role) == NONE:
        return ()
    names, taken = set(map(letters_of, known.get(role, ()))), set(columns.places.values())
    spelt = enumerate(map(letters_of, columns.headings))
    return tuple(at for at, heading in spelt if heading in names and at not in taken)


def _recognised(
    row: Row, known: Headings, given: Mapping[str, str]
) -> tuple[tuple[str, ...], dict[str, int]]:
    headings = tuple(without_marks(shown(cell)) for cell in row)
    spelt = [letters_of(heading) for heading in headings]
    places: dict[str, int] = {}
    for role, names in known.items():
        wanted = (given[role], *(() if given[role] == NONE else names)) if role in given else names
        column = _first(spelt, wanted, taken=places.values())
        if column is not None:
            places[role] = column
    return headings, places


def _first(spelt: Sequence[str], names: Iterable[str], taken: Iterable[int]) -> int | None:
    used = set(taken)
    for name in map(letters_of, names):
        for column, heading in enumerate(spelt):
            if heading == name and column not in used:
                return column
    return None


def refuse_unknown(given: ColumnMap, found: Iterable[Sequence[str]]) -> None:
    """Raise DeclarationError for a heading of the map that no file has."""
    there = {letters_of(heading) for headings in found for heading in headings}
    for role, heading in given.named.items():
        if heading != NONE and letters_of(heading) not in there:
            what = f"no file has a column '{heading}', which is given for '{role}'."
            raise DeclarationError(
                given.path or "map", None, what, "Write the heading as the files have it."
            )
