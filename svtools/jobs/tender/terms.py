"""The terms of one tender: what is asked, with which weights, marked how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from svtools.errors import InputError
from svtools.jobs.register.contracts import Contract
from svtools.measures import Measure, MeasureKind
from svtools.numbers import PENCE, exact, percent, plain, pounds, rounded
from svtools.policy import Council, Requirement, WeightingCheck, check_weighting
from svtools.scoring import (
    LAST_STEP,
    Band,
    Denominator,
    Method,
    PriceMethod,
    Quantitative,
    Scored,
    SubCriterion,
    even_bands,
)

MOST_MEASURES = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One question that bidders answer in words; `weight` is its share of those marks."""

    number: str
    question: str
    weight: Decimal
    words: int | None = None


DEFAULT_TARGET = Decimal("0.1")
EXAMPLE_PRICE = 100_000
QUALITY = "Quality"
"""What quality is called where it is one criterion."""

HOW = "How will you deliver what you offer, and who will see to it?"
SHOW = "How will you know, and show us, that people are better off for it?"
DEFAULT_QUESTIONS = (
    Question("SV1", HOW, exact("0.6"), 300),
    Question("SV2", SHOW, exact("0.4"), 200),
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the tender documents publish about social value. Shares are fractions of 1."""

    price: Decimal
    quality: Decimal
    social_value: Decimal
    quantitative: Decimal = Decimal("0.5")
    method: Method = Method.TARGET
    target: Decimal = DEFAULT_TARGET
    bands: tuple[Band, ...] = ()
    scored: Scored = Scored.SVA
    leva_reason: str = ""
    leva_cap: Decimal | None = None
    denominator: Denominator = Denominator.OWN_PRICE
    pass_mark: Decimal | None = None
    both_parts: bool = False
    price_method: PriceMethod = PriceMethod.LOWEST
    decimals: int = 2
    last_step: str = LAST_STEP
    measures: tuple[Measure, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = DEFAULT_QUESTIONS
    low_reason: str = ""
    quality_parts: tuple[SubCriterion, ...] = ()

    @property
    def parts_of_quality(self) -> tuple[SubCriterion, ...]:
        """The sub-criteria of quality; quality itself where there are none."""
        return self.quality_parts or (SubCriterion(QUALITY, self.quality),)

    @property
    def qualitative(self) -> Decimal:
        """The share of the social value marks for the questions."""
        return 1 - self.quantitative

    def words(self) -> dict[str, str]:
        """The terms in plain words, for bidders."""
        return {
            "price": percent(self.price),
            "quality": self._quality_words(),
            "social_value": percent(self.social_value),
            "quantitative": percent(self.quantitative),
            "qualitative": percent(self.qualitative),
            "method": self._method_words(),
            "scored": self._scored_words(),
            "gate": self._gate_words(),
        }

    def _quality_words(self) -> str:
        if len(self.quality_parts) < 2:  # noqa: PLR2004 - one is quality itself
            return percent(self.quality)
        parts = ", ".join(f"{part.name} {percent(part.weight)}" for part in self.quality_parts)
        return f"{percent(self.quality)} ({parts})"

    def _method_words(self) -> str:
        own = self.denominator is Denominator.OWN_PRICE
        against = "your price" if own else "the contract's estimated value"
        if self.method is Method.TARGET:
            return (
                f"The value you offer is divided by {against}. {per_pound(self.target)} or more of "
                f"value for each £1 earns all the marks for the measures; half of that earns half."
                f"{self._example() if own else ''}"
            )
        if self.method is Method.BANDED:
            bands = "; ".join(
                f"from £{plain(band.at_least)}: {percent(band.share)}" for band in self.bands
            )
            return (
                f"The value you offer is divided by {against}. The band it falls in earns its "
                f"share of the marks for the measures ({bands})."
            )
        return (
            f"The value you offer is divided by {against}. The highest bid earns all the marks "
            "for the measures, the others in proportion."
        )

    def _scored_words(self) -> str:
        if self.scored is Scored.SVA:
            return "Social value (SV) is scored; local economic value (LEV) is reported beside it."
        cap = f", up to {percent(self.leva_cap)} of it" if self.leva_cap is not None else ""
        return f"Social value and local economic value are scored together{cap}."

    def _gate_words(self) -> str:
        said = []
        if self.pass_mark is not None:
            said.append(
                f"An answer marked under {plain(self.pass_mark)} of 5 earns no marks for the "
                "measures."
            )
        if self.both_parts:
            said.append("A bid that leaves either part out scores 0 for social value.")
        return " ".join(said) or "Each part is marked by itself."

    @property
    def target_words(self) -> str:
        """The scoring target for a sheet."""
        return f"{per_pound(self.target)} for each £1" if self.method is Method.TARGET else "none"

    def _example(self) -> str:
        value = pounds(EXAMPLE_PRICE * self.target)
        return f" With a price of {pounds(EXAMPLE_PRICE)}, that is {value} of value."

    def earns(self, measure: Measure) -> str:
        """Whether what is offered under a measure earns marks, as the offer says it."""
        if measure.proxy is None:
            return "no (no £ value)"
        local = measure.kind is MeasureKind.LEV and self.scored is Scored.SVA
        return "no (local value)" if local else "yes"


def per_pound(target: Decimal) -> str:
    """A scoring target as people read it: in pence, or exactly where it is finer."""
    pence = rounded(target, PENCE)
    return f"£{pence:f}" if pence == target else f"£{plain(target)}"


def default_terms(requirement: Requirement, measures: Sequence[Measure]) -> Terms:
    """Terms to begin with: the recommended weighting (at least the minimum), half price."""
    social_value = max(requirement.recommended_weighting, requirement.minimum_weighting)
    price = Decimal("0.5")
    return Terms(
        price=price,
        quality=1 - price - social_value,
        social_value=social_value,
        measures=tuple(measures),
    )


def with_options(
    terms: Terms,
    *,
    method: str | None = None,
    weighting: Decimal | None = None,
    target: Decimal | None = None,
) -> Terms:
    """The terms with what the command line says; quality gives or takes what weighting changes."""
    if weighting is not None:
        if len(terms.quality_parts) > 1:
            raise InputError(
                "The record splits quality into criteria, so --weighting can't change it.",
                "Change the weights in the record instead.",
            )
        quality = 1 - terms.price - weighting
        if quality < 0:
            raise InputError(
                f"Price {percent(terms.price)} and social value {percent(weighting)} are more than "
                "the whole.",
                f"Give {percent(1 - terms.price)} or less, or set all weights in the record.",
            )
        parts = tuple(replace(part, weight=quality) for part in terms.quality_parts)
        terms = replace(terms, social_value=weighting, quality=quality, quality_parts=parts)
    if method is not None:
        names = {each: {each.value, each.name.lower()} for each in Method}
        chosen = next((each for each in Method if method.casefold().strip() in names[each]), None)
        if chosen is None:
            raise InputError(
                f"There is no method '{method}'.", f"Give one of: {', '.join(Method)}."
            )
        terms = replace(terms, method=chosen)
    if target is not None:
        terms = replace(terms, target=Quantitative(target=target).target or target)
    if terms.method is Method.BANDED and not terms.bands:
        terms = replace(terms, bands=even_bands(terms.target))
    return terms


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
    codes = list(dict.fromkeys(codes))
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


def weighting_of(
    contract: Contract, council: Council, social_value: Decimal, reason: str
) -> WeightingCheck:
    """Whether social value may have this share of the contract's award criteria (9.2.2, R6)."""
    requirement = contract.requirement(council)
    return check_weighting(social_value, requirement, reason_recorded=bool(reason))


def contract_rows(contract: Contract) -> dict[str, Any]:
    """A contract as the tender workbooks are issued with it."""
    names = ("title", "category", "net_value", "commenced", "start", "end", "edition", "manager")
    return {
        "ref": contract.key.ref,
        "lot": contract.key.lot,
        **{name: getattr(contract, name) for name in names},
    }
