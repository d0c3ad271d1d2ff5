"""The tender pack: record, offer and scoring workbooks for one contract."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.monitoring.pack import common_data, make_folder
from svtools.jobs.register.issued import theme_rows
from svtools.jobs.tender.record import FACTS, Record, fact
from svtools.jobs.tender.record import TEMPLATE as RECORD_TEMPLATE
from svtools.jobs.tender.tenders import Tender, weighting_stands
from svtools.jobs.tender.terms import Terms, contract_rows
from svtools.measures import Measure, MeasureSet
from svtools.monitoring import ProgressBands
from svtools.policy import Requirement, term_months
from svtools.scoring import SCALE, Ranges
from svtools.workbooks.declaration import Role, Table
from svtools.workbooks.parse import template
from svtools.workbooks.write import write

RECORD, OFFER, SCORING = RECORD_TEMPLATE, "tender_offer", "tender_scoring"
EVALUATORS = 6


def new_pack(tender: Tender, folder: Path, *, force: bool = False) -> list[Path]:
    """Write the three workbooks into `folder`. Never overwrites one without `force`.

    The record that the tender was made from is never replaced. Raises OutputError where the
    folder can't be made.
    """
    given = tender.record.path.resolve() if tender.record else None
    paths = pack_paths(folder, tender.name, force=force, given=given)
    data = {RECORD: record_data, OFFER: offer_data, SCORING: scoring_data}
    made = {name: path for name, path in paths.items() if path.resolve() != given}
    for name, path in made.items():
        write(template(name), data[name](tender), path)
    return list(made.values())


def pack_paths(
    folder: Path, name: str, *, force: bool, given: Path | None = None
) -> dict[str, Path]:
    """Where the three workbooks go, by template; `given` may be there already.

    Raises InputError where another is there and `force` isn't given.
    """
    make_folder(folder)
    words = {RECORD: "record", OFFER: "offer", SCORING: "scoring"}
    paths = {each: folder / f"{name} - {word}.xlsx" for each, word in words.items()}
    there = [p.name for p in paths.values() if p.exists() and p.resolve() != given]
    if there and not force:
        raise InputError(f"{there[0]} is already there.", "Choose another folder, or add --force.")
    return paths


def _common(tender: Tender) -> dict[str, Any]:
    terms = tender.terms
    return {
        **common_data(tender.council, ProgressBands()),
        "contract": contract_rows(tender.contract),
        "notice": f"{tender.measures.name}. {tender.measures.notice}".strip(),
        "years": tender.years,
        "requirement": requirement_rows(tender.requirement),
        "words": terms.words(),
        "terms": terms_rows(terms),
        "weighting": weighting_stands(tender),
        "bands": [{"at_least": band.at_least, "share": band.share} for band in terms.bands],
        "measures": [measure_row(measure, terms) for measure in terms.measures],
        "questions": questions_rows(terms),
        "quality_parts": [
            {"criterion": part.name, "weight": part.weight} for part in terms.parts_of_quality
        ],
    }


def questions_rows(terms: Terms) -> list[dict[str, Any]]:
    """The questions that bidders answer in words, for a sheet."""
    return [
        {"number": q.number, "question": q.question, "weight": q.weight, "words": q.words}
        for q in terms.questions
    ]


def scale_rows() -> list[dict[str, Any]]:
    """What each mark of an answer means, for a sheet."""
    return [{"mark": mark, "means": means} for mark, means in enumerate(SCALE)]


def evaluator_rows() -> list[dict[str, Any]]:
    """The rows in which evaluators write down who they are."""
    return [{"number": f"E{number}"} for number in range(1, EVALUATORS + 1)]


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


def requirement_rows(requirement: Requirement) -> dict[str, Any]:
    """What the policy asks, for a sheet."""
    return {
        "required": "Yes" if requirement.required else "No",
        "reason": requirement.reason,
        "minimum_weighting": requirement.minimum_weighting,
        "recommended_weighting": requirement.recommended_weighting,
        "advice": "\n".join(requirement.advice),
    }


def terms_rows(terms: Terms) -> dict[str, Any]:
    """The terms as the scoring workbook is issued with them."""
    names = (
        "price", "quality", "social_value", "quantitative", "method", "target", "scored",
        "leva_reason", "leva_cap", "denominator", "pass_mark", "price_method", "decimals",
        "last_step",
    )  # fmt: skip
    return {
        **{name: _plain(getattr(terms, name)) for name in names},
        "both_parts_words": "Yes" if terms.both_parts else "No",
        "target_words": terms.target_words,
    }


def _plain(value: Any) -> Any:
    """A choice as its words."""
    return str(value) if isinstance(value, StrEnum) else value


def record_data(tender: Tender) -> dict[str, Any]:
    """The record, with every measure of the set to choose from and the terms as they stand."""
    terms = tender.terms
    decided = ("price", "quality", "social_value", "low_reason")
    data = {
        **_common(tender),
        "themes": theme_rows(tender.council),
        "quality_parts": [
            {"criterion": part.name, "weight": part.weight if terms.quality_parts[1:] else None}
            for part in terms.parts_of_quality
        ],
        "measures": measures_to_choose(tender.measures, terms),
        "fields": {
            **_facts(tender),
            **{f"criteria.{name}": getattr(terms, name) for name in decided},
            **method_fields(terms),
        },
    }
    return with_what_was_typed(data, tender.record) if tender.record else data


def measures_to_choose(known: MeasureSet, terms: Terms) -> list[dict[str, Any]]:
    """Every measure of the set, with Yes for those that the terms ask for."""
    chosen = {measure.code for measure in terms.measures}
    return [
        {**measure_row(each, terms), "chosen": "Yes" if each.code in chosen else None}
        for each in known.measures.values()
    ]


def method_fields(terms: Terms) -> dict[str, Any]:
    """How social value is marked, as the record is issued with it."""
    names = (
        "quantitative", "target", "scored", "leva_reason", "leva_cap", "denominator",
        "pass_mark", "price_method", "decimals", "last_step",
    )  # fmt: skip
    return {
        **{f"method.{name}": _plain(getattr(terms, name)) for name in names},
        "method.name": str(terms.method),
        "method.both_parts": "Yes" if terms.both_parts else "No",
    }


def _facts(tender: Tender) -> dict[str, Any]:
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
        found = typed.get(row[issued.source])
        yield {**row, **{key: found.get(key) if found else None for key in inputs}}


def offer_data(tender: Tender) -> dict[str, Any]:
    """The offer workbook as it goes to bidders."""
    return _common(tender)


def scoring_data(tender: Tender) -> dict[str, Any]:
    """The scoring workbook before any offer is loaded."""
    empty = (
        "bidders", "quality_marks", "offers", "marks", "moderation", "lines", "notes", "record",
    )  # fmt: skip
    months = term_months(tender.contract.start, tender.contract.end)
    return {
        **_common(tender),
        **dict.fromkeys(empty, ()),
        "scale": scale_rows(),
        "ranges": {"year_of_work": Ranges().year_of_work, "years": Decimal(months) / 12},
        "evaluators": evaluator_rows(),
    }
