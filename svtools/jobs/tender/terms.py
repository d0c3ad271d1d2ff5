"""The terms of one tender: what is asked, with which weights, marked how."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from svtools.errors import InputError
from svtools.jobs.contracts import Contract
from svtools.jobs.opening import refuse_unusable
from svtools.measures import Measure
from svtools.numbers import exact, percent, plain
from svtools.policy import Requirement
from svtools.scoring import (
    LAST_STEP,
    Band,
    Denominator,
    Method,
    PriceMethod,
    Scored,
    even_bands,
)
from svtools.workbooks.content import Content

MOST_MEASURES = 8


@dataclass(frozen=True, slots=True)
class Question:
    """One question that bidders answer in words; `weight` is its share of those marks."""

    number: str
    question: str
    weight: Decimal
    words: int | None = None


DEFAULT_TARGET = Decimal("0.1")
HOW = "How will you deliver what you offer, and who will see to it?"
SHOW = "How will you know, and show us, that people are better off for it?"
DEFAULT_QUESTIONS = (
    Question("SV1", HOW, exact("0.6"), 500),
    Question("SV2", SHOW, exact("0.4"), 300),
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

    @property
    def qualitative(self) -> Decimal:
        """The share of the social value marks for the questions."""
        return 1 - self.quantitative

    def words(self) -> dict[str, str]:
        """The terms in plain words, for bidders."""
        return {
            "price": percent(self.price),
            "quality": percent(self.quality),
            "social_value": percent(self.social_value),
            "quantitative": percent(self.quantitative),
            "qualitative": percent(self.qualitative),
            "method": self._method_words(),
            "scored": self._scored_words(),
            "gate": self._gate_words(),
        }

    def _method_words(self) -> str:
        own = self.denominator is Denominator.OWN_PRICE
        against = "your price" if own else "the contract's estimated value"
        if self.method is Method.TARGET:
            return (
                f"The value you offer is divided by {against}. £{plain(self.target)} or more of "
                "value for each £1 earns all the marks for the measures; half of that earns half."
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
        return f"£{plain(self.target)} for each £1" if self.method is Method.TARGET else "none"


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
        terms = replace(terms, social_value=weighting, quality=1 - terms.price - weighting)
    if method is not None:
        chosen = next((each for each in Method if method.lower() in each), None)
        if chosen is None:
            raise InputError(
                f"There is no method '{method}'.", f"Give one of: {', '.join(Method)}."
            )
        terms = replace(terms, method=chosen)
    if target is not None:
        terms = replace(terms, target=target)
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
        return list(by_theme.values())
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise InputError(
            f"The contract's measure set has no {', '.join(unknown)}.",
            f"It has, for example: {', '.join(list(known)[:8])}.",
        )
    if len(codes) > most:
        raise InputError(
            f"{len(codes)} measures are more than a small organisation can answer.",
            f"Choose {most} at the most.",
        )
    return [known[code] for code in codes]


def terms_of_record(content: Content, known: Mapping[str, Measure]) -> Terms:
    """The terms that a filled-in pre-procurement record decides.

    Raises InputError, with everything that is missing, where it doesn't decide them.
    """
    refuse_unusable(content)
    value = content.value
    needed = {
        "Price": "criteria.price",
        "Quality": "criteria.quality",
        "Social value": "criteria.social_value",
        "Share for the measures": "method.quantitative",
        "Method": "method.name",
    }
    missing = [label for label, name in needed.items() if value(name) is None]
    rows = [row for row in content.rows("measures") if row.get("chosen") == "Yes"]
    if not rows:
        missing.append("at least one measure")
    if missing:
        raise InputError(
            f"The record doesn't decide: {', '.join(missing)}.", "Fill these in and save it."
        )
    codes = [row.get("code") for row in rows]
    return Terms(
        price=value("criteria.price"),
        quality=value("criteria.quality"),
        social_value=value("criteria.social_value"),
        quantitative=value("method.quantitative"),
        method=Method(value("method.name")),
        bands=tuple(_bands(content)),
        target=value("method.target") or DEFAULT_TARGET,
        scored=Scored(value("method.scored") or Scored.SVA),
        leva_reason=value("method.leva_reason") or "",
        leva_cap=value("method.leva_cap"),
        denominator=Denominator(value("method.denominator") or Denominator.OWN_PRICE),
        pass_mark=value("method.pass_mark"),
        both_parts=value("method.both_parts") == "Yes",
        price_method=PriceMethod(value("method.price_method") or PriceMethod.LOWEST),
        decimals=2 if value("method.decimals") is None else value("method.decimals"),
        last_step=value("method.last_step") or LAST_STEP,
        measures=tuple(chosen_measures(known, codes, most=len(known))),
        links={row.get("code"): row.get("link") or "" for row in rows},
        questions=tuple(_questions(content)),
        low_reason=value("criteria.low_reason") or "",
    )


def _bands(content: Content) -> Iterator[Band]:
    for row in content.rows("bands"):
        if row.get("at_least") is not None and row.get("share") is not None:
            yield Band(row.get("at_least"), row.get("share"))


def _questions(content: Content) -> list[Question]:
    found = []
    for row in content.rows("questions"):
        if row.get("number") and row.get("weight") is not None:
            text = row.get("question") or ""
            found.append(Question(row.get("number"), text, row.get("weight"), row.get("words")))
    if sum(question.weight for question in found) != 1:
        raise InputError(
            "The weights of the questions don't add up to 100%.",
            "Mend them on the sheet Questions.",
        )
    return found


def contract_rows(contract: Contract) -> dict[str, Any]:
    """A contract as the tender workbooks are issued with it."""
    names = ("title", "category", "net_value", "commenced", "start", "end", "edition", "manager")
    return {
        "ref": contract.key.ref,
        "lot": contract.key.lot,
        **{name: getattr(contract, name) for name in names},
    }
