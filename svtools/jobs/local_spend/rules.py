"""Who is paid: a supplier, or somebody whom a named rule redacts, pools, leaves out or shows apart.

Individuals lose their names here, at the door, so that nothing further on can show them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate
from functools import cached_property
from pathlib import Path
from typing import Annotated, NamedTuple, TypeVar

from svtools import schema
from svtools.errors import InputError
from svtools.jobs.local_spend.names import cleaned, number
from svtools.schema import NOT_EMPTY, Located

MOST_REMEMBERED = 200_000

T = TypeVar("T")


class Treatment(StrEnum):
    """What becomes of a payment."""

    SUPPLIER = "supplier"
    NO_NAME = "no name"
    REDACTED = "redacted"
    INDIVIDUAL = "individual"
    LEFT_OUT = "left out"
    APART = "apart"


NAMELESS = frozenset((Treatment.NO_NAME, Treatment.REDACTED, Treatment.INDIVIDUAL))
OUTSIDE = frozenset((Treatment.LEFT_OUT, Treatment.APART))
"""Payments that are in no share."""


class Payee(NamedTuple):
    """Who was paid, by which department. Of the nameless there is no name, number or postcode."""

    treatment: Treatment
    name: str = ""
    supplier_id: str = ""
    postcode: str = ""
    vcse: str = ""
    department: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Rule(Located):
    """A named rule: what it `does` with payments of these suppliers, numbers, departments or
    categories. `but` are names that it leaves alone.
    """

    name: str
    does: Treatment
    suppliers: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    reason: str = ""

    def __post_init__(self) -> None:
        if self.does in {Treatment.SUPPLIER, Treatment.NO_NAME}:
            raise InputError(
                f"the rule '{self.name}' can't do '{self.does}'.",
                "One of redacted, individual, left out, apart.",
            )
        if not (self.suppliers or self.numbers or self.departments or self.categories):
            raise InputError(
                f"the rule '{self.name}' says nothing of whom it is about.",
                "Give suppliers, numbers, departments or categories.",
            )


@dataclass(frozen=True)
class Rules:
    """Rules in the order in which they are asked; the first that is about a payment counts."""

    rules: Annotated[tuple[Rule, ...], NOT_EMPTY]

    def payee(self, given: Payee, category: str) -> Payee:
        """Who a payment counts as, without a name where none may be shown.

        Those whom a rule finds by department or category alone may be people, so they have none.
        """
        by_name, left_alone = self._of_name[given.name]
        if given.supplier_id:
            by_name |= self._of_number[given.supplier_id]
        by_kind = self._of_department[given.department] | self._of_category[category]
        found = (by_name | by_kind) - left_alone
        if not found and cleaned(given.name):
            return given
        rule = self.rules[min(found)] if found else None
        does, name = (rule.does, rule.name) if rule else (Treatment.NO_NAME, "")
        if does in NAMELESS or min(found) not in by_name:
            return Payee(does, department=given.department, rule=name)
        return given._replace(treatment=does, rule=name)

    @cached_property
    def _of_name(self) -> "_Memo[tuple[frozenset[int], frozenset[int]]]":
        by_name, left_alone = self._about("suppliers"), self._about("but")
        return _Memo(lambda name: (by_name(name), left_alone(name)))

    @cached_property
    def _of_department(self) -> "_Memo[frozenset[int]]":
        return _Memo(self._about("departments"))

    @cached_property
    def _of_category(self) -> "_Memo[frozenset[int]]":
        return _Memo(self._about("categories"))

    @cached_property
    def _of_number(self) -> "_Memo[frozenset[int]]":
        numbers = [frozenset(map(number, rule.numbers)) for rule in self.rules]
        return _Memo(
            lambda text: frozenset(n for n, those in enumerate(numbers) if number(text) in those)
        )

    def _about(self, what: str) -> Callable[[str], frozenset[int]]:
        """What gives the numbers of the rules whose patterns of that kind a text fits."""
        patterns = [_any_of(getattr(rule, what)) for rule in self.rules]

        def about(text: str) -> frozenset[int]:
            asked = cleaned(text)
            return frozenset(n for n, pattern in enumerate(patterns) if pattern.fullmatch(asked))

        return about


class _Memo(dict[str, T]):
    """What a function says of each text, asked once."""

    def __init__(self, ask: Callable[[str], T]) -> None:
        self.ask = ask

    def __missing__(self, text: str) -> T:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        self[text] = self.ask(text)
        return self[text]


def read_rules(path: Path | None) -> Rules:
    """The tool's rules, then those of a council's file: none can undo what protects people.

    Raises DeclarationError for anything that the file should not hold.
    """
    own = schema.read(Path(__file__).with_name("rules.yaml"), Rules)
    theirs = schema.read(path, Rules).rules if path else ()
    in_order = sorted((*own.rules, *theirs), key=lambda rule: rule.does not in NAMELESS)
    return Rules(tuple(in_order))


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """What fits one of the patterns, in which a star stands for any letters."""
    parts = ["*".join(_kept(part) for part in pattern.split("*")) for pattern in patterns]
    return re.compile("|".join(map(translate, filter(None, parts))) or r"(?!)")


def _kept(part: str) -> str:
    """A part of a pattern, cleaned as names are, with the blanks around it."""
    before, after = (" " if part[:1] == " " else ""), (" " if part[-1:] == " " else "")
    return f"{before}{cleaned(part)}{after}" if part.strip() else part
