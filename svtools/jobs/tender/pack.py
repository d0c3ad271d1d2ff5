"""The tender pack: record, offer and scoring workbooks for one contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from svtools.errors import InputError
from svtools.jobs.contracts import Contract, Register
from svtools.jobs.monitoring import UNSAFE_IN_FILE_NAMES, common_data
from svtools.jobs.opening import open_declared
from svtools.jobs.register_data import theme_rows
from svtools.jobs.tender.terms import (
    Terms,
    chosen_measures,
    contract_rows,
    default_terms,
    terms_of_record,
    with_options,
)
from svtools.measures import Measure, MeasureSet
from svtools.monitoring import ProgressBands
from svtools.policy import Council, Requirement, check_weighting, term_months
from svtools.scoring import SCALE
from svtools.workbooks.parse import template
from svtools.workbooks.write import write

RECORD, OFFER, SCORING = "pre_procurement_record", "tender_offer", "tender_scoring"
EVALUATORS = 6


@dataclass(frozen=True, slots=True)
class Tender:
    """One tender: its contract, what the policy asks, its terms and measure set."""

    contract: Contract
    requirement: Requirement
    terms: Terms
    measures: MeasureSet
    council: Council

    @property
    def name(self) -> str:
        """Contract and title as a file's name begins."""
        lot = f" lot {self.contract.key.lot}" if self.contract.key.lot else ""
        name = f"{self.contract.key.ref}{lot} {self.contract.title}"
        return UNSAFE_IN_FILE_NAMES.sub("-", name).strip(". ")

    @property
    def years(self) -> int:
        """The years of the contract, begun ones counted."""
        return -(-term_months(self.contract.start, self.contract.end) // 12) or 1


def tender_for(
    register: Register,
    ref: str,
    lot: str,
    council: Council,
    *,
    record: Path | None = None,
    codes: Sequence[str] = (),
    **options: Any,
) -> Tender:
    """The tender for a contract of the register, with the terms of `record` where it is given.

    Raises InputError where the register has no such contract or measure set, or where the
    weighting falls under the policy's minimum.
    """
    contract = next((c for c in register.contracts if c.key_without_supplier == (ref, lot)), None)
    if contract is None:
        known = ", ".join(dict.fromkeys(c.key.label for c in register.contracts))
        raise InputError(f"The register has no contract '{ref}'.", f"It has: {known}.")
    if contract.edition not in register.sets:
        raise InputError(
            f"The contract '{ref}' names no measure edition that the register has.",
            f"Choose one of: {', '.join(register.sets)}.",
        )
    requirement = contract.requirement(council)
    measures = register.sets[contract.edition]
    if record:
        terms = terms_of_record(open_declared(record, RECORD), measures.measures)
    else:
        terms = default_terms(requirement, chosen_measures(measures.measures, codes))
    terms = with_options(terms, **options)
    tender = Tender(contract, requirement, terms, measures, council)
    stands = weighting_stands(tender)
    if stands.startswith("No"):
        raise InputError(stands, "Give social value more weight, or record the reason.")
    return tender


def weighting_stands(tender: Tender) -> str:
    """Whether the weighting of social value stands (clause 9.2.2, reading R6), in words."""
    contract, terms = tender.contract, tender.terms
    total = terms.price + terms.quality + terms.social_value
    if total != 1:
        return f"No: the award criteria add up to {total:%}."
    answer = check_weighting(
        terms.social_value,
        contract.category,
        contract.net_value,
        months=term_months(contract.start, contract.end, contract.extension),
        on=contract.commenced or contract.start,
        vat_rate=None if contract.gross_value else contract.vat_rate,
        value_including_vat=contract.gross_value,
        regime=contract.regime or None,
        reason_recorded=bool(terms.low_reason),
        council=tender.council,
    )
    return f"{'Yes' if answer.stands else 'No'}: {answer.message}"


def new_pack(tender: Tender, folder: Path, *, force: bool = False) -> list[Path]:
    """Write the three workbooks into `folder`. Never overwrites one without `force`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    jobs = (
        (RECORD, "record", record_data(tender)),
        (OFFER, "offer", offer_data(tender)),
        (SCORING, "scoring", scoring_data(tender)),
    )
    paths = [folder / f"{tender.name} - {word}.xlsx" for _, word, _ in jobs]
    there = [path.name for path in paths if path.exists()]
    if there and not force:
        raise InputError(f"{there[0]} is already there.", "Choose another folder, or add --force.")
    for (name, _, data), path in zip(jobs, paths, strict=True):
        write(template(name), data, path)
        made.append(path)
    return made


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
        "measures": [_measure_row(measure, terms) for measure in terms.measures],
        "questions": [
            {"number": q.number, "question": q.question, "weight": q.weight, "words": q.words}
            for q in terms.questions
        ],
    }


def _measure_row(measure: Measure, terms: Terms) -> dict[str, Any]:
    shown = ("code", "title", "unit", "proxy", "theme", "counting_rule", "evidence")
    return {
        **{name: getattr(measure, name) for name in shown},
        "kind": str(measure.kind),
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
    chosen = {measure.code for measure in terms.measures}
    rows = []
    for measure in tender.measures.measures.values():
        row = _measure_row(measure, terms)
        row["chosen"] = "Yes" if measure.code in chosen else None
        rows.append(row)
    decided = ("price", "quality", "social_value", "low_reason")
    method = (
        "quantitative", "target", "scored", "leva_reason", "leva_cap", "denominator",
        "pass_mark", "price_method", "decimals", "last_step",
    )  # fmt: skip
    return {
        **_common(tender),
        "themes": theme_rows(tender.council),
        "measures": rows,
        "fields": {
            **{f"criteria.{name}": getattr(terms, name) for name in decided},
            **{f"method.{name}": _plain(getattr(terms, name)) for name in method},
            "method.name": str(terms.method),
            "method.both_parts": "Yes" if terms.both_parts else "No",
        },
    }


def offer_data(tender: Tender) -> dict[str, Any]:
    """The offer workbook as it goes to bidders."""
    return _common(tender)


def scoring_data(tender: Tender) -> dict[str, Any]:
    """The scoring workbook before any offer is loaded."""
    empty = ("bidders", "offers", "marks", "moderation", "notes", "record")
    return {
        **_common(tender),
        **dict.fromkeys(empty, ()),
        "scale": [{"mark": mark, "means": means} for mark, means in enumerate(SCALE)],
        "evaluators": [{"number": f"E{number}"} for number in range(1, EVALUATORS + 1)],
    }
