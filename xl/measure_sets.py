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


class MeasureSets:
    """Measures by their codes, of one edition or, as in a register, of several."""

    def __init__(self, sets: Sequence[MeasureSet]) -> None:
        self._sets = sets
        self._by_code: dict[str, list[Measure]] = {}
        for measure in self.measures():
            self._by_code.setdefault(measure.code.casefold(), []).append(measure)

    def measure(self, code: str) -> Measure:
        """The measure with this code; case doesn't matter.

        Raises Mistake, as #N/A, where there is none, and where several editions have it.
        """
        measures = self._by_code.get(code.casefold(), [])
        if len(measures) == 1:
            return measures[0]
        if measures:
            editions = ", ".join(measure.edition for measure in measures)
            raise Mistake(
                f"{code} is in several editions: {editions}.",
                "Mark the rows of one edition only.",
                ExcelError.NA,
            )
        try:
            return self._sets[0].measure(code)  # which says what is there instead
        except InputError as unknown:
            raise Mistake(unknown.what, unknown.remedy, ExcelError.NA) from None

    def measures(self) -> list[Measure]:
        """All of them, in the order of the set."""
        return [measure for known in self._sets for measure in known.measures.values()]


def sets_given(grid: Grid | None) -> MeasureSets:
    """The set that a range holds or that a single cell names; None is this machine's default.

    A range has the headings of a measure set in it, as the sheets Measures of a measure set and of
    a contracts register do. Raises Mistake for a name that is unknown and a range that is no set.
    """
    from svtools.jobs.register.installed_sets import default_set, named_set

    if grid is None:
        return MeasureSets([default_set()])
    if len(grid) > 1 or len(grid[0]) > 1:
        return _in_range(tuple(tuple(row) for row in grid))
    if error := error_in(grid[0][0]):
        raise Propagated("measure_set", error)
    try:
        return MeasureSets([named_set(text(grid[0][0]))])
    except InputError as unknown:
        raise Mistake(unknown.what, unknown.remedy, ExcelError.NA) from None


@lru_cache(maxsize=8)
def _in_range(rows: tuple[tuple[Cell, ...], ...]) -> MeasureSets:
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
    headings = enumerate(text(cell).casefold() for cell in rows[start])
    edition = next((at for at, h in headings if h in {"edition", "measure edition"}), None)
    editions: dict[str, list[dict[str, Cell]]] = {}
    for row in rows[start + 1 :]:
        values = {field: row[at] for field, at in columns.items()}
        if not all(map(is_blank, values.values())):
            for field, cell in values.items():
                if error := error_in(cell):
                    raise Propagated(f"{field} in measure_set", error)
            name = text(row[edition]) if edition is not None else ""
            editions.setdefault(name or "the marked range", []).append(values)
    if not editions:
        raise Mistake("The range for measure_set has no measures.", "Mark its rows too.")
    return MeasureSets([_set_of(name, its_rows) for name, its_rows in editions.items()])


def _set_of(edition: str, rows: Sequence[dict[str, Cell]]) -> MeasureSet:
    measure_set, faults = measure_set_from_rows(rows, MeasureSet(edition, edition))
    if faults:
        first = faults[0]
        code = rows[first.row_index].get("code")
        which = "a row" if is_blank(code) else text(code)
        raise Mistake(f"measure_set, {which}: {first.what}", first.remedy)
    return measure_set
