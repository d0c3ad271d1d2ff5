"""The tables of value added: by year, theme, objective, measure and contract."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from svtools.jobs.register.contracts import Key
from svtools.jobs.statement.amounts import LEV, SV, Amount, Stage, total, where
from svtools.jobs.statement.figures import Cell, Figure, FigureTable, Line, Source, Unit, share
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.years.summaries import MeasureId
from svtools.numbers import in_a_row, long_date, pounds

KINDS = {SV: "SVA", LEV: "LEVA"}
OF_ALL = "of the SVA and LEVA validated in all contracts that report by workbook"
IN_PORTAL = ("Promised", "Delivered", "Validated")
LARGEST = 10
"""How many contracts are named before the rest is one line."""


def funnel(inputs: Inputs) -> FigureTable:
    """T1: what was promised, fell due, was reported and was validated, year by year."""
    lines = []
    for summary in inputs.summaries:
        of_year = [row for row in inputs.all_amounts if row.year == summary.year]
        for stage in Stage:
            sva, leva = (total(where(of_year, stage, kind), kept=True) for kind in KINDS)
            name = f"{summary.year}: {stage.lower()}"
            lines.append(Line(name, (sva, leva, _together(sva, leva))))
    for what in IN_PORTAL:
        sva, leva = (in_portal(inputs, what, kind) for kind in ("SVA", "LEVA"))
        if sva.value is not None or leva.value is not None:
            name = f"{inputs.year}, in the Social Value Portal: {what.lower()}"
            lines.append(Line(name, (sva, leva, _together(sva, leva))))
    return FigureTable(
        "T1",
        "From promise to proof, by year, £",
        ("Year and stage", "Social value (SVA)", "Local economic value (LEVA)", "Both (SLEVA)"),
        tuple(lines),
        note="Stages are never added together. Figures of the Social Value Portal are its own, "
        f"and stand apart from those of the workbooks.{_of_no_kind(inputs)}",
        across=2,
    )


def _together(sva: Figure, leva: Figure) -> Figure:
    value = (sva.value or Decimal(0)) + (leva.value or Decimal(0))
    return Figure(value, Unit.POUNDS, "", (*sva.sources, *leva.sources), kept=True)


def _of_no_kind(inputs: Inputs) -> str:
    """What the Portal holds and doesn't say of whether it is SVA or LEVA."""
    stages = {what: in_portal(inputs, what, "Not known").value for what in IN_PORTAL}
    said = [f"{pounds(value)} {what.lower()}" for what, value in stages.items() if value]
    if not said:
        return ""
    return f" In none of them, as the Portal doesn't say of which kind it is: {in_a_row(said)}."


def in_portal(inputs: Inputs, what: str, kind: str) -> Figure:
    """What the Portal says of a kind (SVA, LEVA), as far as it counts; it may not be known."""
    rows = [
        row
        for row in inputs.summary.content.rows("portal")
        if (row.get("what"), row.get("kind"), row.get("state")) == (what, kind, "counted")
    ]
    value = sum((row.get("figure") for row in rows), Decimal(0)) if rows else None
    sources = [
        Source(
            inputs.summary.file,
            row.place.sheet,
            row.number + 1,
            f"{row.get('ref')}, {row.get('item')}",
            (f"Portal export {row.get('file')}, sheet {row.get('sheet')}, cell {row.get('cell')}",),
        )
        for row in rows
    ]
    return Figure(value, Unit.POUNDS, "", tuple(sources), kept=True)


def by_theme(inputs: Inputs) -> FigureTable:
    """T2: each theme with its targets and what came of its promises."""
    lines = []
    for theme in themes(inputs):
        for kind, named in KINDS.items():
            rows = [r for r in inputs.amounts if r.about.theme == theme and r.about.kind == kind]
            target = _target(inputs, theme, named)
            if rows or target.value is not None:
                lines.append(_theme_line(theme, named, rows, target))
    return FigureTable(
        "T2",
        f"By {inputs.council.words.theme}, £, with the council's targets",
        (
            *(inputs.council.words.theme.capitalize(), "Promised", "Reported", "Validated"),
            *("Validated, of promised", "Target", "Validated, of target"),
        ),
        tuple(lines),
        note=_consulted(inputs),
        nothing="Nothing was promised or reported under any theme.",
    )


def _theme_line(theme: str, named: str, rows: Sequence[Amount], target: Figure) -> Line:
    stages = (Stage.PROMISED, Stage.REPORTED, Stage.VALIDATED)
    promised, reported, validated = (total(where(rows, s), kept=True) for s in stages)
    kept = share(validated, promised, "of what was promised for the year")
    reached = share(validated, target, "of the council's target for the year")
    against: tuple[Cell, ...] = (target, reached) if target.value is not None else ("none", "")
    cells = (promised, reported, validated, kept, *against)
    return Line(f"{theme}: {named}", cells, part_of=named)


def themes(inputs: Inputs) -> list[str]:
    """The council's themes, then any other that measures have."""
    own = [theme.name for theme in inputs.council.themes]
    return [*dict.fromkeys((*own, *(row.about.theme for row in inputs.amounts)))]


def _target(inputs: Inputs, theme: str, named: str) -> Figure:
    of_theme = [
        t for t in inputs.register.targets if (t.year, t.theme) == (str(inputs.year), theme)
    ]
    values = [value for t in of_theme if (value := t.sva if named == "SVA" else t.leva) is not None]
    source = Source(inputs.register_file, "Targets", 0, theme)
    known = sum(values, Decimal(0)) if values else None
    return Figure(known, Unit.POUNDS, "", (source,), kept=True)


