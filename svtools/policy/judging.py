"""What policy and law ask of a contract: its facts checked, the rows that are about it found."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from svtools.errors import InputError
from svtools.numbers import Number
from svtools.policy import wording
from svtools.policy.category import category_of, holds_services
from svtools.policy.council import Council, load_council
from svtools.policy.requirement import Requirement
from svtools.policy.rules import Rule
from svtools.policy.statutory import Regime, Threshold, statute
from svtools.policy.validated_input import day_given, months_given, number_given, value_given

_NONE = Decimal(0)


def requirement(
    category: str | Sequence[str],
    net_value: Number | None = None,
    *,
    months: Number | None = None,
    on: date,
    vat_rate: Number | None = None,
    value_including_vat: Number | None = None,
    regime: str | None = None,
    council: Council | None = None,
    main: str | None = None,
    lots: Sequence[Number] = (),
    ends: date | None = None,
) -> Requirement:
    """What policy and law ask of a contract (readings R1 to R7 and R21).

    `category` is its main subject; of several, `main` names the one. `net_value` is the most that
    may be paid, in £ net of VAT, options and extensions included, or `lots` the values that are
    added up to it. `months` is the term with extensions, needed where only the term decides; `on`
    the day on which the procurement began; `ends` the last day.
    `vat_rate` is a fraction (0.2); give it or `value_including_vat`, or neither for the standard
    rate. `regime` is an officer's choice (PSR for health care services, PCR 2015 for a call-off
    under an older framework), otherwise it follows from the date.
    Raises InputError for anything that can't be used, with what is allowed, and where the answer
    is not known.
    """
    named = _named(category)
    chosen = council or load_council()
    common, standard_rate = in_force(chosen, _subject(named, main, chosen), day_given(on), regime)
    if lots and net_value is not None:
        raise InputError("A net value and lots are given.", "Give only one of the two.")
    net = (
        sum((number_given(lot, "A lot's net value") for lot in lots), _NONE) if lots else net_value
    )
    answer = Requirement(
        **common,
        services=holds_services(named),
        value=value_given(net, vat_rate, value_including_vat, standard_rate),
        months=months_given(months),
        ends=None if ends is None else day_given(ends, "The end of the contract"),
        lots=max(1, len(lots)),
    )
    _refuse_unknown(answer)
    return answer


def _named(category: Any) -> tuple[str, ...]:
    """Every kind that is bought, in words; what is no text is no category."""
    several = tuple(category) if isinstance(category, (list, tuple)) else (category,)
    return tuple(words if isinstance(words, str) else "" for words in several) or ("",)


def _subject(named: tuple[str, ...], main: str | None, council: Council) -> str:
    """The words for the main subject. Raises InputError where several leave it open."""
    kinds = tuple(dict.fromkeys(map(category_of, named)))
    if main:
        if len(kinds) > 1 and category_of(main) not in kinds:
            raise InputError(
                f"The main category, '{main}', is none of those that are bought.",
                f"Name one of: {', '.join(kinds)}.",
            )
        return main
    if len(kinds) > 1:
        raise InputError(
            f"Whether {council.words.are} required is not known: "
            f"{' and '.join(repr(str(kind)) for kind in kinds)} are bought together.",
            "Say which of them is the main subject (Main category, or --main).",
        )
    return named[0]


@lru_cache(maxsize=1024)
def in_force(
    council: Council, words: str, day: date, regime_chosen: str | None
) -> tuple[dict[str, Any], Decimal]:
    """What holds for every contract of a category on a day, and the VAT rate."""
    law, category = statute(), category_of(words)
    regime = _regime(council, day, regime_chosen)
    threshold = None
    first = law.thresholds.values[0].start
    if regime and regime.threshold and (day >= first or council.asks_from_laws_threshold):
        period = law.thresholds.dated(day)
        basis, figure = period.value.basis, period.value.figures[category]
        latest = period.until if period.until and period.until < day else None
        threshold = Threshold(figure, basis, period.reference, latest)
    key = regime.key if regime else ""
    common = {
        "council": council,
        "category": category,
        "on": day,
        "regime": regime,
        "statutory": threshold,
        "rules": tuple(rule for rule in council.rules if rule.concerns(category, day, key)),
    }
    return common, law.vat_rate.on(day)


def _regime(council: Council, day: date, chosen: str | None) -> Regime | None:
    if council.has_statute:
        return statute().regime(day, chosen)
    if chosen:
        raise InputError(
            f"The regimes that {council.law} come under are not held here.", "Leave it out."
        )
    return None


def _refuse_unknown(asked: Requirement) -> None:
    """Raises InputError where what isn't known could change the answer."""
    rank = asked.asking[0].rank if asked.asking else 0
    for rule in asked.rules:
        if not rule.may_apply(asked.value, asked.months):
            continue
        if rule.rank > rank:
            what = f"Whether {asked.council.words.are} required"
        elif _narrows(rule, asked):
            what = "The weighting that is asked for"
        else:
            continue
        if not rule.held:
            raise InputError(
                f"{what} is not known: {wording.named(rule.clause)} asks from the law's threshold, "
                f"which is not held here for {asked.council.law}.",
                "Compare the value with that threshold yourself.",
            )
        raise InputError(
            f"{what} is not known: the term in months is missing, and "
            f"{wording.named(rule.clause)} asks for {rule.months} or more.",
            "Give the months of the first term and all extensions together, such as 24.",
        )


def _narrows(rule: Rule, asked: Requirement) -> bool:
    """Whether a row would change the bounds of the weighting."""
    most = asked.most(rule.of)
    return (rule.least or _NONE) > asked.least(rule.of) or (
        rule.most is not None and (most is None or rule.most < most)
    )
