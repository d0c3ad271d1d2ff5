"""What a register was issued with, against the council's folder as it is now.

A register carries the rules that its formulas apply. Where law or policy has changed since, its
grey columns may say something else than the core does: the core's answer counts, and it is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from svtools.errors import InputError
from svtools.jobs.issued_by import POLICY
from svtools.jobs.register.asking import asked_alone
from svtools.jobs.register.contracts import Contract
from svtools.jobs.register.issued import (
    ALL,
    ANY,
    BY_THRESHOLD,
    LEVELS,
    NEVER,
    policy_data,
    reading_rows,
    rule_rows,
    theme_rows,
)
from svtools.jobs.register.register import Register
from svtools.policy import Basis, Category, Council, Of, Requirement, Rule, Weight, statute
from svtools.workbooks.content import Content, Row
from svtools.workbooks.layout import look_up
from svtools.workbooks.problems import Problems

RULES, APPLIED = "the rules", "what the rules are applied with"
WORDS = {
    "themes": "the themes",
    "readings": "the readings",
    "notes": "the notes",
    "regimes": "the regimes",
    "words": "the words for categories",
}
_NONE = Decimal(0)
_BY_LEVEL = {level: Weight(word) for word, level in LEVELS.items()}


def compare(
    content: Content, register: Register, council: Council, rows: Mapping[Any, Row]
) -> Problems:
    """What differs: a problem for each contract whose answer does, else one remark."""
    problems = Problems(content.problems.file)
    differs = list(_differences(content, council))
    if not differs:
        return problems
    issued = issued_rules(content)
    changed = False
    for contract in register.contracts:
        for was, now in _answers(content, register, contract, council, issued):
            changed = True
            cell = rows[contract.key].cell("required")
            problems.add("register-answer", cell, ref=contract.key.label, issued=was, now=now)
    if not changed:
        problems.add("register-outdated", what=" and ".join(differs))
    return problems


def _differences(content: Content, council: Council) -> Iterator[str]:
    """What of a register is not as it would be issued now, in words."""
    data = policy_data(council)
    policy = content.value(POLICY)
    if policy and policy != council.policy:
        yield f"the policy ({policy})"
    if _table(content, "rules") != _rows(rule_rows(council.rules), content, "rules"):
        yield RULES
    applied = {
        item.key: (content.value(f"applied.{item.key}"), look_up(item.source, {}, data))
        for _, block, item in content.template.items()
        if block.key == "applied" and content.version >= item.since > 1
    }
    plain = [(_plain(there).casefold(), _plain(now).casefold()) for there, now in applied.values()]
    if any(there != now for there, now in plain):  # up to 0.6 their months had small letters
        yield APPLIED
    for key, rows in (
        ("themes", theme_rows(council)),
        ("readings", reading_rows(council)),
        ("notes", data["rules"]["notes"]),
        ("regimes", data["rules"]["regimes"]),
        ("words", data["rules"]["words"]),
    ):
        if content.tables[key].is_there and _table(content, key) != _rows(rows, content, key):
            yield WORDS[key]


def _table(content: Content, key: str) -> list[tuple[str, ...]]:
    """What stands in a table that is issued, as it is compared."""
    keys = [column.key for column in content.template.table(key).columns]
    return [tuple(_plain(row.get(key)) for key in keys) for row in content.rows(key)]


def _rows(rows: list[dict[str, Any]], content: Content, key: str) -> list[tuple[str, ...]]:
    """What would be issued in a table now, as it is compared."""
    columns = content.template.table(key).columns
    return [tuple(_plain(row[column.source]) for column in columns) for row in rows]


def _plain(value: Any) -> str:
    if value is None or isinstance(value, (str, date)):
        return " ".join(str(value or "").split())
    return f"{float(value):.6f}"


def _answers(
    content: Content,
    register: Register,
    contract: Contract,
    council: Council,
    issued: tuple[Rule, ...],
) -> Iterator[tuple[str, str]]:
    """What the register says of a contract and what is asked now, in words, where they differ."""
    try:
        now = register.requirement(contract, council)
        # Until version 2 each row was judged by itself.
        before = asked_alone(contract, council) if content.version == 1 else now
    except InputError:
        return  # it is told that it isn't known
    was = _under(before, issued)
    if content.version == 1:  # which names no clauses
        now = _under(now, tuple(replace(rule, clause="", says="") for rule in now.rules))
    if was.own:
        was = replace(was, own=_under(was.own, issued))
    if _answer(was) != _answer(now):
        yield _answer(was), _answer(now)


def _under(asked: Requirement, rules: tuple[Rule, ...]) -> Requirement:
    """The answer for the same contract by other rules."""
    regime = asked.regime.key if asked.regime else ""
    concerning = tuple(rule for rule in rules if rule.concerns(asked.category, asked.on, regime))
    return replace(asked, rules=concerning)


def _answer(asked: Requirement) -> str:
    words = {"must": "required", "may": "at the council's discretion", "no": "not required"}
    said = words.get(asked.asks, "to be considered")
    if asked.asks == "no":
        return said
    clauses = ", ".join(clause for clause in asked.clauses if clause)
    by = f" ({clauses})" if clauses else ""
    return "; ".join([f"{said}{by}, {asked.weighting}", *asked.says])


def issued_rules(content: Content) -> tuple[Rule, ...]:
    """The rules that a register's formulas apply."""
    rules = _rules_of_version_1 if content.version == 1 else _rules
    return tuple(rules(content))


