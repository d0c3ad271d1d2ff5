"""The rules of marking that a scoring workbook publishes: criteria, method, measures, questions."""

from collections.abc import Iterator
from decimal import Decimal

from svtools.jobs.tender.scoring_rows import cell_of, cells_of, told_with
from svtools.measures import Measure, MeasureKind
from svtools.numbers import exact
from svtools.policy import term_months
from svtools.scoring import (
    LAST_STEP,
    AwardCriteria,
    Band,
    PriceMethod,
    Qualitative,
    Quantitative,
    Question,
    Ranges,
    SubCriterion,
    Tender,
)
from svtools.scoring.validated_input import chosen
from svtools.workbooks.content import Content


def tender_of(content: Content) -> Tender:
    """What the workbook publishes about marking.

    Raises InputError, with the cells, for terms that contradict themselves.
    """
    value = content.value
    start, end = value("contract.start"), value("contract.end")
    decimals = value("method.decimals")
    criteria, answers = _criteria(content), _qualitative(content)
    quantitative, measures = _quantitative(content), tuple(_measures(content))
    with told_with(cells_of(content, "method.decimals", "method.price_method")):
        return Tender(
            criteria=criteria,
            quantitative=quantitative,
            qualitative=answers,
            measures=measures,
            price_method=value("method.price_method") or PriceMethod.LOWEST,
            decimals=2 if decimals is None else decimals,
            last_step=value("method.last_step") or LAST_STEP,
            years=exact(term_months(start, end)) / 12 if start and end else None,
            ranges=Ranges(value("ranges.year_of_work") or Ranges().year_of_work),
        )


def _criteria(content: Content) -> AwardCriteria:
    weights = ("criteria.price", "criteria.quality", "criteria.social_value")
    with told_with(cells_of(content, *weights)):
        whole = AwardCriteria(*(content.value(name) for name in weights))
    with told_with(cells_of(content, "method.quantitative")):
        quantitative = content.value("method.quantitative")
        whole = AwardCriteria(
            whole.price, whole.quality, whole.social_value, quantitative=quantitative
        )
    with told_with(cells_of(content, "quality_parts.weight")):
        parts = tuple(
            SubCriterion(row.get("criterion"), row.get("weight") or Decimal(0))
            for row in content.rows("quality_parts")
            if row.get("criterion")
        )
        return AwardCriteria(
            whole.price, whole.quality, whole.social_value, parts, whole.quantitative
        )


def _quantitative(content: Content) -> Quantitative:
    value = content.value
    names = ("name", "target", "scored", "leva_reason", "leva_cap", "denominator")
    with told_with(cells_of(content, *(f"method.{name}" for name in names), "bands.at_least")):
        return Quantitative(
            method=value("method.name"),
            target=value("method.target"),
            bands=tuple(
                Band(row.get("at_least"), row.get("share"))
                for row in content.rows("bands")
                if row.get("share") is not None
            ),
            scored=value("method.scored"),
            leva_reason=value("method.leva_reason") or "",
            leva_cap=value("method.leva_cap"),
            denominator=value("method.denominator"),
            estimated_value=value("contract.net_value"),
        )


def _qualitative(content: Content) -> Qualitative:
    with told_with(cells_of(content, "questions.weight")):
        questions = tuple(
            Question(row.get("number"), exact(row.get("weight") or 0), row.get("question") or "")
            for row in content.rows("questions")
            if row.get("number")
        )
        Qualitative(questions)
    with told_with(cells_of(content, "method.pass_mark")):
        both = content.value("method.both_parts") == "Yes"
        return Qualitative(questions, content.value("method.pass_mark"), both)


def _measures(content: Content) -> Iterator[Measure]:
    for row in content.rows("measures"):
        if row.get("code"):
            with told_with(cell_of(row, "kind")):
                kind = chosen(MeasureKind, row.get("kind"), f"SV or LEV of {row.get('code')}")
            yield Measure(
                edition=content.value("contract.edition") or "",
                code=row.get("code"),
                title=row.get("title") or "",
                unit=row.get("unit") or "",
                kind=kind,
                theme=row.get("theme") or "",
                proxy=row.get("proxy"),
                exclusive_group=row.get("group") or "",
            )
