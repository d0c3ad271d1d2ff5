"""What else an officer should know of an answer, in sentences."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from svtools.numbers import percent, plain, pounds, settled
from svtools.policy.ask import NOT_ASKED, Of, Weight
from svtools.policy.rules import Rule
from svtools.policy.statutory import Basis, Situation, statute
from svtools.policy.wording import amount, asked_words, named

if TYPE_CHECKING:
    from svtools.policy.requirement import Requirement


def advice(asked: "Requirement") -> Iterator[str]:
    """What else an officer should know, most particular first."""
    if asked.in_force:
        yield from _on_weighting(asked)
        for rule in asked.rules:
            yield from _on_figures(rule, asked)
    if asked.regime and asked.regime.advice:
        yield asked.regime.advice
    if asked.category.is_concession and asked.regime:
        yield statute().concessions.on(asked.regime.law_day(asked.on))
    if asked.asks != NOT_ASKED and asked.regime:
        yield statute().location.advice(_situation(asked), asked.regime.law_day(asked.on))
    for note in asked.council.notes:
        if asked.runs_past > note.runs_past:
            yield f"{note.says} ({note.reference})."


def _situation(asked: "Requirement") -> Situation:
    if asked.statutory is None:
        has_threshold = asked.regime is not None and asked.regime.threshold
        return "perhaps" if has_threshold and asked.services is not False else "other"
    if not asked.statutory.reached(asked.value):
        return "below"
    if asked.services is None:
        return "perhaps"
    return "services" if asked.services else "none"


def _on_weighting(asked: "Requirement") -> Iterator[str]:
    open_rules = [rule for rule in asked.rules if rule.may_apply(asked.value, asked.months)]
    law_alone = asked.required and all(rule.law for rule in asked.asking) and not open_rules
    if law_alone and any(rule.law is None and rule.weight is Weight.MUST for rule in asked.rules):
        yield (
            f"{asked.council.words.they_are} needed here only because of the statutory threshold: "
            "check again if the value changes or the procurement begins on another day."
        )
    recommended = asked.recommended_weighting
    if asked.required and recommended and not any(any(asked.bounds(of)) for of in Of):
        yield (
            f"No minimum applies: {percent(recommended)} of {Of.TOTAL.in_words} is recommended, "
            "and a lower one needs a recorded reason."
        )
    for rule in open_rules:
        if rule.held:
            yield (
                f"With a term of {rule.months} months or more {named(rule.clause)} asks for it "
                "too: the term is not known here."
            )


def _on_figures(rule: Rule, asked: "Requirement") -> Iterator[str]:
    """What to watch where the contract falls just short of a row that asks for it."""
    value = asked.value
    if rule.weight is not Weight.MUST or rule.applies(value, asked.months):
        return
    if rule.figure is None:
        return
    if rule.reached(value):
        if not asked.required and asked.months is not None:
            yield (
                f"The value reaches the figure of {named(rule.clause)}, but the term of "
                f"{plain(asked.months)} months is under {rule.months}: count every extension"
                f"{_all_the_same(asked)}."
            )
        return
    if not rule.long_enough(asked.months) or not _near(rule, asked):
        return
    there, figure = amount(rule.basis.side(value), rule.basis, value), pounds(rule.figure)
    if rule.law:
        yield (
            f"{there} is near the statutory threshold of {figure}: count every option and "
            f"extension, because from there {named(rule.clause)} {asked_words(rule)}."
        )
    elif not asked.required:
        both = there
        if rule.basis is Basis.NET and value.vat_factor != 1:
            both = f"{there} ({pounds(value.including_vat)} including VAT)"
        yield (
            f"{both} is near the {figure} of {named(rule.clause)}: count every option and "
            f"extension{_all_the_same(asked)}."
        )


def _all_the_same(asked: "Requirement") -> str:
    if asked.asks != NOT_ASKED:
        return ""
    return f", and consider {asked.council.words.social_value} all the same"


def _near(rule: Rule, asked: "Requirement") -> bool:
    figure = rule.figure or Decimal(0)
    least = figure * asked.council.near_share(asked.category)
    return settled(least) <= settled(rule.basis.side(asked.value)) <= settled(figure)