def _rules(content: Content) -> Iterator[Rule]:
    keys = {regime.name: regime.key for regime in statute().regimes}
    without = tuple(regime.key for regime in statute().regimes if not regime.threshold)
    for row in content.rows("rules"):
        figure = max(row.get("net") or _NONE, row.get("with_vat") or _NONE)
        level, under = row.get("level") or 0, row.get("under")
        category, until = row.get("category"), row.get("until")
        yield Rule(
            clause=str(row.get("clause") or ""),
            start=row.get("from") or date.min,
            until=date.max if until in {None, NEVER} else until,
            category=None if category == ALL else Category(category),
            weight=_BY_LEVEL.get(level, Weight.MUST),
            figure=figure or None,
            basis=Basis.INCLUDING_VAT if row.get("with_vat") else Basis.NET,
            months=row.get("months") or 0,
            least=row.get("least") or None,
            most=None if row.get("most") in {None, 1} else row.get("most"),
            of=Of(row.get("of") or Of.TOTAL),
            only_under="" if under in {ANY, BY_THRESHOLD} else keys.get(str(under), ""),
            not_under=without if under == BY_THRESHOLD else (),
            held=level in _BY_LEVEL,
        )


def _rules_of_version_1(content: Content) -> Iterator[Rule]:
    """The same from the tables Policy, Statutory and Regimes; concessions counted as works."""
    policy = _periods(content, "policy")
    without = tuple(
        regime.key
        for regime in statute().regimes
        for row in content.rows("former_regimes")
        if row.get("name") == regime.name and row.get("any_value") == "Yes"
    )
    for row, start, until in policy:
        for category, key in _COLUMNS.items():
            months, figure = int(row.get(f"{key}_months") or 0), row.get(key)
            yield Rule("", start, until, category, Weight.MUST, figure=figure, months=months)
        for law, first, last in _periods(content, "statutory"):
            for category, key in _COLUMNS.items():
                if first <= until and start <= last:
                    yield Rule(
                        "",
                        max(start, first),
                        min(until, last),
                        category,
                        Weight.MUST,
                        figure=law.get(key),
                        basis=Basis(law.get("basis") or Basis.NET),
                        least=row.get("minimum_weighting"),
                        not_under=without,
                    )
    first = min((start for _, start, _ in policy), default=date.max)
    for key in without:
        yield Rule("", first, date.max, None, Weight.MUST, only_under=key)


_COLUMNS = {
    Category.SUPPLIES_AND_SERVICES: "supplies_and_services",
    Category.LIGHT_TOUCH: "light_touch",
    **dict.fromkeys((Category.WORKS, Category.CONCESSIONS), "works"),
    Category.LIGHT_TOUCH_CONCESSIONS: "works",
}


def _periods(content: Content, table: str) -> list[tuple[Row, date, date]]:
    """The rows of a table by date, each with its first and its last day."""
    rows = sorted(
        (row for row in content.rows(table) if row.get("from")), key=lambda row: row.get("from")
    )
    lasts = [later.get("from") - timedelta(1) for _, later in pairwise(rows)]
    return [
        (row, row.get("from"), last) for row, last in zip(rows, [*lasts, date.max], strict=True)
    ]
