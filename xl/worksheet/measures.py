"""What units are worth: TOMS_VALUE and its kin, by the measure set that a call names."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from svtools.errors import InputError
from svtools.measures import (
    Line,
    Measure,
    MeasureSet,
    double_counts,
    find_heading_row,
    match_headings,
    measure_set_from_rows,
)
from svtools.measures import totals as totals_of
from svtools.measures import value as value_of
from svtools.numbers import Number, plain
from svtools.spelling import as_known
from xl import cells
from xl.arguments import Argument, choice, column, same_length, text, units
from xl.cells import Cell, ExcelError, Grid, Mistake, Propagated, error_in, is_blank
from xl.registry import Example, Range, for_each_row, for_ranges

CATEGORY = "Social value measures"


class MeasureSets:
    """Measures by their codes, of one edition or, as in a register, of several."""

    def __init__(self, sets: Sequence[MeasureSet]) -> None:
        self._sets = sets
        self._by_code: dict[str, list[Measure]] = {}
        for measure in self.measures():
            self._by_code.setdefault(measure.code, []).append(measure)

    def measure(self, code: str) -> Measure:
        """The measure with this code, as people type it.

        Raises Mistake, as #N/A, where there is none, and where several editions have it.
        """
        measures = self._by_code.get(code) or self._by_code.get(as_known(code, self._by_code), [])
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
        return MeasureSets([named_set(cells.text(grid[0][0]))])
    except InputError as unknown:
        raise Mistake(unknown.what, unknown.remedy, ExcelError.NA) from None


MeasureCode = Annotated[str, text("A measure's code, such as OP01")]
Units = Annotated[
    Number,
    units("How many units; blank is not zero: it gives a blank", or_blank=True),
]
Sets = Annotated[
    MeasureSets,
    Argument(
        "A range that holds a measure set, with its headings, or a set's name; left out, the "
        "default",
        sets_given,
        required=False,
        whole=True,
    ),
]
MeasureCodes = Annotated[
    Sequence[str | None], column("The measures' codes", cells.text, may_be_blank=True)
]
AllUnits = Annotated[
    Sequence[Number | None],
    column("The units of each, in the same rows", cells.units, may_be_blank=True),
]

# Made up: no value of any published set stands here.
EXAMPLE_SET = Range(
    "Measures!A1:H4",
    [
        ["Edition", "Code", "Title", "Unit", "Kind", "Theme", "Proxy", "Exclusive group"],
        ["made-up", "A1", "Trees planted", "tree", "SV", "Safe and Well", 12.5, "trees"],
        ["made-up", "A2", "Trees given away", "tree", "SV", "Safe and Well", 10, "trees"],
        ["made-up", "B1", "Jobs", "FTE-year", "LEV", "Opportunity and Prosperity", 30000, ""],
    ],
)


@for_each_row(
    "TOMS_VALUE",
    category=CATEGORY,
    examples=[
        Example(("A1", 8, EXAMPLE_SET), 100),
        Example((["A1", "A2"], [8, 3], EXAMPLE_SET), [[100], [30]]),
    ],
)
def value(measure: MeasureCode, units: Units, measure_set: Sets) -> Decimal | None:
    """What units of a measure are worth in £, to the penny; blank for a measure without a value."""
    return value_of(measure_set.measure(measure), units)


def _fact(name: str, gives: Any, doc: str, fact: Callable[[Measure], object]) -> None:
    def answer(measure: MeasureCode, measure_set: Sets) -> object:
        return fact(measure_set.measure(measure))

    answer.__doc__ = doc
    examples = [Example(("B1", EXAMPLE_SET), gives)]
    for_each_row(name, category=CATEGORY, examples=examples)(answer)


_fact("TOMS_PROXY", 30000, "What one unit of a measure is worth in £; blank where it is only "
      "counted.", lambda measure: measure.proxy)  # fmt: skip
_fact("TOMS_UNIT", "FTE-year", "The unit in which a measure is counted.",
      lambda measure: measure.unit)  # fmt: skip
_fact("TOMS_TITLE", "Jobs", "What a measure is called.", lambda measure: measure.title)
_fact("TOMS_KIND", "LEV", "SV (benefit to society in general) or LEV (local jobs and local spend).",
      lambda measure: measure.kind.value)  # fmt: skip
_fact("TOMS_THEME", "Opportunity and Prosperity", "The theme that a measure belongs to.",
      lambda measure: measure.theme)  # fmt: skip


@for_ranges(
    "TOMS_TOTAL",
    category=CATEGORY,
    examples=[
        Example((["A1", "B1"], [8, 0.5], None, EXAMPLE_SET), 15100),
        Example((["A1", "B1"], [8, 0.5], "SVA", EXAMPLE_SET), 100),
    ],
)
def total(
    measures: MeasureCodes,
    units: AllUnits,
    kind: Annotated[
        str | None,
        choice(
            "SLEVA, SVA or LEVA; left out, SLEVA (both)", ("SLEVA", "SVA", "LEVA"), required=False
        ),
    ],
    measure_set: Sets,
) -> Decimal:
    """What all units together are worth in £: SVA, LEVA, or both as SLEVA.

    A row without units or without a value adds nothing. The row's value is rounded to pence, and
    the total adds those. Where no units are given at all it is 0, as in a SUM.
    """
    totals = totals_of(_lines(measures, units, measure_set))
    return {"SVA": totals.sva, "LEVA": totals.leva}.get(kind or "", totals.sleva)


@for_ranges(
    "TOMS_LIST",
    category=CATEGORY,
    examples=[
        Example(
            ("Opportunity and Prosperity", EXAMPLE_SET),
            [
                ["Code", "Measure", "Unit", "£ a unit", "Kind", "Theme"],
                ["B1", "Jobs", "FTE-year", 30000, "LEV", "Opportunity and Prosperity"],
            ],
        )
    ],
)
def catalogue(
    theme: Annotated[str | None, text("A theme's name; left out, all", required=False)],
    measure_set: Sets,
) -> list[list[object]]:
    """The measures of a set with unit, value, kind and theme; it spills."""
    known = measure_set.measures()
    rows: list[list[object]] = [
        [
            measure.code,
            measure.title,
            measure.unit,
            measure.proxy,
            measure.kind.value,
            measure.theme,
        ]
        for measure in known
        if theme is None or measure.theme.casefold() == theme.casefold()
    ]
    if not rows:
        themes = "; ".join(sorted({measure.theme for measure in known}))
        raise Mistake(f"No measure has the theme '{theme}'.", f"There is: {themes}.", ExcelError.NA)
    return [["Code", "Measure", "Unit", "£ a unit", "Kind", "Theme"], *rows]


@for_ranges(
    "TOMS_CHECK",
    category=CATEGORY,
    examples=[
        Example((["A1", "A2"], [8, 3], EXAMPLE_SET), [["Group", "Measures"], ["trees", "A1, A2"]]),
        Example((["A1", "A2"], [8, 0], EXAMPLE_SET), [["No possible double counts"]]),
    ],
)
def check(measures: MeasureCodes, units: AllUnits, measure_set: Sets) -> list[list[str]]:
    """Possible double counts: groups with units under more than one measure; it spills.

    Ask whether the same week, £ or tonne is counted twice.
    """
    groups = double_counts(_lines(measures, units, measure_set))
    if not groups:
        return [["No possible double counts"]]
    return [["Group", "Measures"], *([group, ", ".join(codes)] for group, codes in groups.items())]


def _lines(
    measures: Sequence[str | None], units: Sequence[Number | None], sets: MeasureSets
) -> Iterator[Line]:
    same_length(measures=measures, units=units)
    for code, counted in zip(measures, units, strict=True):
        if counted is None:
            continue
        if code is None:
            raise Mistake(
                f"units: {plain(counted)} units have no measure.", "Give its code in the same row."
            )
        yield sets.measure(code), counted


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
    headings = enumerate(cells.text(cell).casefold() for cell in rows[start])
    edition = next((at for at, h in headings if h in {"edition", "measure edition"}), None)
    editions: dict[str, list[dict[str, Cell]]] = {}
    for row in rows[start + 1 :]:
        values = {field: row[at] for field, at in columns.items()}
        if not all(map(is_blank, values.values())):
            for field, cell in values.items():
                if error := error_in(cell):
                    raise Propagated(f"{field} in measure_set", error)
            name = cells.text(row[edition]) if edition is not None else ""
            editions.setdefault(name or "the marked range", []).append(values)
    if not editions:
        raise Mistake("The range for measure_set has no measures.", "Mark its rows too.")
    return MeasureSets([_set_of(name, its_rows) for name, its_rows in editions.items()])


def _set_of(edition: str, rows: Sequence[dict[str, Cell]]) -> MeasureSet:
    measure_set, faults = measure_set_from_rows(rows, MeasureSet(edition, edition))
    if faults:
        first = faults[0]
        code = rows[first.row_index].get("code")
        which = "a row" if is_blank(code) else cells.text(code)
        raise Mistake(f"measure_set, {which}: {first.what}", first.remedy)
    return measure_set
