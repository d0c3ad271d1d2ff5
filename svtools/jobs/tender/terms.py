"""The terms of one tender: what is asked, with which weights, marked how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from svtools.errors import InputError
from svtools.jobs.register.contracts import Contract
from svtools.jobs.tender.offer_words import Sending
from svtools.jobs.tender.rules import years_between
from svtools.measures import Measure, MeasureKind
from svtools.numbers import exact, percent
from svtools.policy import Scoring
from svtools.scoring import (
    AwardCriteria,
    Method,
    Qualitative,
    Quantitative,
    Question,
    Scored,
    Tender,
    even_bands,
)
from svtools.scoring.validated_input import fraction
from svtools.spelling import as_known

MOST_MEASURES = 8
DEFAULT_TARGET = Decimal("0.1")
DEFAULT_PRICE = Decimal("0.5")
NO_PRACTICE = Scoring()

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
    matter, `low_reason` why social value has less than the recommended weighting, `sending` where
    tenders go.
    """

    marking: Tender
    links: Mapping[str, str] = field(default_factory=dict)
    low_reason: str = ""
    sending: Sending = field(default_factory=Sending)

    def earns(self, measure: Measure) -> str:
        """Whether what is offered under a measure earns marks, as the offer says it."""
        if measure.proxy is None:
            return "no (no £ value)"
        local = measure.kind is MeasureKind.LEV and self.marking.quantitative.scored is Scored.SVA
        return "no (local value)" if local else "yes"


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
