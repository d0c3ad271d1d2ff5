"""What the council's workbooks are issued with: rules, themes, readings, measure sets."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from svtools.jobs.issued_by import council_data
from svtools.measures import MeasureSet, to_rows
from svtools.numbers import pounds
from svtools.policy import Basis, Category, Council, Rule, statute
from svtools.policy.wording import bounds, latest

ABOUT = ("name", "edition", "licence", "source", "price_year", "valid_from", "valid_to", "notice")

ALL, ANY, BY_THRESHOLD = "all", "any", "threshold"
"""A rule for every category, under any regime, under those that have a threshold."""

LEVELS = {"must": 6, "consider": 4, "may": 2}
"""How much a rule asks, in a register: one that isn't known for certain is one less."""

NEVER = date(2099, 12, 31)
"""Stands for a last day that there isn't."""

OVER = Decimal("0.000001")
"""What a value that must exceed a figure has more than it, at the places that are compared."""


def policy_data(council: Council) -> dict[str, Any]:
    """What a register is issued with: the rules of policy and law, themes and readings."""
    law = statute()
    thresholds = law.thresholds.values
    until = thresholds[-1].until if council.asks_from_laws_threshold else None
    said = latest(until) if until else ""
    held = council.has_statute
    known_from = law.vat_rate.values[0].start
    if held:
        known_from = min(regime.start for regime in law.regimes if regime.by_date)
    if held and council.asks_from_laws_threshold:
        known_from = thresholds[0].start
    return {
        **council_data(council),
        "rules": {
            "in_force": council.in_force_from,
            "vat_rate": law.vat_rate.on(council.in_force_from),
            "known_from": known_from,
            "known_until": until or NEVER,
            "latest": said[:1].upper() + said[1:],
            "without": next(regime.name for regime in law.regimes if not regime.threshold),
            "rows": rule_rows(council.rules),
            "regimes": [
                {
                    "name": regime.name,
                    "start": regime.start,
                    "threshold": "Yes" if regime.threshold else "No",
                    "reference": regime.reference,
                }
                for regime in (law.regimes if held else ())
            ],
            "notes": [
                {"after": note.runs_past, "title": note.title, "says": note.says}
                for note in sorted(council.notes, key=lambda note: note.runs_past)
            ],
            "words": [
                {"word": word, "category": str(category)}
                for category in Category
                for word in _spellings(category)
            ],
        },
        "themes": theme_rows(council),
        "readings": reading_rows(council),
    }


def _spellings(category: Category) -> list[str]:
    """The words for a category, as people write them: with "and" and with "&"."""
    words = (str(category), *category.also)
    return list(dict.fromkeys([*words, *(word.replace(" and ", " & ") for word in words)]))


def rule_rows(rules: Sequence[Rule]) -> list[dict[str, Any]]:
    """The rules as rows that a register's formulas apply."""
    return [_rule_row(number, rule) for number, rule in enumerate(rules, start=1)]


def _rule_row(number: int, rule: Rule) -> dict[str, Any]:
    figure = (rule.figure or Decimal(0)) + (OVER if rule.exceeds else 0)
    level = LEVELS[rule.weight] - (not rule.held)
    regimes = {regime.key: regime.name for regime in statute().regimes}
    under = BY_THRESHOLD if rule.not_under else regimes.get(rule.only_under, ANY)
    return {
        "number": number,
        "clause": rule.clause,
        "asks": str(rule.weight),
        "category": str(rule.category or ALL),
        "value": _value_words(rule),
        "from": rule.start,
        "until": min(rule.until, NEVER),
        "shown_until": None if rule.until > NEVER else rule.until,
        "words": "; ".join(filter(None, (_weighting_words(rule), rule.says.rstrip(".")))),
        "source": rule.law.reference if rule.law else "",
        "net": figure if rule.basis is Basis.NET else 0,
        "with_vat": figure if rule.basis is Basis.INCLUDING_VAT else 0,
        "months": rule.months if rule.held else 0,
        "least": 0 if rule.least is None else rule.least,
        "most": 1 if rule.most is None else rule.most,
        "of": str(rule.of),
        "under": under,
        "level": level,
        "order": 1000 * level + number,
    }


def _weighting_words(rule: Rule) -> str:
    words = bounds(rule, rule)
    return f"{words} of {rule.of.in_words}" if words else ""


def _value_words(rule: Rule) -> str:
    """From which value and term a rule is about contracts."""
    if not rule.held:
        return "from the law's threshold, which is not held here"
    if rule.figure is None:
        said = "of any value"
    else:
        verb = "over" if rule.exceeds else "from"
        said = f"{verb} {pounds(rule.figure)} {rule.basis}"
    but = f", but not {rule.but_not}" if rule.but_not else ""
    return said + (f", {rule.months} months or more" if rule.months else "") + but


def theme_names(council: Council) -> list[str] | None:
    """The themes that a measure may have; None where the council's are not known: any."""
    return [theme.name for theme in council.themes] or None


def theme_rows(council: Council) -> list[dict[str, Any]]:
    """Each theme with its objectives, for a sheet."""
    return [
        {"theme": theme.name, "objectives": "\n".join(o.text for o in theme.objectives)}
        for theme in council.themes
    ]


def reading_rows(council: Council) -> list[dict[str, Any]]:
    """Each reading of the policy, for a sheet."""
    return [
        {
            "key": reading.key,
            "point": f"{reading.setting}: {reading.value}",
            "reading": reading.text,
        }
        for reading in council.readings
    ]


YES_NO = ("lasting", "once_a_year", "people", "sensitive")


def set_rows(sets: Sequence[MeasureSet]) -> dict[str, list[dict[str, Any]]]:
    """Measure sets as the rows of a register's two tables."""
    return {
        "measure_sets": [{name: getattr(offered, name) for name in ABOUT} for offered in sets],
        "measures": [
            {
                **row,
                "edition": offered.edition,
                "counting": str(row["counting"]),
                **{name: "Yes" if row[name] else "No" for name in YES_NO},
            }
            for offered in sets
            for row in to_rows(offered)
        ],
    }
