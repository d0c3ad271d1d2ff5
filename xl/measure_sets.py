"""The measure set that a worksheet function is given: a range, a name, or nothing."""

from collections.abc import Sequence
from functools import lru_cache

from svtools.errors import InputError
from svtools.measures import (
    Measure,
    MeasureSet,
    find_heading_row,
    match_headings,
    measure_set_from_rows,
)
from xl.cells import Cell, ExcelError, Grid, Mistake, Propagated, error_in, is_blank, text

_Rows = tuple[tuple[Cell, ...], ...]
_IN_RANGE = "the marked range"


class MeasureSets:
    """Measures by their codes, of one edition or, as in a register, of several."""

    def __init__(self, sets: Sequence[MeasureSet]) -> None:
        self._found: dict[str, list[Measure]] = {}
        for each in sets:
            for measure in each.measures.values():
                self._found.setdefault(measure.code.casefold(), []).append(measure)
        self._sets = sets

    def measure(self, code: str) -> Measure:
        """The measure with this code; case doesn't matter.

        Raises Mistake, as #N/A, where there is none, and where several editions have it.
        """
        found = self._found.get(code.casefold())
        if found is None:
            raise self._unknown(code)
        if len(found) > 1:
            editions = ", ".join(each.edition for each in found)
            raise Mistake(
                f"{code} is in several editions: {editions}.",
                "Mark the rows of one edition only.",
                ExcelError.NA,
            )
        return found[0]

    def measures(self) -> list[Measure]:
        """All of them, in the order of the set."""
        return [each for known in self._sets for each in known.measures.values()]

    def _unknown(self, code: str) -> Mistake:
        try:
            self._sets[0].measure(code)
        except InputError as error:
            return Mistake(error.what, error.remedy, ExcelError.NA)
        raise AssertionError(code)  # a code that is there has been found


def sets_given(grid: Grid | None) -> MeasureSets:
    """The set that a range holds or that a single cell names; None is this machine's default.

    A range has the headings of a measure set in it, as the sheets Measures of a measure set and of
    a contracts register do. Raises Mistake for a name that is unknown and a range that is no set.
    """
    if grid is None:
        return _default()
    if len(grid) == 1 and len(grid[0]) == 1:
        return _named(grid[0][0])
    return _in_range(tuple(tuple(row) for row in grid))


def _default() -> MeasureSets:
    from svtools.jobs.register.installed_sets import default_set

    return _indexed(default_set())


def _named(cell: Cell) -> MeasureSets:
    from svtools.jobs.register.installed_sets import named_set

    shown = error_in(cell)
    if shown:
        raise Propagated("measure_set", shown)
    try:
        return _indexed(named_set(text(cell)))
    except InputError as unknown:
        raise Mistake(unknown.what, unknown.remedy, ExcelError.NA) from None


_known: dict[int, tuple[MeasureSet, MeasureSets]] = {}


def _indexed(found: MeasureSet) -> MeasureSets:
    """The set by its codes, worked out once for each set that is loaded."""
    if id(found) not in _known:
        _known[id(found)] = (found, MeasureSets([found]))
    return _known[id(found)][1]


@lru_cache(maxsize=8)
def _in_range(rows: _Rows) -> MeasureSets:
    start = find_heading_row(rows)
    if start is None:
        raise Mistake(
            "The range for measure_set has no headings of a measure set.",
            "Mark it with its headings: at least Code, Measure, Unit and Value of one unit.",
        )
    columns = match_headings(rows[start])
    if "proxy" not in columns:  # else every measure would be counted and none valued
        raise Mistake(
            "The range for measure_set has no heading for what one unit is worth.",
            "Call that column Value of one unit.",
        )
    edition = next((at for at, each in enumerate(rows[start]) if _is_edition(each)), None)
    found: dict[str, list[dict[str, Cell]]] = {}
    for row in rows[start + 1 :]:
        values = {field: row[at] for field, at in columns.items()}
        if not all(map(is_blank, values.values())):
            _refuse_errors(values)
            name = text(row[edition]) if edition is not None else _IN_RANGE
            found.setdefault(name or _IN_RANGE, []).append(values)
    if not found:
        raise Mistake("The range for measure_set has no measures.", "Mark its rows too.")
    return MeasureSets([_made(name, given) for name, given in found.items()])


def _made(edition: str, rows: Sequence[dict[str, Cell]]) -> MeasureSet:
    made, faults = measure_set_from_rows(rows, MeasureSet(edition, edition))
    if faults:
        first = faults[0]
        code = rows[first.row_index].get("code")
        which = "a row" if is_blank(code) else text(code)
        raise Mistake(f"measure_set, {which}: {first.what}", first.remedy)
    return made


def _refuse_errors(values: dict[str, Cell]) -> None:
    for field, cell in values.items():
        error = error_in(cell)
        if error:
            raise Propagated(f"{field} in measure_set", error)


def _is_edition(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in {"edition", "measure edition"}
