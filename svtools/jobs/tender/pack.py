"""The tender pack: record, offer and scoring workbooks for one contract.

The record is what an officer fills in; the tool makes offer and scoring workbooks from it.
"""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.monitoring.pack import common_data
from svtools.jobs.register.contracts import Settings
from svtools.jobs.register.issued import theme_rows
from svtools.jobs.tender.considered import issued, laid_down
from svtools.jobs.tender.contract_years import YEARS, years_begun
from svtools.jobs.tender.decisions import as_recorded
from svtools.jobs.tender.issued_lots import checks, for_each_lot, lots_data, parts_marked
from svtools.jobs.tender.offer_words import offer_words
from svtools.jobs.tender.record import FACTS, Record, fact
from svtools.jobs.tender.record import TEMPLATE as RECORD_TEMPLATE
from svtools.jobs.tender.rules import issued_terms
from svtools.jobs.tender.sealing import seal_of, sealed_terms
from svtools.jobs.tender.statements import statements_of
from svtools.jobs.tender.tenders import PreparedTender, weighting_stands
from svtools.jobs.tender.terms import Terms
from svtools.measures import Measure, MeasureSet
from svtools.policy import Council
from svtools.scoring import SCALE, Denominator, Question
from svtools.workbooks.parse import template
from svtools.workbooks.replacing import put_all
from svtools.workbooks.revision import Revision
from svtools.workbooks.write import build

RECORD, OFFER, SCORING = RECORD_TEMPLATE, "tender_offer", "tender_scoring"
EVALUATORS = 6


def new_pack(
    tender: PreparedTender, folder: Path, *, force: bool = False, accept_loss: bool = False
) -> list[Path]:
    """Write the three workbooks into `folder`. Never overwrites one without `force`.

    The record that the tender was made from is never replaced; the pack's is a copy of it with the
    facts and terms that count. Raises OutputError where the folder can't be made, and InputError
    where something that people put into the record can't be kept, unless `accept_loss`.
    """
    record = tender.record.workbook.path.resolve() if tender.record else None
    paths = pack_paths(folder, tender.name, force=force, given=record)
    data = {RECORD: record_data, OFFER: offer_data, SCORING: scoring_data}
    written = {name: path for name, path in paths.items() if path.resolve() != record}
    workbooks = {
        path.name: _copied_record(tender, tender.record, path, accept_loss=accept_loss)
        if name == RECORD and tender.record
        else build(template(name), data[name](tender))
        for name, path in written.items()
    }
    put_all(folder, workbooks)
    return list(written.values())


def pack_paths(
    folder: Path, name: str, *, force: bool, given: Path | None = None
) -> dict[str, Path]:
    """Where the three workbooks go, by template; `given` may be there already.

    Raises InputError where another is there and `force` isn't given.
    """
    words = {RECORD: "record", OFFER: "offer", SCORING: "scoring"}
    paths = {template: folder / f"{name} - {word}.xlsx" for template, word in words.items()}
    refuse_present((path for path in paths.values() if path.resolve() != given), force=force)
    return paths


def refuse_present(paths: Iterable[Path], *, force: bool, lost: str = "") -> None:
    """Raises InputError where one of the files is there and `force` isn't given.

    `lost` says what would be lost with it.
    """
    present = [path.name for path in paths if path.exists()]
    if present and not force:
        remedy = f"Choose another folder, or add --force{lost}."
        raise InputError(f"{present[0]} is already there.", remedy)


def _copied_record(
    tender: PreparedTender, record: Record, path: Path, *, accept_loss: bool
) -> bytes:
    """The workbook of `record`, to be put at `path`.

    With the policy's requirement, the facts and the terms that count. A term left blank stays
    blank.
    """
    revision = Revision(record.workbook)
    keys = {"themes": ("theme",), "measures": ("code",)}
    revision.reissue(_record_tables(tender), keys)
    marking = tender.terms.marking
    terms = issued_terms(marking) | as_recorded(marking.criteria)
    decided = {name: term for name, term in terms.items() if record.value(name) is not None}
    for name, value in (_facts(tender) | decided).items():
        revision.set_field(name, value)
    workbook = revision.saved_as(path, accept_loss=accept_loss)
    record.remarks += revision.problems
    return workbook


