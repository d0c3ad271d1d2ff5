"""Whose workbook it is: what every workbook is issued with, and asked for when it comes back."""

from collections.abc import Mapping
from typing import Any

from svtools.errors import InputError
from svtools.policy import Council
from svtools.policy.council import TOPICS
from svtools.policy.wording import named
from svtools.workbooks.content import Content
from svtools.workbooks.declaration import EXPRESSION
from svtools.workbooks.layout import look_up

COUNCIL, POLICY = "made.council", "made.policy"
"""Where every workbook says whose it is, and by which policy."""


def council_data(council: Council) -> dict[str, Any]:
    """The council, its words and its clauses, as the texts of workbooks name them.

    `cited.TOPIC` is a clause in brackets; empty where the policy's is not known.
    """
    return {
        "council": {
            "name": council.name,
            "short_name": council.short_name,
            "policy": council.policy,
            "priorities": council.priorities or f"The {council.words.theme}s of the policy",
            "sources": "; ".join(map(str, council.sources)) or "not stated",
            "standing": council.standing,
        },
        "called": {
            "theme": council.words.theme,
            "objective": council.words.objective,
            "social_value": council.words.social_value,
        },
        "cited": {
            topic.replace(" ", "_"): f" ({named(council.clauses[topic])})"
            if topic in council.clauses
            else ""
            for topic in TOPICS
        },
    }


def filled_in(text: str, data: Mapping[str, Any]) -> str:
    """A declared text with council and clauses in it, for a message."""
    return EXPRESSION.sub(lambda found: str(look_up(found[0].strip("{ }"), {}, data)), text)


def refuse_other_council(
    content: Content, file: str, council: Council, made_for: str | None = None
) -> None:
    """Raises InputError for a workbook that another council's policy was put into.

    `made_for` is whose it is where no field of it says so.
    """
    fields = content.fields
    named = [fields[name].value for name in (COUNCIL, "contract.council") if name in fields]
    made_for = next(filter(None, named), made_for)
    if made_for and made_for != council.name:
        raise InputError(
            f"{file} was made for {made_for}, and this run is for {council.name}.",
            f"Name the council of {file} with --council, or as the setting 'council'.",
        )
