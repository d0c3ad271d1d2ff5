"""The sentences of an answer: why, in words an officer can paste into a report, and advice.

One sentence says the answer, then one for each row says how the contract stands to it. They are the
same for all contracts that are asked alike, but for the contract's own figures: marks stand for
those until the end.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from svtools.numbers import Number, how_many, long_date, percent, plain, pounds
from svtools.policy.ask import NOT_ASKED, Of, Weight
from svtools.policy.rules import Rule
from svtools.policy.statutory import Basis, statute
from svtools.policy.validated_input import ContractValue

if TYPE_CHECKING:
    from svtools.policy.requirement import Asked, Requirement

_ANSWERS = {
    Weight.MUST: "required",
    Weight.CONSIDER: "to be considered",
    Weight.MAY: "at the council's discretion",
    NOT_ASKED: "not required",
}
_ASKS_NOT = {
    Weight.MUST: "does not ask for it",
    Weight.CONSIDER: "does not ask to consider it",
    Weight.MAY: "has nothing to say of it",
}
_ASKS = {Weight.MUST: "asks for", Weight.CONSIDER: "asks to consider", Weight.MAY: "allows"}


_THERE = {Basis.NET: "\ue000", Basis.INCLUDING_VAT: "\ue001"}
_MONTHS, _DAY = "\ue002", "\ue003"
"""Characters that no text has (Unicode keeps them for private use)."""


def reason(told: str, value: ContractValue, months: Number | None, on: date) -> str:
    """Why social value is or isn't asked for: sentences with a contract's own figures in them."""
    if _THERE[Basis.NET] in told:
        told = told.replace(_THERE[Basis.NET], pounds(value.net))
    if _THERE[Basis.INCLUDING_VAT] in told:
        told = told.replace(_THERE[Basis.INCLUDING_VAT], pounds(value.including_vat))
    if months is not None and _MONTHS in told:
        told = told.replace(_MONTHS, plain(months))
    return told.replace(_DAY, long_date(on))


def told(asked: "Requirement") -> str:
    """The sentences of a reason, with marks for the contract's value, term and day."""
    if not asked.in_force and not asked.applying:
        return " ".join([*_before(asked), *_of_call_off(asked)])
    sentences = [_answer(asked), *(_sentence(rule, asked) for rule in shown(asked))]
    if len(sentences) == 1:
        sentences.append(f"Nothing in it is about {asked.category} contracts begun on {_DAY}.")
    return " ".join([*sentences, *_of_call_off(asked)])


def _of_call_off(asked: "Requirement") -> Iterator[str]:
    if asked.own:
        own = amount(asked.own.value.net, Basis.NET, asked.own.value)
        yield f"Its framework decides whether; by its own value, {own}, {weighting(asked)}."


def shown(asked: "Requirement") -> Iterator[Rule]:
    """The rows that say something of a contract.

    What a row asks besides is left out where it doesn't apply and others ask as much.
    """
    for rule in asked.rules:
        told = any(one.rank >= rule.rank for one in asked.asking)
        if rule in asked.applying or not (_says_more(rule) and told):
            yield rule


def _says_more(rule: Rule) -> bool:
    """Whether a row only asks for something else than a weight."""
    return bool(rule.says) and not bounds(rule, rule)


def named(clause: str) -> str:
    """A clause in a sentence: "clause 9.2.1", but "Toolkit 12" as it is."""
    return f"clause {clause}" if clause[:1].isdigit() else clause


def bounds(low: Rule | None, high: Rule | None) -> str:
    """A range as people say it: "at least 5%", "at most 20%", "5% to 25%", "exactly 20%"."""
    least = low.least if low else None
    most = high.most if high else None
    if least is not None and most is not None:
        same = f"exactly {percent(least)}"
        return same if least == most else f"{percent(least)} to {percent(most)}"
    if least is not None:
        return f"at least {percent(least)}"
    return "" if most is None else f"at most {percent(most)}"


def weighting(asked: "Asked") -> str:
    """The weighting that the policy asks for, in words."""
    said = [f"{bounds(*asked.bounds(of))} of {of.in_words}" for of in Of if any(asked.bounds(of))]
    return " and ".join(said) or "no minimum applies"


def _answer(asked: "Requirement") -> str:
    """Whether it is asked for, by whom, and with which weighting."""
    answer = f"{asked.council.words.they_are} {_ANSWERS[asked.asks]}"
    policy = f" under the {asked.council.policy}"
    if asked.asks == NOT_ASKED:
        return f"{answer}{policy}."
    law = [rule.clause for rule in asked.asking if _is_law(rule, asked)]
    own = [rule for rule in asked.asking if not _is_law(rule, asked)]
    by = (policy if own else "") + (" and" if own and law else "")
    by += f" under {', '.join(law)}" if law else ""
    return f"{answer}{by}: {weighting(asked)}."


def _is_law(rule: Rule, asked: "Requirement") -> bool:
    return all(rule.clause != str(ask.clause) for ask in asked.council.asks)


