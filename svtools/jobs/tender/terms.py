"""The terms of one tender: what is asked, with which weights, marked how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from svtools.errors import InputError
from svtools.jobs.register.contracts import Contract
from svtools.jobs.spelling import as_known
from svtools.jobs.tender.rules import years_between
from svtools.measures import Measure, MeasureKind
from svtools.numbers import PENCE, exact, percent, plain, pounds, rounded
from svtools.policy import Scoring
from svtools.scoring import (
    AwardCriteria,
    Denominator,
    Method,
    Qualitative,
    Quantitative,
    Question,
    Scored,
    Tender,
    even_bands,
)
from svtools.scoring.validated_input import fraction

MOST_MEASURES = 8
DEFAULT_TARGET = Decimal("0.1")
DEFAULT_PRICE = Decimal("0.5")
NO_PRACTICE = Scoring()
EXAMPLE_PRICE = 100_000

DEFAULT_QUESTIONS = (
    Question(
        "SV1", exact("0.6"), "How will you deliver what you offer, and who will see to it?", 300
    ),
    Question(
        "SV2",
        exact("0.4"),
        "How will you know, and show us, that people are better off for it?",
        200,
    ),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the tender documents publish about social value.

    `marking` is what is marked and how; `links` say by measure what it has to do with the subject
    matter, `low_reason` why social value has less than the recommended weighting.
    """

    marking: Tender
    links: Mapping[str, str] = field(default_factory=dict)
    low_reason: str = ""

    def words(self) -> dict[str, str]:
        """The terms in plain words, for bidders."""
        criteria, rules = self.marking.criteria, self.marking.quantitative
        by_target = rules.method is Method.TARGET
        parts = ", ".join(f"{part.name} {percent(part.weight)}" for part in criteria.quality_parts)
        split = f" ({parts})" if criteria.quality_parts[1:] else ""
        return {
            "price": percent(criteria.price),
            "quality": percent(criteria.quality) + split,
            "social_value": percent(criteria.social_value),
            "quantitative": percent(criteria.quantitative),
            "qualitative": percent(criteria.qualitative),
            "method": _method_words(rules),
            "target": f"{per_pound(rules.target)} for each £1" if by_target else "none",
            "scored": _scored_words(rules),
            "gate": _gate_words(self.marking.qualitative),
        }

    def earns(self, measure: Measure) -> str:
        """Whether what is offered under a measure earns marks, as the offer says it."""
        if measure.proxy is None:
            return "no (no £ value)"
        local = measure.kind is MeasureKind.LEV and self.marking.quantitative.scored is Scored.SVA
        return "no (local value)" if local else "yes"


def _method_words(rules: Quantitative) -> str:
    by_price = rules.denominator is Denominator.OWN_PRICE
    price, value = pounds(EXAMPLE_PRICE), pounds(EXAMPLE_PRICE * (rules.target or 0))
    example = f" With a price of {price}, that is {value} of value." if by_price else ""
    bands = "; ".join(f"from £{plain(b.at_least)}: {percent(b.share)}" for b in rules.bands)
    earned = {
        Method.TARGET: f"{per_pound(rules.target)} or more of value for each £1 earns all the "
        f"marks for the measures; half of that earns half.{example}",
        Method.BANDED: "The band it falls in earns its share of the marks for the measures "
        f"({bands}).",
        Method.HIGHEST: "The highest bid earns all the marks for the measures, the others in "
        "proportion.",
    }
    against = "your price" if by_price else "the contract's estimated value"
    return f"The value you offer is divided by {against}. {earned[rules.method]}"


def _scored_words(rules: Quantitative) -> str:
    if rules.scored is Scored.SVA:
        return "Social value (SV) is scored; local economic value (LEV) is reported beside it."
    cap = f", up to {percent(rules.leva_cap)} of it" if rules.leva_cap is not None else ""
    return f"Social value and local economic value are scored together{cap}."


def _gate_words(rules: Qualitative) -> str:
    least = "" if rules.pass_mark is None else plain(rules.pass_mark)
    gates = (
        least and f"An answer marked under {least} of 5 earns no marks for the measures.",
        rules.both_parts and "A bid that leaves either part out scores 0 for social value.",
    )
    return " ".join(gate for gate in gates if gate) or "Each part is marked by itself."


