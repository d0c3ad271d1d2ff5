"""What the statement's text calls by name: the numbers of the front, charts, tables."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from svtools.documents.blocks import (
    Bar,
    Bars,
    Block,
    Kind,
    Number,
    Numbers,
    Paragraph,
    Part,
    Side,
    Stack,
    Table,
    plain,
)
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.statement.amounts import Stage, total, where
from svtools.jobs.statement.figures import Figure, FigureTable, Line
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.tables_of_places import PLACES
from svtools.jobs.statement.tables_of_value import KINDS
from svtools.numbers import how_many, rounded, short_pounds

NONE, ALL = Decimal(0), Decimal(100)
KINDS_OF_STAGE = {
    Stage.PROMISED: Kind.PROMISED,
    Stage.DUE: Kind.PROMISED,
    Stage.REPORTED: Kind.REPORTED,
    Stage.VALIDATED: Kind.VALIDATED,
}
PLACE_KINDS = (Kind.VALIDATED, Kind.ELSEWHERE, Kind.UNKNOWN)


def whole_percent(part: Decimal, whole: Decimal) -> str:
    """A share in whole percent; what is nearly nothing, or nearly all, is said to be that."""
    share = rounded(part / whole * 100, 0) + 0
    if part > 0 and not share:
        return "under 1%"
    return "over 99%" if part < whole and share == ALL else f"{share}%"


class Stages:
    """What the year comes to at each stage, SVA and LEVA apart."""

    def __init__(self, inputs: Inputs) -> None:
        self.figures = {
            (stage, kind): total(where(inputs.amounts, stage, kind))
            for stage in Stage
            for kind in KINDS
        }

    def value(self, stage: Stage, kind: str) -> Decimal:
        """£ at a stage."""
        return self.figures[stage, kind].value or NONE


def table(made: FigureTable, *, folded: bool = False) -> Block:
    """A table of figures as a block; one without lines is a sentence."""
    if not made.lines:
        return Paragraph(plain(f"{made.number}. {made.title}: {_lower(made.nothing)}"), small=True)
    rows = zip(made.lines, made.printed(), strict=True)
    sides = [Side.LEFT, *(_side(made.lines, column) for column in range(len(made.head) - 1))]
    return Table(
        f"{made.number}. {made.title}",
        made.head,
        tuple((line.name, *texts) for line, texts in rows),
        tuple(sides),
        note=made.note,
        folded=folded,
        total=made.lines[-1].is_total,
        name=made.number,
    )


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _side(lines: Sequence[Line], column: int) -> Side:
    is_figure = any(isinstance(line.cells[column], Figure) for line in lines)
    return Side.RIGHT if is_figure else Side.LEFT


def numbers(inputs: Inputs, stages: Stages, contracts: tuple[int, int]) -> Numbers:
    """The five numbers of the front, each with what it is of."""
    items = []
    for kind, name in (
        ("SV", "Social value validated (SVA)"),
        ("LEV", "Local economic value validated (LEVA)"),
    ):
        promised, reported, validated = (
            stages.value(stage, kind) for stage in (Stage.PROMISED, Stage.REPORTED, Stage.VALIDATED)
        )
        of = f"of {short_pounds(reported)} reported; {short_pounds(promised)} was promised"
        items.append(Number(name, short_pounds(validated), of))
    items.append(_share_of_value(inputs))
    with_return, owing = contracts
    missing = len(inputs.summary.returns(Status.MISSING))
    of = f"sent at least one; {how_many(missing, 'quarterly return')} missing"
    items.append(Number("Contracts that report", f"{with_return} of {owing}", of))
    items.append(_spend(inputs))
    return Numbers(tuple(items))


def _share_of_value(inputs: Inputs) -> Number:
    values = {
        inputs.lines.key(inputs.summary.contract_of(row)): row.get("year_value")
        for row in inputs.summary.contracts.values()
    }
    known = {key for key, value in values.items() if value}
    worth = sum((values[key] for key in known), NONE)
    name = "SVA validated, of contract value"
    if not worth:
        return Number(name, "not known", "no contract value is known for the year")
    sva, leva = (
        total(where(inputs.amounts, Stage.VALIDATED, kind, contracts=known)).value or NONE
        for kind in KINDS
    )
    without = len(values) - len(known)
    left_out = f"; {how_many(without, 'contract')} of unknown value left out" if without else ""
    of = f"LEVA {leva / worth * 100:.1f}%, of {short_pounds(worth)} this year{left_out}"
    return Number(name, f"{sva / worth * 100:.1f}%", of)


def _spend(inputs: Inputs) -> Number:
    spend = inputs.local_spend
    name = "Spend with local suppliers"
    if spend is None:
        return Number(name, "not known", "no Local Spend was given")
    whole = spend.pounds().value or NONE
    if not spend.has_shares:
        return Number(name, "not known", "credits leave no share to tell")
    local, _, unknown = (spend.pounds(place=place).value or NONE for place in PLACES)
    of = f"of {short_pounds(whole)}; {whole_percent(unknown, whole)} not known"
    return Number(name, whole_percent(local, whole), of)


def funnel_bars(inputs: Inputs, stages: Stages, kind: str) -> Bars:
    """Promised, due, reported and validated of one kind, on one scale."""
    values = {stage: stages.value(stage, kind) for stage in Stage}
    longest = max(values.values()) or Decimal(1)
    bars = tuple(
        Bar(
            str(stage),
            ((KINDS_OF_STAGE[stage], float(value / longest)),),
            short_pounds(value),
            _of_promised(value, values[Stage.PROMISED], stage),
        )
        for stage, value in values.items()
    )
    name = "Social value (SVA)" if kind == "SV" else "Local economic value (LEVA)"
    return Bars(
        bars,
        f"{name}, {inputs.year}. T1 has the figures.",
        ("Stage", "£ as a bar", "£", "Of the promise"),
    )


def _of_promised(value: Decimal, promised: Decimal, stage: Stage) -> str:
    if stage is Stage.PROMISED or not promised:
        return "for the year" if stage is Stage.PROMISED else ""
    return f"{whole_percent(value, promised)} of the promise"


def theme_bars(themes: FigureTable) -> Bars:
    """Each theme's promise as a track, with what is reported and validated of it."""
    bars = []
    for line in themes.lines:
        promised, reported, validated = (
            cell.value or NONE if isinstance(cell, Figure) else NONE for cell in line.cells[:3]
        )
        if promised:
            lengths = (
                (Kind.PROMISED, 1.0),
                (Kind.REPORTED, float(reported / promised)),
                (Kind.VALIDATED, float(validated / promised)),
            )
            of = f"{short_pounds(validated)} of {short_pounds(promised)}"
            bars.append(Bar(line.name, lengths, whole_percent(validated, promised), of))
    return Bars(
        tuple(bars),
        "Outline: promised for the year. Broad bar: reported. Narrow bar: validated, which the "
        "percentage and the pounds beside it are of. T2 has the figures.",
        ("Theme", "Promised, reported and validated", "Validated", "Of the promise"),
    )