def _consulted(inputs: Inputs) -> str:
    asked: dict[str, list[str]] = defaultdict(list)
    for target in inputs.register.targets:
        if target.year == str(inputs.year) and target.consulted:
            on = f" on {long_date(target.consulted_on)}" if target.consulted_on else ""
            asked[f"{target.consulted}{on}"].append(target.theme)
    if not asked:
        return "The register names nobody who was consulted on targets for this year."
    said = "; ".join(f"{who} (for {in_a_row(of)})" for who, of in asked.items())
    return f"Who was consulted on the targets: {said}."


def by_objective(inputs: Inputs) -> FigureTable:
    """T3: every objective of the policy, also those for which nothing was validated."""
    by_key: dict[str, list[Amount]] = defaultdict(list)
    for row in inputs.amounts:
        by_key[_objective(inputs, row.measure)].append(row)
    lines = []
    for theme in inputs.council.themes:
        for objective in theme.objectives:
            rows = by_key.pop(objective.key, [])
            lines.append(_objective_line(f"{objective.key} {objective.text}", rows))
    rest = [row for rows in by_key.values() for row in rows]
    if lines and rest:
        lines.append(_objective_line("Under no objective of the policy", rest))
    return FigureTable(
        "T3",
        f"Every {inputs.council.words.objective} of the policy, £ validated",
        ("Objective", "Measures promised or reported", "SVA validated", "LEVA validated"),
        tuple(lines),
        note="A measure counts under the one objective that its set names for it.",
        nothing="The policy has no list of objectives.",
    )


def _objective_line(name: str, rows: Sequence[Amount]) -> Line:
    sva, leva = (total(where(rows, Stage.VALIDATED, kind)) for kind in KINDS)
    measures = Figure(Decimal(len({row.measure for row in rows})), Unit.COUNT)
    return Line(name, (measures, sva, leva), part_of="the policy")


def _objective(inputs: Inputs, measure: MeasureId) -> str:
    edition = inputs.register.sets.get(measure[0])
    known = edition.measures.get(measure[1]) if edition else None
    said = known.objective if known else ""
    texts = {o.text: o.key for theme in inputs.council.themes for o in theme.objectives}
    return texts.get(said, said)


def by_contract(inputs: Inputs) -> FigureTable:
    """T6: what was validated in the largest contracts, and in all others together.

    They stand in the order of their references: by size, a place would tell what is withheld.
    """
    ordered = validated_contracts(inputs)
    largest, rest = sorted(ordered[:LARGEST], key=lambda keys: keys[0].label), ordered[LARGEST:]
    everything = _both(where(inputs.amounts, Stage.VALIDATED))
    lines = [_contract_line(title(inputs, keys[0]), keys, inputs, everything) for keys in largest]
    if rest:
        others = [key for keys in rest for key in keys]
        lines.append(_contract_line(f"All others ({len(rest)})", others, inputs, everything))
    if lines:
        every = [key for keys in ordered for key in keys]
        whole = _contract_line("All of these", every, inputs, everything)
        lines.append(replace(whole, is_total=True))
    return FigureTable(
        "T6",
        "By contract: what was validated, £",
        ("Contract", "SVA validated", "LEVA validated", "Share of all validated"),
        tuple(lines),
        note="Contracts that report by workbook; those in the Social Value Portal are not in it.",
        nothing="Nothing has been validated yet.",
    )


def validated_contracts(inputs: Inputs) -> list[list[Key]]:
    """The contracts with figures that are validated, the largest first, each with its suppliers.

    One reference and lot is one contract, whoever supplies it.
    """
    worth: dict[str, Decimal] = defaultdict(Decimal)
    keys: dict[str, dict[Key, None]] = defaultdict(dict)
    for row in where(inputs.amounts, Stage.VALIDATED):
        worth[row.contract.label] += row.pounds or Decimal(0)
        keys[row.contract.label][row.contract] = None
    return [[*keys[label]] for label in sorted(worth, key=lambda label: (-worth[label], label))]


def _both(rows: Sequence[Amount]) -> Figure:
    sva, leva = (total(where(rows, Stage.VALIDATED, kind)) for kind in KINDS)
    return _together(sva, leva)


def _contract_line(name: str, keys: Sequence[Key], inputs: Inputs, everything: Figure) -> Line:
    rows = where(inputs.amounts, Stage.VALIDATED, contracts=keys)
    sva, leva = (total(where(rows, Stage.VALIDATED, kind)) for kind in KINDS)
    both = Figure(_both(rows).value, Unit.POUNDS, "", parts={**sva.parts, **leva.parts})
    return Line(name, (sva, leva, share(both, everything, OF_ALL)))


def title(inputs: Inputs, key: Key) -> str:
    """A contract's reference and title, as T6 names it."""
    contract = inputs.lines.contract(key)
    return f"{key.label} {contract.title}" if contract else key.label


def by_directorate(inputs: Inputs) -> FigureTable:
    """T6b: promised, reported and validated by directorate."""
    of_contract = {
        inputs.lines.key(inputs.summary.contract_of(row)): row.get("directorate") or "not stated"
        for row in inputs.summary.contracts.values()
    }
    names = sorted({*of_contract.values()}, key=lambda name: (name == "not stated", name))
    lines = []
    for name in names:
        rows = [r for r in inputs.amounts if of_contract.get(r.contract, "not stated") == name]
        cells = [
            total(where(rows, stage, kind))
            for kind in KINDS
            for stage in (Stage.PROMISED, Stage.REPORTED, Stage.VALIDATED)
        ]
        lines.append(Line(name, tuple(cells), part_of="the council"))
    heads = [f"{k} {s}" for k in KINDS.values() for s in ("promised", "reported", "validated")]
    return FigureTable(
        "T6b",
        "By directorate, £",
        ("Directorate", *heads),
        tuple(lines),
        nothing="The register names no directorates.",
    )
