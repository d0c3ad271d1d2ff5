"""What a record leaves blank though the policy asks for it, and where the register differs."""

from collections.abc import Callable
from typing import Any

from svtools.jobs.consolidation.checking import as_said
from svtools.jobs.register.contracts import Contract
from svtools.jobs.tender.decisions import chosen_rows
from svtools.jobs.tender.record import Record, fact
from svtools.jobs.tender.rules import issued_terms
from svtools.jobs.tender.terms import Terms
from svtools.numbers import percent, plain

CONSIDERED = ("considered", "approval")
OPTIONS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("method.name", "--method", "'{}'".format),
    ("criteria.social_value", "--weighting", percent),
    ("criteria.quality", "--weighting", percent),
    ("method.target", "--target", lambda target: f"£{plain(target)}"),
)
"""Terms that an option of the command line changes, by their field, as people read them."""


def remark_gaps(record: Record) -> None:
    """Tell what is blank of what should be considered, linked and approved before a tender.

    Clauses 4.1, 4.2, 6.3.1, 7.3, 10.1 and 10.5; each field's help names its own.
    """
    for name, item in record.inputs(*CONSIDERED):
        if item.required and record.is_blank(name):
            record.remark("record-blank", name, label=item.label, asked=item.help)
    served = [row for row in record.rows("themes") if row.get("chosen") == "Yes"]
    if not served:
        record.remark_rows("record-no-theme", "themes", "chosen")
    for row in served:
        if not row.get("why"):
            record.remark_rows("record-theme", "themes", "why", [row], theme=row.get("theme"))
    for code, row in chosen_rows(record):
        if not row.get("link"):
            record.remark_rows("record-link", "measures", "link", [row], measure=code)


def remark_late(record: Record, contract: Contract) -> None:
    """Tell an approval after the day on which the procurement commenced (the same day is in time).

    Public Services (Social Value) Act 2012, section 1: considered before the process begins.
    """
    approved, commenced = record.value("approval.approved_on"), contract.commenced
    if approved and commenced and approved > commenced:
        days = {"approved": approved, "commenced": commenced}
        record.remark("record-late", "approval.approved_on", **days)


def remark_options(record: Record, decided: Terms, used: Terms) -> None:
    """Tell where the command line's options changed what the record decided."""
    items = dict(record.inputs())
    before, after = issued_terms(decided.marking), issued_terms(used.marking)
    for name, option, said in OPTIONS:
        if said(before[name]) != said(after[name]):
            entered = "blank" if record.value(name) is None else said(before[name])
            details = {"entered": entered, "option": option, "given": said(after[name])}
            record.remark("record-option", name, label=items[name].label, **details)


def remark_differences(record: Record, contract: Contract) -> None:
    """Tell where the record's facts are not the register's, which count."""
    for name, item in record.inputs("contract"):
        entered, expected = record.value(name), fact(contract, name.partition(".")[2])
        if entered is not None and entered != expected:
            said = {"entered": as_said(entered), "expected": as_said(expected) or "blank"}
            record.remark("record-differs", name, label=item.label, **said)
