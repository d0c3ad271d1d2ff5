"""The rules of marking, as record and scoring workbook keep them.

`TERMS` says where each term stands; both workbooks are read and written by it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

from svtools.errors import InputError
from svtools.jobs.tender.scoring_rows import cell_of, cells_of, told_with
from svtools.measures import Counting, Measure, MeasureKind
from svtools.numbers import exact
from svtools.policy import term_months
from svtools.scoring import (
    AwardCriteria,
    Band,
    Lot,
    Qualitative,
    Quantitative,
    Question,
    Ranges,
    SubCriterion,
    Tender,
)
from svtools.scoring.validated_input import about, chosen
from svtools.workbooks.content import Content, Row


class Term(NamedTuple):
    """Where the workbooks keep a term ("block.key"), and which attribute of `Tender` holds it.

    A blank takes the attribute's default where it `may_be_blank`.
    """

    key: str
    attribute: str
    may_be_blank: bool = True


TERMS = (
    Term("criteria.price", "criteria.price", may_be_blank=False),
    Term("criteria.quality", "criteria.quality", may_be_blank=False),
    Term("criteria.social_value", "criteria.social_value", may_be_blank=False),
    Term("criteria.counted_in", "criteria.counted_in"),
    Term("criteria.least_quality", "criteria.least_quality"),
    Term("criteria.least_social_value", "criteria.least_social_value"),
    Term("method.quantitative", "criteria.quantitative", may_be_blank=False),
    Term("method.name", "quantitative.method", may_be_blank=False),
    Term("method.target", "quantitative.target"),
    Term("method.scored", "quantitative.scored", may_be_blank=False),
    Term("method.leva_reason", "quantitative.leva_reason"),
    Term("method.leva_cap", "quantitative.leva_cap"),
    Term("method.denominator", "quantitative.denominator", may_be_blank=False),
    Term("method.pass_mark", "qualitative.pass_mark"),
    Term("method.both_parts", "qualitative.both_parts"),
    Term("method.statement_pass", "qualitative.statement_pass"),
    Term("method.price_method", "price_method"),
    Term("method.decimals", "decimals"),
    Term("method.last_step", "last_step"),
    Term("award.places", "places"),
    Term("award.most_lots", "most_lots"),
    Term("award.lots_rule", "lots_rule"),
)
YES_NO = ("method.both_parts",)
COLUMNS = {
    "quality_parts": "quality_parts.weight",
    "bands": "bands.at_least",
    "questions": "questions.weight",
    "measures": "measures.code",
    "lots": "lots.lot",
}
"""Attributes that tables hold, with the column that is named where one can't be."""


def terms_in(content: Content, part: str = "") -> dict[str, Any]:
    """What a workbook's fields say of a part of `Tender` (of itself without), by attribute.

    None is a blank where nothing may be blank.
    """
    values = {key: content.value(key) for key, _, _ in TERMS}
    values |= {key: values[key] == "Yes" for key in YES_NO if values[key] is not None}
    return {
        attribute.rpartition(".")[2]: values[key]
        for key, attribute, may_be_blank in TERMS
        if attribute.rpartition(".")[0] == part and not (may_be_blank and values[key] is None)
    }


def issued_terms(tender: Tender) -> dict[str, Any]:
    """The terms as the workbooks are issued with them, by "block.key"."""
    return {key: _shown(attrgetter(attribute)(tender)) for key, attribute, _ in TERMS}


def _shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value) if isinstance(value, StrEnum) else value


def keys_about(fault: InputError) -> list[str]:
    """The fields and columns that a refusal by the rules of marking is about."""
    keys = {attribute.rpartition(".")[2]: key for key, attribute, _ in TERMS} | COLUMNS
    return [keys[attribute] for attribute in fault.about if attribute in keys]


def tender_of(content: Content) -> Tender:
    """What a scoring workbook publishes about marking.

    Raises InputError, with the cells, for terms that contradict themselves.
    """
    value, rows = content.value, content.rows
    try:
        parts = [row for row in rows("quality_parts") if row.get("criterion")]
        questions = (row for row in rows("questions") if row.get("number"))
        return Tender(
            AwardCriteria(
                **terms_in(content, "criteria"), quality_parts=parts_of(parts, Decimal(0))
            ),
            Quantitative(
                **terms_in(content, "quantitative"),
                bands=bands_of(row for row in rows("bands") if row.get("share") is not None),
                estimated_value=value("contract.net_value"),
            ),
            Qualitative(**terms_in(content, "qualitative"), questions=questions_of(questions)),
            measures=tuple(_measures(content)),
            **terms_in(content),
            years=years_between(value("contract.start"), value("contract.end")),
            ranges=Ranges(value("ranges.year_of_work") or Ranges().year_of_work),
            lots=lots_of(rows("lots")),
        )
    except InputError as fault:
        with told_with(cells_of(content, *keys_about(fault))):
            raise


def parts_of(rows: Iterable[Row], otherwise: Decimal) -> tuple[SubCriterion, ...]:
    """The sub-criteria of quality; one without a weight has `otherwise`."""
    with about("quality_parts"):
        return tuple(
            SubCriterion(
                str(row.get("criterion")),
                otherwise if row.get("weight") is None else row.get("weight"),
            )
            for row in rows
        )


def questions_of(rows: Iterable[Row]) -> tuple[Question, ...]:
    """The questions that bidders answer in words."""
    with about("questions"):
        return tuple(
            Question(
                str(row.get("number")),
                row.get("weight") or Decimal(0),
                row.get("question") or "",
                row.get("words"),
                row.get("measure") or "",
            )
            for row in rows
        )


def bands_of(rows: Iterable[Row]) -> tuple[Band, ...]:
    """The bands of the banded method."""
    return tuple(Band(row.get("at_least"), row.get("share")) for row in rows)


def lots_of(rows: Iterable[Row]) -> tuple[Lot, ...]:
    """The lots of a tender, each with its own estimated value."""
    return tuple(
        Lot(row.get("lot"), row.get("title") or "", row.get("net_value"))
        for row in rows
        if row.get("lot")
    )


def years_between(start: date | None, end: date | None) -> Decimal | None:
    """A contract's term in years, parts of a year counted; None where it isn't known."""
    return exact(term_months(start, end)) / 12 if start and end else None


def _measures(content: Content) -> Iterator[Measure]:
    for row in content.rows("measures"):
        if row.get("code"):
            with told_with(cell_of(row, "kind")):
                kind = chosen(row.get("kind"), MeasureKind, f"SV or LEV of {row.get('code')}")
            yield Measure(
                edition=content.value("contract.edition") or "",
                code=row.get("code"),
                title=row.get("title") or "",
                unit=row.get("unit") or "",
                kind=kind,
                theme=row.get("theme") or "",
                proxy=row.get("proxy"),
                exclusive_group=row.get("group") or "",
                counting=Counting(row.get("counting") or Counting.FLOW),
            )
