"""Who is paid: a supplier, or somebody whom a named rule redacts, pools, leaves out or shows apart.

Individuals lose their names here, at the door, so that nothing further on can show them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import translate
from functools import cached_property
from pathlib import Path
from typing import Annotated, NamedTuple

from svtools import schema
from svtools.errors import InputError
from svtools.jobs.local_spend.names import cleaned, number, with_form
from svtools.schema import NOT_EMPTY, Located

_TITLE = re.compile(r"\b(?:(Mr|Mrs|Ms|Miss|Mx|Dr)(?=[A-Z])|(M)/(s)\b)")
"""A title that is written with what follows as one word, or M/s."""

Found = frozenset[int]
"""Rules, by their places among all."""


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
    """Rules in the order in which they are asked; the first that is about a payment counts.

    A pattern is of a name with its legal form or without it.
    """

    rules: Annotated[tuple[Rule, ...], NOT_EMPTY]

    def by_name(self, name: str, supplier_id: str) -> Found:
        """The rules that are about a supplier by its name or its number."""
        return self._about("suppliers", _TITLE.sub(r"\1\2\3 ", name)) | frozenset(
            place
            for place, rule in enumerate(self.rules)
            if supplier_id and number(supplier_id) in map(number, rule.numbers)
        )

    def left_alone(self, name: str) -> Found:
        """The rules that leave a name alone, whatever else they find."""
        return self._about("but", name)

    def by_department(self, department: str) -> Found:
        """The rules that are about everything that a department pays."""
        return self._about("departments", department)

    def by_category(self, category: str) -> Found:
        """The rules that are about everything in a category."""
        return self._about("categories", category)

    def is_person(self, name: str) -> bool:
        """Whether a rule knows somebody by this name alone whom no sheet may name."""
        return bool(self.by_name(name, "") & self.protecting - self.left_alone(name))

    @cached_property
    def protecting(self) -> Found:
        """The rules that keep names back."""
        return frozenset(n for n, rule in enumerate(self.rules) if rule.does in NAMELESS)

    def payee(self, given: Payee, by_name: Found, found: Found) -> Payee:
        """Who a payment counts as by the rules `found`, without a name where none may be shown.

        Those whom a rule finds by department or category alone may be people, so they have none.
        """
        if not found and cleaned(given.name):
            return given
        rule = self.rules[min(found)] if found else None
        does, name = (rule.does, rule.name) if rule else (Treatment.NO_NAME, "")
        if does in NAMELESS or min(found) not in by_name:
            return Payee(does, department=given.department, rule=name)
        return given._replace(treatment=does, rule=name)

    def _about(self, what: str, text: str) -> Found:
        asked = {cleaned(text), with_form(text)}
        patterns = enumerate(self._patterns[what])
        return frozenset(place for place, each in patterns if any(map(each.fullmatch, asked)))

    @cached_property
    def _patterns(self) -> dict[str, list[re.Pattern[str]]]:
        kinds = ("suppliers", "but", "departments", "categories")
        return {kind: [_any_of(getattr(rule, kind)) for rule in self.rules] for kind in kinds}


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
