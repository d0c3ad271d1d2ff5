"""The tables of measures: units at each stage, also of what is not valued; people and things."""

from collections.abc import Iterable, Sequence

from svtools.jobs.statement.amounts import Amount, Stage, total, where
from svtools.jobs.statement.figures import Cell, Figure, FigureTable, Line, Unit
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.years.summaries import MeasureId


def by_measure(inputs: Inputs) -> FigureTable:
    """T4: every measure with its units at each stage; £ only of what was validated."""
    lines = []
    for measure in _measures(inputs.amounts):
        rows = [row for row in inputs.amounts if row.measure == measure]
        about = rows[0].about
        if about.proxy is None:
            continue
        each = Figure(about.proxy, Unit.PRICE)
        validated = total(where(rows, Stage.VALIDATED))
        name = f"{measure[1]} {about.title}"
        cells: tuple[Cell, ...] = (about.unit, *_units(inputs, rows), each, validated)
        lines.append(Line(name, cells, part_of=about.kind))
    return FigureTable(
        "T4",
        "By measure: units, and the £ of what was validated",
        (
            *("Measure", "Unit", "Promised", "Reported", "Validated"),
            *("£ for one unit", "£ validated"),
        ),
        tuple(lines),
        note=_sets(inputs),
        nothing="No measure with a value was promised or reported.",
    )


def record_only(inputs: Inputs) -> FigureTable:
    """T4b: measures without a value, in their units alone."""
    lines = []
    for measure in _measures(inputs.amounts):
        rows = [row for row in inputs.amounts if row.measure == measure]
        about = rows[0].about
        if about.proxy is None:
            name = f"{measure[1]} {about.title}"
            lines.append(Line(name, (about.unit, *_units(inputs, rows))))
    return FigureTable(
        "T4b",
        "Measures that are counted and not valued",
        ("Measure", "Unit", "Promised", "Reported", "Validated"),
        tuple(lines),
        nothing="Every measure that was promised or reported has a value.",
    )


def in_things(inputs: Inputs) -> FigureTable:
    """T5: what was validated, as people and things: never from £."""
    lines = []
    for measure in _measures(where(inputs.amounts, Stage.VALIDATED)):
        rows = where(inputs.amounts, Stage.VALIDATED, measure=measure)
        figure = _units(inputs, rows)[-1]
        if figure.value:
            lines.append(Line(rows[0].about.title, (figure, rows[0].about.unit)))
    return FigureTable(
        "T5",
        "What that is in people and things, as far as it is validated",
        ("What", "Validated", "Unit"),
        tuple(lines),
        note="Each line is one measure. One person may stand in several lines, so that lines are "
        "not added together.",
        nothing="Nothing has been validated yet.",
    )


def _units(inputs: Inputs, rows: Sequence[Amount]) -> list[Figure]:
    """Units at three stages; of a sensitive measure even the whole council's count is small."""
    sensitive = is_sensitive(inputs, rows[0].measure)
    stages = ((Stage.PROMISED, False), (Stage.REPORTED, sensitive), (Stage.VALIDATED, sensitive))
    return [total(where(rows, stage), Unit.UNITS, small=small) for stage, small in stages]


def is_sensitive(inputs: Inputs, measure: MeasureId) -> bool:
    """Whether even the number of people in the whole council's area may not be told if small.

    A measure that isn't known is taken to be sensitive.
    """
    edition = inputs.register.sets.get(measure[0])
    known = edition.measures.get(measure[1]) if edition else None
    return known.sensitive if known else True


def counts_people(inputs: Inputs, measure: MeasureId) -> bool:
    """Whether a measure's unit counts people; one that isn't known is taken to."""
    edition = inputs.register.sets.get(measure[0])
    known = edition.measures.get(measure[1]) if edition else None
    return known.people if known else True


def _measures(rows: Iterable[Amount]) -> list[MeasureId]:
    return sorted({row.measure for row in rows}, key=lambda m: (m[1], m[0]))


def _sets(inputs: Inputs) -> str:
    editions = dict.fromkeys(row.measure[0] for row in inputs.amounts)
    known = [
        inputs.register.sets[edition] for edition in editions if edition in inputs.register.sets
    ]
    said = "; ".join(f"{each.name} ({each.edition}), {each.licence}" for each in known)
    return f"Measures and values: {said}." if said else ""