def _sentence(rule: Rule, asked: "Requirement") -> str:
    """How the contract stands to one row."""
    applies = rule in asked.applying
    clause = named(rule.clause)
    subject = clause[0].upper() + clause[1:] if clause.startswith(("clause ", "the ")) else clause
    if not rule.held:
        term = _term(rule, asked, reached=True)
        return f"{subject} asks from the law's threshold, which is not held here{term}."
    if applies:
        others = [one for one in asked.asking if one is not rule and not _says_more(one)]
        said = subject if _says_more(rule) and others else f"{subject} {asked_words(rule)}"
    elif rule.may_apply(asked.value, asked.months):
        said = f"{subject} may ask for it"
    else:
        said = f"{subject} {_ASKS_NOT[rule.weight]}"
    more = f" {rule.says}" if applies and rule.says else ""
    if applies and rule.but_not:
        more += f" It does not hold for {rule.but_not}: check whether this is."
    return f"{said}{_standing(rule, asked)}.{more}"


def asked_words(rule: Rule) -> str:
    """What a row asks: "asks for at least 10% of the total award criteria"."""
    words = bounds(rule, rule)
    if not words:
        return f"{_ASKS[rule.weight]} it"
    return f"{_ASKS[rule.weight]} {words} of {rule.of.in_words}"


def _standing(rule: Rule, asked: "Requirement") -> str:
    """How value and term stand to a row's: ": £600,000 net of VAT reaches its £552,950 …"."""
    if rule.figure is None:
        term = _term(rule, asked, reached=True).lstrip(", ")
        if asked.months is not None and not rule.long_enough(asked.months):
            return f": {term.removeprefix('but ').removeprefix('and ')}"
        whose = f" of {rule.category} contracts" if rule.category else ""
        said = f" at any value{whose}, from {long_date(rule.start)}"
        return f"{said}, {term}" if term else said
    reached = rule.reached(asked.value)
    verb = (
        ("exceeds" if rule.exceeds else "reaches")
        if reached
        else ("does not exceed" if rule.exceeds else "is under")
    )
    there = _there(rule.basis, asked)
    lots = f" ({how_many(asked.lots, 'lot')} together)" if asked.lots > 1 else ""
    return f": {there}{lots} {verb} {_figure(rule, asked)}{_term(rule, asked, reached=reached)}"


def _figure(rule: Rule, asked: "Requirement") -> str:
    """A row's figure with where it comes from."""
    figure = pounds(rule.figure or 0)
    if rule.law is None:
        what = f"{rule.category} contracts" if rule.category else "all contracts"
        return f"its {figure} for {what} (from {long_date(rule.start)})"
    return f"the statutory threshold of {figure}{_as_of(rule, asked)}"


def _as_of(rule: Rule, asked: "Requirement") -> str:
    """The day and source of a statutory threshold; beyond the days it was set for, just that."""
    law, regime, day = rule.law, asked.regime, asked.on
    if law is None or regime is None:
        return ""
    former = statute().thresholds.dated(regime.law_day(day))
    reference = (former if former.value == law.value else law).reference
    if law.until and law.until < day:
        return f" ({latest(law.until)}; {regime.name}; {reference})"
    return f" on {_DAY} ({regime.name}; {reference})"


def latest(until: date) -> str:
    """What is to be said of a figure beyond the days for which it was set."""
    return f"latest known figure, set until {long_date(until)}"


def _term(rule: Rule, asked: "Requirement", *, reached: bool) -> str:
    if not rule.months or not reached:
        return ""
    if asked.months is None:
        return f", and it asks for {rule.months} months or more: the term is not known here"
    enough = rule.long_enough(asked.months)
    verb, joint = ("reaches", "and") if enough else ("is under", "but")
    return f", {joint} the term of {_MONTHS} months {verb} its {rule.months}"


def amount(figure: Decimal, basis: Basis, value: ContractValue) -> str:
    """A contract's value in a sentence: £600,000 net of VAT; £600,000 (no VAT)."""
    return f"{pounds(figure)} {_vat(basis, value)}"


def _there(basis: Basis, asked: "Requirement") -> str:
    """The same with a mark for the figure."""
    return f"{_THERE[basis]} {_vat(basis, asked.value)}"


def _vat(basis: Basis, value: ContractValue) -> str:
    return "(no VAT)" if value.vat_factor == 1 else str(basis)


def _before(asked: "Requirement") -> Iterator[str]:
    """What held before the policy: the Act's own duty."""
    council = asked.council
    read = ", reading R20" if council.start_is_read else ""
    yield (
        f"{council.words.they_are} not required under the {council.policy}: the procurement began "
        f"on {_DAY}, before this policy (in force from "
        f"{long_date(council.in_force_from)}{read})."
    )
    threshold = asked.statutory
    if asked.regime is None or not asked.regime.threshold:
        return
    duty = statute().duty.on(asked.on)
    if threshold is None:
        yield f"{duty}; which figure that was then is not held here."
        return
    there = _there(threshold.basis, asked)
    but = ""
    if threshold.reached(asked.value):
        verb = "reaches"
        if asked.services is False:
            but = ", but no services are bought"
        elif asked.services is None:
            but = ", which counts where services are bought"
    else:
        verb = "is under"
    yield (
        f"{duty}: {there} {verb} the {pounds(threshold.amount)} of {_DAY} "
        f"({threshold.reference}){but}."
    )
