"""Where money and benefit landed: Local Spend, wards, groups; the last two are never crossed."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal

from svtools.jobs.register.contracts import QUARTERS, Key
from svtools.jobs.statement.amounts import Stage, total, where
from svtools.jobs.statement.figures import Figure, FigureTable, Line, Source, Unit, share
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.local_spend import ELSEWHERE, LOCAL, UNKNOWN, LocalSpend
from svtools.jobs.statement.tables_of_measures import counts_people
from svtools.jobs.years.summaries import MeasureId
from svtools.numbers import short_pounds

PLACES = {LOCAL: "In the council's area", ELSEWHERE: "Elsewhere", UNKNOWN: "Address not known"}
NO_SPEND = "No Local Spend was given: run 'svtools local-spend' and add its workbook."
NOT_STATED = "not stated"
ABOUT_BENEFITS = (
    "As suppliers say it; what they leave out is 'not stated'. A measure of which they tell more "
    "than they report is left out. Counts of people from 1 to 4 are withheld, and others from "
    "which they could be worked out."
)
NONE = Decimal(0)

Told = dict[tuple[str, MeasureId], tuple[Decimal, list[Source]]]
"""Units and their sources by ward, or group, and measure."""
OF_SPEND = "of what was spent with suppliers"
TOGETHER = "Together"


def local_spend(inputs: Inputs) -> FigureTable:
    """T8: spend with suppliers in the area, elsewhere and not known: always all three."""
    spend = inputs.local_spend
    lines = []
    if spend:
        whole = spend.pounds()
        for place, name in PLACES.items():
            part = spend.pounds(place=place)
            cells = (part, _share(part, spend), spend.payments(place=place))
            lines.append(Line(name, cells))
        every = _share(whole, spend)
        lines.append(Line(TOGETHER, (whole, every, spend.payments()), is_total=True))
    return FigureTable(
        "T8",
        "Local Spend: where suppliers are, £ without VAT",
        ("Where", "Spend", "Share of all spend", "Payments"),
        tuple(lines),
        note=_about(spend) if spend else "",
        nothing=NO_SPEND,
    )


def _about(spend: LocalSpend) -> str:
    apart = (
        f"{short_pounds(spend.by_rule)} of payments are left out or shown apart by the council's "
        "rules, and are not in it. "
        if spend.by_rule
        else ""
    )
    return f"{spend.in_public} {apart}Local Spend is not social value, and is never added to it."


def by_ring(inputs: Inputs) -> FigureTable:
    """T8b: the same spend from the inside out."""
    spend = inputs.local_spend
    lines = []
    if spend:
        whole = spend.pounds()
        for ring in spend.rings or spend.names("ring"):
            part = spend.pounds(ring=ring)
            lines.append(Line(ring, (part, _share(part, spend))))
        lines.append(Line(TOGETHER, (whole, _share(whole, spend)), is_total=True))
    return FigureTable(
        "T8b",
        "Local Spend by ring around the council's area, £ without VAT",
        ("Ring", "Spend", "Share of all spend"),
        tuple(lines),
        nothing=NO_SPEND,
    )


def _share(part: Figure, spend: LocalSpend) -> Figure:
    """A part of all spend; where credits take a place under nothing, there are no shares."""
    if not spend.has_shares:
        return Figure(None, Unit.SHARE, OF_SPEND)
    return share(part, spend.pounds(), OF_SPEND)


def by_month(inputs: Inputs) -> FigureTable:
    """T8c: the same spend by month."""
    return _cut(inputs, "T8c", "month", "Month")


def by_department(inputs: Inputs) -> FigureTable:
    """T8d: the same spend by directorate."""
    return _cut(inputs, "T8d", "department", "Directorate")


def _cut(inputs: Inputs, number: str, column: str, heading: str) -> FigureTable:
    spend = inputs.local_spend
    lines = []
    if spend:
        lines = [_places(name, spend, **{column: name}) for name in spend.names(column)]
        lines.append(replace(_places(TOGETHER, spend), is_total=True))
    return FigureTable(
        number,
        f"Local Spend by {heading.lower()}, £ without VAT",
        (heading, *PLACES.values()),
        tuple(lines),
        nothing=NO_SPEND,
    )


def _places(name: str, spend: LocalSpend, **wanted: str) -> Line:
    return Line(name, tuple(spend.pounds(place=place, **wanted) for place in PLACES))


def wards(inputs: Inputs) -> FigureTable:
    """T11: reported units by ward, each measure by itself."""
    title = "Where it landed: reported units by ward, each measure by itself"
    return _benefits(inputs, "T11", "ward", "Ward", title)


def groups(inputs: Inputs) -> FigureTable:
    """T12: reported units by group, each measure by itself."""
    title = "For whom: reported units by group, each measure by itself"
    return _benefits(inputs, "T12", "group", "Group", title)


def _benefits(inputs: Inputs, number: str, column: str, heading: str, title: str) -> FigureTable:
    lines = []
    for (name, measure), (units, sources) in _told(inputs, column).items():
        about = inputs.lines.measures[measure]
        figure = Figure(
            units,
            Unit.UNITS,
            "",
            tuple(sources),
            {atom_of(column, measure, name, units): Decimal(1)},
            small=counts_people(inputs, measure),
        )
        lines.append(Line(name, (f"{measure[1]} {about.title}", figure, about.unit)))
    return FigureTable(
        number,
        title,
        (heading, "Measure", "Reported", "Unit"),
        tuple(sorted(lines, key=_order)),
        note=ABOUT_BENEFITS,
        nothing=f"No return says {'where' if column == 'ward' else 'for whom'} its benefit was.",
    )


def _order(line: Line) -> tuple[bool, str, str]:
    return line.name == NOT_STATED, line.name, str(line.cells[0])


def atom_of(column: str, measure: MeasureId, name: str, units: Decimal) -> Hashable:
    """The units of one measure in one ward, or for one group; other units are another quantity."""
    return column, measure, name, units


def _told(inputs: Inputs, column: str) -> Told:
    """Units by ward or group and measure; the rest of each measure so told is not stated."""
    told: Told = {}
    counting = _counting(inputs)
    for row in inputs.summary.content.rows("beneficiaries"):
        key = inputs.lines.key(inputs.summary.contract_of(row))
        name, units = row.get(column), row.get("units")
        measure = next(
            (
                a.measure
                for a in inputs.amounts
                if a.contract == key and a.measure[1] == row.get("measure")
            ),
            None,
        )
        if not name or not units or measure is None:
            continue
        if (key, measure, row.get("quarter")) not in counting:
            continue
        place = Source(
            inputs.summary.file,
            row.place.sheet,
            row.number + 1,
            f"{key.label}, {measure[1]}, {name}",
            (f"return {row.get('file')}, {row.get('row')}",),
        )
        known, sources = told.get((name, measure), (Decimal(0), []))
        told[name, measure] = known + units, [*sources, place]
    over = {m for m, units in _sums(told).items() if units > _reported(inputs, m)}
    told = {of: known for of, known in told.items() if of[1] not in over}
    return told | _not_stated(inputs, told)


def _counting(inputs: Inputs) -> set[tuple[Key, MeasureId, str]]:
    """The quarters whose units count: of a stock, or of what counts once a year, not all do."""
    return {
        (inputs.lines.key(each.contract), each.measure, QUARTERS[each.quarter - 1])
        for each in inputs.summary.delivered
        if each.counts
    }


def _sums(told: Told) -> dict[MeasureId, Decimal]:
    """What is told of each measure by all wards, or groups, together."""
    said: dict[MeasureId, Decimal] = defaultdict(Decimal)
    for (_, measure), (units, _) in told.items():
        said[measure] += units
    return said


def _reported(inputs: Inputs, measure: MeasureId) -> Decimal:
    return total(where(inputs.amounts, Stage.REPORTED, measure=measure), Unit.UNITS).value or NONE


def _not_stated(inputs: Inputs, told: Told) -> Told:
    rest = {}
    for measure, units in _sums(told).items():
        rows = where(inputs.amounts, Stage.REPORTED, measure=measure)
        whole = _reported(inputs, measure)
        if whole > units:
            rest[NOT_STATED, measure] = whole - units, [row.source for row in rows]
    return rest


def benefit_sums(inputs: Inputs) -> Sequence[Figure]:
    """What ties wards, and groups, to a measure's reported units: their difference is nothing."""
    ties = []
    for column in ("ward", "group"):
        parts: dict[MeasureId, dict[Hashable, Decimal]] = defaultdict(dict)
        for (name, measure), (units, _) in _told(inputs, column).items():
            parts[measure][atom_of(column, measure, name, units)] = Decimal(-1)
        for measure, known in parts.items():
            for row in where(inputs.amounts, Stage.REPORTED):
                if row.measure == measure and row.units:
                    known[row.atom] = Decimal(1)
            ties.append(Figure(Decimal(0), Unit.UNITS, parts=known))
    return ties
