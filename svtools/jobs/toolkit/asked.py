"""What the policy and the law ask on a day, and from which value: the core's rows, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from svtools.errors import InputError
from svtools.numbers import long_date, pounds
from svtools.policy import Category, Council, Rule, Weight, statute
from svtools.policy.ask import LAWS_THRESHOLD, Ask
from svtools.policy.statutory import Basis, Regime, Threshold
from svtools.policy.wording import bounds, latest, named

ALL = "All contracts"
MOST_COLUMNS = 3
"""Of what is asked, in a table; where a policy has more steps, each stands in a row of its own."""

_WEIGHTS = {
    Weight.MUST: "Required",
    Weight.CONSIDER: "To be considered",
    Weight.MAY: "For the council to decide",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of policy or law: which `contracts`, `since` which value, what, and `where` it is."""

    contracts: str
    since: str
    what: str
    where: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, as a table with its heads; `beside` holds under a regime alone."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    beside: tuple[Row, ...]


def asked_on(council: Council, day: date) -> Asked:
    """Every row that holds for a procurement begun on `day`, by kind of contract.

    Raises InputError before the policy was in force.
    """
    if day < council.in_force_from:
        first = long_date(council.in_force_from)
        raise InputError(
            f"The {council.policy} was not in force on {long_date(day)}.",
            f"Give a day from {first} on with --on.",
        )
    regime = statute().regime(day) if council.has_statute else None
    places = {category: place for place, category in enumerate(Category)}
    rules = [rule for rule in council.rules if _holds(rule, day, regime)]
    rules.sort(key=lambda rule: -1 if rule.category is None else places[rule.category])
    return _table(
        [_row(rule, day) for rule in rules if not rule.only_under],
        tuple(_row(rule, day) for rule in rules if rule.only_under),
    )


def _table(rows: list[Row], beside: tuple[Row, ...]) -> Asked:
    columns = list(dict.fromkeys((row.what, row.where) for row in rows))
    if len(columns) > MOST_COLUMNS:
        heads = ("Contract", "Value", "What is asked", "Where it says so")
        return Asked(heads, tuple((r.contracts, r.since, r.what, r.where) for r in rows), beside)
    found = {(row.contracts, row.what, row.where): row.since for row in rows}
    return Asked(
        ("Contract", *(f"{what} ({where})" for what, where in columns)),
        tuple(
            (contracts, *(found.get((contracts, *column), "not asked") for column in columns))
            for contracts in dict.fromkeys(row.contracts for row in rows)
        ),
        beside,
    )


def _holds(rule: Rule, day: date, regime: Regime | None) -> bool:
    under = regime is None or regime.key not in rule.not_under
    return rule.start <= day <= rule.until and under


def _row(rule: Rule, day: date) -> Row:
    return Row(_contracts(rule), _since(rule, day), _what(rule), _where(rule, day))


def _contracts(rule: Rule) -> str:
    if rule.only_under:
        regimes = {regime.key: regime.name for regime in statute().regimes}
        return f"Under the {regimes[rule.only_under]}"
    return rule.category.capitalize() if rule.category else ALL


def _since(rule: Rule, day: date) -> str:
    if not rule.held:
        return "from the law's threshold, which is not held here"
    said = "at any value" if rule.figure is None else _figure(rule, day)
    return f"{said}, and {rule.months} months or longer" if rule.months else said


def _figure(rule: Rule, day: date) -> str:
    """The figure as it is laid down, and the same with or without VAT at the standard rate."""
    factor = 1 + statute().vat_rate.on(day)
    figure = Threshold(rule.figure or Decimal(0), rule.basis, rule.clause)
    net = f"{pounds(figure.net(factor))} without VAT"
    gross = f"{pounds(figure.including_vat(factor))} with VAT"
    first, second = (net, gross) if rule.basis is Basis.NET else (gross, net)
    return f"{'over' if rule.exceeds else 'from'} {first} ({second})"


def _what(rule: Rule) -> str:
    said = _WEIGHTS[rule.weight]
    weighting = bounds(rule, rule)
    if weighting:
        said += f", with {weighting} of {rule.of.in_words}"
    if rule.but_not:
        said += f"; not for {rule.but_not}"
    return f"{said}. {rule.says}" if rule.says else said


def _where(rule: Rule, day: date) -> str:
    where = named(rule.clause)
    if rule.law is None:
        return where
    law = rule.law
    stale = f"; {latest(law.until)}" if law.until and law.until < day else ""
    return f"{where}; {law.reference}{stale}"


def weightings_on(council: Council, day: date) -> tuple[str, ...]:
    """The weightings that the policy asks for, as sentences without a full stop.

    "at least 10% of the total award criteria from the law's threshold on (clause 9.2.2)"
    """
    rows = [ask for ask in council.asks if ask.start <= day <= (ask.until or date.max)]
    return tuple(dict.fromkeys(_weightings(rows)))


def _weightings(rows: list[Ask]) -> Iterator[str]:
    for ask in rows:
        rule = Rule(str(ask.clause), ask.start, date.max, None, ask.weight, least=ask.least)
        weighting = bounds(rule, Rule("", ask.start, date.max, None, ask.weight, most=ask.most))
        if weighting:
            of = f"{weighting} of {ask.of.in_words}"
            kind = f" for {ask.category}" if ask.category else ""
            yield f"{of}{kind} {_from(ask)} ({named(str(ask.clause))})"


def _from(ask: Ask) -> str:
    if ask.reaches == LAWS_THRESHOLD:
        return "from the law's threshold on"
    if isinstance(ask.reaches, Decimal):
        return f"from {pounds(ask.reaches)} on"
    may = ", where the council decides so" if ask.weight is Weight.MAY else ""
    return f"over {pounds(ask.exceeds)}" if ask.exceeds is not None else f"at any value{may}"
