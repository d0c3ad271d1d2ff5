"""The statement as a document: its tables, protected, and the data that its wording names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from svtools.documents.blocks import Block, Document
from svtools.documents.markdown import blocks
from svtools.documents.wording import rendered
from svtools.jobs.consolidation.matching import Status
from svtools.jobs.register.contracts import PORTAL, Contract, Key
from svtools.jobs.statement import tables_of_coverage as of_coverage
from svtools.jobs.statement import tables_of_measures as of_measures
from svtools.jobs.statement import tables_of_places as of_places
from svtools.jobs.statement import tables_of_value as of_value
from svtools.jobs.statement.amounts import Stage
from svtools.jobs.statement.case_studies import Told, case_studies, told_in_studies
from svtools.jobs.statement.figures import Figure, FigureTable
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.parts import NONE, Stages, all_parts, whole_percent
from svtools.jobs.statement.protection import protected
from svtools.jobs.statement.tables_of_kpis import kpis
from svtools.jobs.statement.tables_of_value import KINDS
from svtools.jobs.statement.texts import Texts, kinds
from svtools.jobs.years.summaries import COUNTED, Delivered, YearSummary
from svtools.monitoring.small_numbers import Disclosure, Statistic
from svtools.numbers import how_many, in_a_row, long_date, short_pounds
from svtools.workbooks.content import Row

WORDING = "statement.md.j2"
MAKERS = (
    *(of_value.funnel, of_value.by_theme, of_value.by_objective, of_measures.by_measure),
    *(
        of_measures.record_only,
        of_measures.in_things,
        of_value.by_contract,
        of_value.by_directorate,
    ),
    *(of_coverage.coverage, of_coverage.weightings, of_places.local_spend, of_places.by_ring),
    *(of_places.by_month, of_places.by_department, of_coverage.suppliers, kpis),
    *(
        of_places.wards,
        of_places.groups,
        of_coverage.what_came_in,
        of_coverage.benchmarks,
        of_coverage.next_targets,
    ),
)
"""What makes the tables, in their order."""


@dataclass(frozen=True)
class Statement:
    """A statement, whole: its tables of figures and its text in blocks.

    `data` and `parts` are what its wording may name and call.
    """

    inputs: Inputs
    texts: Texts
    tables: Mapping[str, FigureTable]
    studies: Told
    disclosure: Disclosure
    document: Document
    data: Mapping[str, Any]
    parts: Mapping[str, Block]

    @property
    def headline(self) -> str:
        """What it says first: SVA and LEVA validated."""
        stages = Stages(self.inputs)
        sva, leva = (short_pounds(stages.value(Stage.VALIDATED, kind)) for kind in ("SV", "LEV"))
        return f"SVA {sva} and LEVA {leva} validated"


def all_tables(inputs: Inputs) -> list[FigureTable]:
    """Every table, nothing withheld yet."""
    return [make(inputs) for make in MAKERS]


def statement(
    inputs: Inputs,
    texts: Texts,
    *,
    issued: Mapping[str, Any] | None = None,
    earlier: list[Statistic] | None = None,
) -> Statement:
    """The statement of the inputs' year; without `issued` it is marked as a draft.

    Raises InputError where a case study or a wording can't be used, or a small number can't be
    kept from being told.
    """
    studies = told_in_studies(texts, inputs)
    safe, disclosure = protected(all_tables(inputs), inputs, studies, earlier or [])
    tables = {table.number: table for table in safe}
    parts = all_parts(tables, inputs, contracts_with_return(inputs))
    data = {
        **_facts(inputs, texts, tables),
        "issued": issued,
        "texts": {name: name in texts.written for name in kinds()},
        "headings": {name: about["heading"] for name, about in kinds().items()},
        "tables": [*tables],
        "has_spend": "spend" in parts,
        "withheld": len(disclosure.withheld & {n for t in safe for n, *_ in t.figures()}),
    }
    stories = case_studies(texts, studies)
    data["case_studies"] = bool(stories)
    said = rendered(WORDING, data, inputs.council.folder)
    runs = {
        f"text_{name}": texts.blocks(texts.written[name])
        for name in kinds()
        if name in texts.written
    }
    whole = blocks(said, parts, runs=runs | {"case_studies": stories})
    title = data["title"]
    document = Document(title, inputs.council.name, whole)
    return Statement(inputs, texts, tables, studies, disclosure, document, data, parts)


def contracts_with_return(inputs: Inputs) -> tuple[int, int]:
    """Of the contracts that owe returns, how many have one that is counted."""
    owing = {inputs.summary.contract_of(row) for row in inputs.summary.contracts.values()}
    counted = {inputs.summary.contract_of(row) for row in inputs.summary.returns(*COUNTED)}
    return len(owing & counted), len(owing)


def _facts(inputs: Inputs, texts: Texts, tables: Mapping[str, FigureTable]) -> dict[str, Any]:
    """The words and figures that the text itself names."""
    stages = Stages(inputs)
    about = texts.about
    return {
        "title": about.title or f"What our contracts gave in {inputs.year}",
        "council": inputs.council.name,
        "policy": inputs.council.policy,
        "clause": inputs.council.clauses.get("statement", ""),
        "year": str(inputs.year),
        "as_at": long_date(inputs.summary.as_at),
        "approved_by": about.approved_by,
        "contact": about.contact,
        "theme": inputs.council.words.theme,
        "state": _state(inputs),
        "is_complete": not _lacking(inputs),
        "funnel": _funnel(stages),
        "themes": _themes(tables["T2"], inputs.council.words.theme),
        "concentration": _concentration(inputs, texts, tables["T6"]),
        "in_portal": _in_portal(inputs),
        "corrected": corrected(inputs.summary.delivered),
        "spend": _spend(inputs),
        "made_from": in_a_row(_made_from(inputs)),
        "editions": in_a_row(sorted({row.measure[0] for row in inputs.amounts})),
    }


def _lacking(inputs: Inputs) -> list[str]:
    """What is not in the figures, in words."""
    summary = inputs.summary
    counts = (
        (len(summary.returns(Status.IN_PART)), "counted only in part", "return"),
        (len(summary.returns(Status.MISSING)), "missing", "return"),
        (len(_rejected(summary)), "rejected", "file"),
        (len(_silent_in_portal(inputs)), SILENT, "contract"),
        (len(_unknown(inputs)), "in the summary and not in the register", "contract"),
    )
    said = [
        f"{how_many(number, noun)} {'is' if number == 1 else 'are'} {words}"
        for number, words, noun in counts
        if number
    ]
    spend = inputs.local_spend
    return [*said, "Local Spend is not complete"] if spend and not spend.is_complete else said


SILENT = "reported in the Social Value Portal, whose figures were not given"


def _rejected(summary: YearSummary) -> list[Row]:
    """The files that were rejected, and that no return of their contract stands in for."""
    counted = {row.get("ref") for row in summary.returns(*COUNTED)}
    stood_in_for = counted - {row.get("ref") for row in summary.returns(Status.MISSING)}
    return [r for r in summary.returns(Status.REJECTED) if r.get("ref") not in stood_in_for]


def _silent_in_portal(inputs: Inputs) -> list[Contract]:
    """The contracts that are reported in the Portal and have no figure from there."""
    told = {row.get("ref") for row in inputs.summary.content.rows("portal")}
    running = inputs.register.live(inputs.year)
    return [each for each in running if each.reported_in == PORTAL and each.key.ref not in told]


def _unknown(inputs: Inputs) -> list[Key]:
    """The contracts of the summary that the register has no more."""
    keys = (inputs.summary.contract_of(row) for row in inputs.summary.contracts.values())
    return [key for key in keys if inputs.lines.contract(key) is None]


def _state(inputs: Inputs) -> str:
    lacking = _lacking(inputs)
    if not lacking:
        return "Every return that was due is counted in full."
    return f"{in_a_row(lacking)}. What is missing is in no figure here."


def _funnel(stages: Stages) -> str:
    said = []
    for kind, name in KINDS.items():
        promised, validated = (stages.value(s, kind) for s in (Stage.PROMISED, Stage.VALIDATED))
        if promised:
            said.append(f"{whole_percent(validated, promised)} of the {name}")
    if not said:
        return "Nothing was promised for the year"
    return f"Proof is seen of {in_a_row(said)} promised for the year"


def _themes(themes: FigureTable, word: str) -> str:
    """How many themes have been reported up to their promise, SVA and LEVA by themselves."""
    pairs = [
        tuple(cell.value or NONE for cell in line.cells[:2] if isinstance(cell, Figure))
        for line in themes.lines
    ]
    promised = [(promise, reported) for promise, reported in pairs if promise]
    reached = sum(1 for promise, reported in promised if reported >= promise)
    if not promised:
        return f"No {word} has promises for the year"
    return f"Suppliers report {reached} of {how_many(len(promised), f'{word} promise')} as reached"


def _concentration(inputs: Inputs, texts: Texts, contracts: FigureTable) -> str:
    """How much the largest contract makes up; nothing where that is withheld."""
    suppliers = next(iter(of_value.validated_contracts(inputs)), [])
    name = of_value.title(inputs, suppliers[0]) if suppliers else ""
    share = next((line.cells[-1] for line in contracts.lines if line.name == name), "")
    if not isinstance(share, Figure) or share.value is None or share.is_withheld:
        return ""
    part = whole_percent(share.value, Decimal(1))
    said = (
        f"The largest contract, {name}, makes up {part} of the SVA and LEVA "
        "validated in contracts that report by workbook."
    )
    if texts.about.name_the_largest_supplier and len(suppliers) == 1:
        return f"{said} Its supplier is {suppliers[0].supplier}."
    return said


def _in_portal(inputs: Inputs) -> str:
    """What the Portal says was validated, which is in none of the front's numbers."""
    values = {kind: of_value.in_portal(inputs, "Validated", kind).value for kind in ("SVA", "LEVA")}
    if not any(values.values()):
        return ""
    known = [f"{short_pounds(value)} of {kind}" for kind, value in values.items() if value]
    return (
        f"A further {in_a_row(known)} {'is' if len(known) == 1 else 'are'} validated in the Social "
        "Value Portal: that is in T1, and in no other figure here."
    )


def corrected(figures: Iterable[Delivered]) -> str:
    """That what is called reported isn't in all figures what suppliers reported."""
    number = sum(figure.units != figure.reported for figure in figures)
    if not number:
        return ""
    return (
        f"In what is reported {how_many(number, 'figure')} {'counts' if number == 1 else 'count'} "
        "as council and supplier agreed to correct it."
    )


def _made_from(inputs: Inputs) -> list[str]:
    spend = [inputs.local_spend.file] if inputs.local_spend else []
    return [*(summary.file for summary in inputs.summaries), inputs.register_file, *spend]


def _spend(inputs: Inputs) -> str:
    between = inputs.local_spend.between if inputs.local_spend else None
    if between is None:
        return "How much is spent locally is not known"
    low, high = (whole_percent(share, Decimal(1)) for share in between)
    if low == high:
        return f"{low} of spend went to local suppliers"
    return f"Between {low} and {high} of spend went to local suppliers"
