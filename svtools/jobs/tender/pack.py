"""The tender pack: record, offer and scoring workbooks for one contract."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.monitoring.pack import common_data, make_folder
from svtools.jobs.register.issued import theme_rows
from svtools.jobs.tender.record import FACTS, Record, fact
from svtools.jobs.tender.record import TEMPLATE as RECORD_TEMPLATE
from svtools.jobs.tender.rules import issued_terms
from svtools.jobs.tender.tenders import PreparedTender, weighting_stands
from svtools.jobs.tender.terms import Terms, contract_rows
from svtools.measures import Measure, MeasureSet
from svtools.monitoring import ProgressBands
from svtools.policy import Council
from svtools.scoring import SCALE
from svtools.workbooks.declaration import Role, Table
from svtools.workbooks.parse import template
from svtools.workbooks.write import write

RECORD, OFFER, SCORING = RECORD_TEMPLATE, "tender_offer", "tender_scoring"
EVALUATORS = 6


def new_pack(tender: PreparedTender, folder: Path, *, force: bool = False) -> list[Path]:
    """Write the three workbooks into `folder`. Never overwrites one without `force`.

    The record that the tender was made from is never replaced. Raises OutputError where the
    folder can't be made.
    """
    record = tender.record.path.resolve() if tender.record else None
    paths = pack_paths(folder, tender.name, force=force, given=record)
    data = {RECORD: record_data, OFFER: offer_data, SCORING: scoring_data}
    written = {name: path for name, path in paths.items() if path.resolve() != record}
    for name, path in written.items():
        write(template(name), data[name](tender), path)
    return list(written.values())


def pack_paths(
    folder: Path, name: str, *, force: bool, given: Path | None = None
) -> dict[str, Path]:
    """Where the three workbooks go, by template; `given` may be there already.

    Raises InputError where another is there and `force` isn't given.
    """
    make_folder(folder)
    words = {RECORD: "record", OFFER: "offer", SCORING: "scoring"}
    paths = {template: folder / f"{name} - {word}.xlsx" for template, word in words.items()}
    there = [p.name for p in paths.values() if p.exists() and p.resolve() != given]
    if there and not force:
        raise InputError(f"{there[0]} is already there.", "Choose another folder, or add --force.")
    return paths


def terms_data(terms: Terms, council: Council) -> dict[str, Any]:
    """What the tender workbooks hold whatever the contract is."""
    marking = terms.marking
    return {
        **common_data(council, ProgressBands()),
        "words": terms.words(),
        "terms": {key.partition(".")[2]: term for key, term in issued_terms(marking).items()},
        "bands": [asdict(band) for band in marking.quantitative.bands],
        "measures": [measure_row(measure, terms) for measure in marking.measures],
        "questions": [
            {"number": q.number, "question": q.text, "weight": q.weight, "words": q.words}
            for q in marking.qualitative.questions
        ],
        "quality_parts": [
            {"criterion": part.name, "weight": part.weight}
            for part in marking.criteria.parts_of_quality
        ],
        "scale": [{"mark": mark, "means": means} for mark, means in enumerate(SCALE)],
        "ranges": {"year_of_work": marking.ranges.year_of_work, "years": marking.years},
        "evaluators": [{"number": f"E{number}"} for number in range(1, EVALUATORS + 1)],
    }


def measure_row(measure: Measure, terms: Terms) -> dict[str, Any]:
    """A measure as the tender workbooks are issued with it."""
    shown = (
        "code", "title", "unit", "proxy", "theme", "counting_rule", "evidence", "exclusive_group",
    )  # fmt: skip
    return {
        **{name: getattr(measure, name) for name in shown},
        "kind": str(measure.kind),
        "earns": terms.earns(measure),
        "link": terms.links.get(measure.code, ""),
    }


def offer_data(tender: PreparedTender) -> dict[str, Any]:
    """The offer workbook as it goes to bidders."""
    requirement = tender.requirement
    return {
        **terms_data(tender.terms, tender.council),
        "contract": contract_rows(tender.contract),
        "notice": f"{tender.measures.name}. {tender.measures.notice}".strip(),
        "years": tender.years,
        "requirement": {
            "required": "Yes" if requirement.required else "No",
            "reason": requirement.reason,
            "minimum_weighting": requirement.minimum_weighting,
            "recommended_weighting": requirement.recommended_weighting,
            "advice": "\n".join(requirement.advice),
        },
        "weighting": weighting_stands(tender),
    }


def scoring_data(tender: PreparedTender) -> dict[str, Any]:
    """The scoring workbook before any offer is loaded."""
    empty = (
        "bidders", "quality_marks", "offers", "marks", "moderation", "lines", "notes", "record",
    )  # fmt: skip
    return {**offer_data(tender), **dict.fromkeys(empty, ())}


def record_data(tender: PreparedTender) -> dict[str, Any]:
    """The record, with every measure of the set to choose from and the terms as they stand."""
    terms = tender.terms
    data = offer_data(tender) | {
        "themes": theme_rows(tender.council),
        "measures": measures_to_choose(tender.measures, terms),
        "fields": {
            **_facts(tender),
            "criteria.low_reason": terms.low_reason,
            **issued_terms(terms.marking),
        },
    }
    if not terms.marking.criteria.quality_parts[1:]:  # a criterion alone has all of quality
        data["quality_parts"][0]["weight"] = None
    return with_what_was_typed(data, tender.record) if tender.record else data


def measures_to_choose(known: MeasureSet, terms: Terms) -> list[dict[str, Any]]:
    """Every measure of the set, with Yes for those that the terms ask for."""
    return [
        {
            **measure_row(measure, terms),
            "chosen": "Yes" if measure.code in terms.marking.asked else None,
        }
        for measure in known.measures.values()
    ]


def _facts(tender: PreparedTender) -> dict[str, Any]:
    """The contract's facts as the record is issued with them."""
    facts = {name: fact(tender.contract, name) for name in FACTS}
    facts["extension"] = facts["extension"] or None
    return {f"contract.{name}": value for name, value in facts.items()}


def with_what_was_typed(data: dict[str, Any], record: Record) -> dict[str, Any]:
    """A record's data with everything that was typed into `record`.

    Facts and terms stay as they stand in `data`; a term left blank stays blank.
    """
    fields = data["fields"]
    for name, _ in record.inputs():
        typed = record.value(name)
        is_fact = name.startswith("contract.")
        if not is_fact and (typed is None or name not in fields):
            fields[name] = typed
    for _, table in template(RECORD).tables():
        data[table.rows] = list(_typed_rows(table, data[table.rows], record))
    return data


def _typed_rows(
    table: Table, rows: Sequence[Mapping[str, Any]], record: Record
) -> Iterator[Mapping[str, Any]]:
    """The rows of a table with what was typed into them; as read, where nothing is issued."""
    inputs = [column.key for column in table.columns if column.role is Role.INPUT]
    issued = next((column for column in table.columns if column.role is Role.ISSUED), None)
    if issued is None:
        yield from (dict(row.values) for row in record.rows(table.key))
        return
    typed = {row.get(issued.key): row for row in record.rows(table.key)}
    for row in rows:
        entered = typed.get(row[issued.source])
        yield {**row, **{key: entered.get(key) if entered else None for key in inputs}}