def spend_stack(spend: FigureTable) -> Stack:
    """Local, elsewhere and not known."""
    parts = []
    for line, kind in zip(spend.lines, PLACE_KINDS, strict=False):
        pounds, share = (
            cell.value or NONE if isinstance(cell, Figure) else NONE for cell in line.cells[:2]
        )
        parts.append(
            Part(
                line.name,
                kind,
                float(share),
                whole_percent(share, Decimal(1)),
                short_pounds(pounds),
            )
        )
    said = ", ".join(f"{_lower(part.label)} {part.figure}" for part in parts)
    return Stack(tuple(parts), f"Spend with suppliers by place: {said}.")


def all_parts(
    tables: Mapping[str, FigureTable], inputs: Inputs, contracts: tuple[int, int]
) -> dict[str, Block]:
    """Everything that the text may call, by name."""
    stages = Stages(inputs)
    parts: dict[str, Block] = {name: table(made) for name, made in tables.items()}
    parts["numbers"] = numbers(inputs, stages, contracts)
    parts["funnel_sva"] = funnel_bars(inputs, stages, "SV")
    parts["funnel_leva"] = funnel_bars(inputs, stages, "LEV")
    parts["theme_bars"] = theme_bars(tables["T2"])
    parts["T2"] = table(tables["T2"], folded=True)
    if inputs.local_spend and inputs.local_spend.has_shares:
        parts["spend"] = spend_stack(tables["T8"])
    return parts