def terms_data(terms: Terms, council: Council) -> dict[str, Any]:
    """What the tender workbooks hold whatever the contract is."""
    marking = terms.marking
    lots = lots_data(marking)
    measures = [measure_row(measure, terms) for measure in marking.measures]
    return {
        **common_data(council, Settings()),
        "seal": None,
        "sealed": (),
        "laid_down": laid_down(),
        "to_consider": issued(council, None),
        "words": offer_words(marking),
        "sending": terms.sending.words(),
        "terms": {key.partition(".")[2]: term for key, term in issued_terms(marking).items()},
        "bands": [asdict(band) for band in marking.quantitative.bands],
        "parts": parts_marked(marking),
        "estimated": marking.quantitative.estimated_value
        if marking.quantitative.denominator is Denominator.ESTIMATED
        else None,
        "measures": measures,
        "units_asked": for_each_lot(measures, lots["lots"]),
        "questions": [
            question_row(question)
            for question in marking.qualitative.questions
            if not question.measure
        ],
        "quality_parts": [
            {"criterion": part.name, "weight": part.weight}
            for part in marking.criteria.parts_of_quality
        ],
        "has_stock": any(measure.counting.is_stock for measure in marking.measures),
        "statements": statements_of(marking.qualitative) or None,
        "statement_words": next((s.words for s in statements_of(marking.qualitative)), None),
        "scale": [{"mark": mark, "means": means} for mark, means in enumerate(SCALE)],
        "ranges": {"year_of_work": marking.ranges.year_of_work, "years": marking.years},
        "evaluators": [{"number": f"E{number}"} for number in range(1, EVALUATORS + 1)],
        **lots,
    }


def question_row(question: Question) -> dict[str, Any]:
    """A question as the workbooks are issued with it; `measure` is what a statement is about."""
    names = ("number", "weight", "words", "measure")
    return {"question": question.text, **{n: getattr(question, n) or None for n in names}}


def measure_row(measure: Measure, terms: Terms) -> dict[str, Any]:
    """A measure as the tender workbooks are issued with it."""
    shown = (
        "code", "title", "unit", "proxy", "theme", "counting", "counting_rule", "evidence",
        "exclusive_group",
    )  # fmt: skip
    return {
        **{name: getattr(measure, name) for name in shown},
        "kind": str(measure.kind),
        "earns": terms.earns(measure),
        "link": terms.links.get(measure.code, ""),
        "title_by_lot": measure.title,
    }


def offer_data(tender: PreparedTender) -> dict[str, Any]:
    """The offer workbook as it goes to bidders."""
    contract, requirement = tender.contract, tender.requirement
    years = years_begun(contract.start, contract.end)
    names = ("title", "category", "net_value", "commenced", "start", "end", "edition", "manager")
    data = {
        **terms_data(tender.terms, tender.council),
        "contract": {
            "ref": contract.key.ref,
            "lot": contract.key.lot,
            **{name: getattr(contract, name) for name in names},
        },
        "notice": f"{tender.measures.name}. {tender.measures.notice}".strip(),
        "years": years,
        "has_year": {year: number < years for number, year in enumerate(YEARS)},
        "requirement": {
            "required": "Yes" if requirement.required else "No",
            "reason": requirement.reason,
            "minimum_weighting": requirement.minimum_weighting,
            "recommended_weighting": requirement.recommended_weighting,
            "advice": "\n".join(requirement.advice) or None,
        },
        "to_consider": issued(tender.council, requirement),
        "weighting": weighting_stands(tender),
        "checks": checks(tender.terms.marking),
    }
    sealed = sealed_terms(template(SCORING), data | {"questions": all_questions(tender)})
    return data | {"sealed": sealed, "seal": seal_of(sealed)}


def scoring_data(tender: PreparedTender) -> dict[str, Any]:
    """The scoring workbook before any offer is loaded."""
    empty = (
        "bidders", "prices", "quality_marks", "offers", "flags", "marks", "moderation", "lines",
        "answers", "notes", "record",
    )  # fmt: skip
    return {
        **offer_data(tender),
        **dict.fromkeys(empty, ()),
        "questions": all_questions(tender),
    }


def all_questions(tender: PreparedTender) -> list[dict[str, Any]]:
    """What is marked in words: the questions, then the method statements."""
    return [question_row(each) for each in tender.terms.marking.qualitative.questions]


def record_data(tender: PreparedTender) -> dict[str, Any]:
    """The record, with every measure of the set to choose from and the terms as they stand."""
    terms = tender.terms
    data = _record_tables(tender) | {
        "fields": {
            **_facts(tender),
            "criteria.low_reason": terms.low_reason,
            **{f"sending.{name}": value for name, value in asdict(terms.sending).items()},
            **issued_terms(terms.marking),
        },
    }
    if not terms.marking.criteria.quality_parts[1:]:  # a criterion alone has all of quality
        data["quality_parts"][0]["weight"] = None
    return data


def _record_tables(tender: PreparedTender) -> dict[str, Any]:
    return offer_data(tender) | {
        "themes": theme_rows(tender.council),
        "measures": measures_to_choose(tender.measures, tender.terms),
    }


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
    facts |= {name: facts[name] or None for name in ("lot", "extension", "regime")}
    return {f"contract.{name}": value for name, value in facts.items()}