def per_pound(target: Decimal | None) -> str:
    """A scoring target as people read it: in pence, or exactly where it is finer."""
    pence = rounded(target or 0, PENCE)
    return f"£{pence:f}" if pence == target else f"£{plain(target or 0)}"


def default_terms(
    measures: Sequence[Measure],
    social_value: Decimal,
    contract: Contract | None = None,
    practice: Scoring = NO_PRACTICE,
) -> Terms:
    """Terms to begin with: `social_value` of all award criteria, half for price.

    A council's own `practice` comes before the tool's defaults.
    """
    price = min(DEFAULT_PRICE, 1 - social_value)
    criteria = AwardCriteria(price, 1 - price - social_value, social_value)
    if practice.quantitative is not None:
        criteria = replace(criteria, quantitative=practice.quantitative)
    target = DEFAULT_TARGET if practice.target is None else practice.target
    return Terms(
        Tender(
            criteria,
            Quantitative(target=target, estimated_value=contract.net_value if contract else None),
            Qualitative(DEFAULT_QUESTIONS),
            tuple(measures),
            years=years_between(contract.start, contract.end) if contract else None,
        )
    )


def with_options(
    terms: Terms,
    *,
    method: str | None = None,
    weighting: Decimal | None = None,
    target: Decimal | None = None,
) -> Terms:
    """The terms with what the command line says; quality gives or takes what weighting changes."""
    marking, rules = terms.marking, terms.marking.quantitative
    if weighting is not None:
        marking = replace(marking, criteria=_with_weighting(marking.criteria, weighting))
    used = rules.method if method is None else _method_named(method)
    target = rules.target if target is None else target
    needs_bands = used is Method.BANDED and not rules.bands
    bands = even_bands(target or DEFAULT_TARGET) if needs_bands else rules.bands
    rules = replace(rules, method=used, target=target, bands=bands)
    return replace(terms, marking=replace(marking, quantitative=rules))


def _with_weighting(criteria: AwardCriteria, weighting: Decimal) -> AwardCriteria:
    if criteria.quality_parts[1:]:
        raise InputError(
            "The record splits quality into criteria, so --weighting can't change it.",
            "Change the weights in the record instead.",
        )
    quality = 1 - criteria.price - weighting
    if quality < 0:
        raise InputError(
            f"Price {percent(criteria.price)} and social value {percent(weighting)} are more than "
            "the whole.",
            f"Give {percent(1 - criteria.price)} or less, or set all weights in the record.",
        )
    parts = tuple(replace(part, weight=quality) for part in criteria.quality_parts)
    return replace(
        criteria,
        social_value=fraction(weighting, "The weighting"),
        quality=quality,
        quality_parts=parts,
    )


def _method_named(name: str) -> Method:
    for method in Method:
        if name.casefold().strip() in {method.value, method.name.lower()}:
            return method
    raise InputError(f"There is no method '{name}'.", f"Give one of: {', '.join(Method)}.")


def chosen_measures(
    known: Mapping[str, Measure], codes: Sequence[str], *, most: int = MOST_MEASURES
) -> list[Measure]:
    """The measures with these codes, or the first of each theme where none are named.

    Raises InputError for a code that the set doesn't have and for more than `most`.
    """
    if not codes:
        by_theme: dict[str, Measure] = {}
        for measure in known.values():
            if measure.proxy is not None:
                by_theme.setdefault(measure.theme, measure)
        return list(by_theme.values())[:most]
    codes = list(dict.fromkeys(as_known(code, known) for code in codes))
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise InputError(
            f"The measure set has no {', '.join(unknown)}.",
            f"It has, for example: {', '.join(list(known)[:8])}.",
        )
    if len(codes) > most:
        raise InputError(
            f"{len(codes)} measures are more than a small organisation can answer.",
            f"Choose {most} at the most, or allow more with --most-measures {len(codes)}.",
        )
    return [known[code] for code in codes]
