"""The buttons of the group Policy."""

from decimal import Decimal
from pathlib import Path

from svtools.errors import InputError
from svtools.jobs.answers import amount, money
from svtools.jobs.register.installed_sets import default_set
from svtools.jobs.register.measure_sets import export_set
from svtools.numbers import percent, plain, pounds
from svtools.policy import categories, category_of, load_council, requirement
from xl.session import Session


def check_contract(session: Session) -> None:
    """Say whether a contract needs social value, under which clause, with what weighting."""
    council = load_council()
    category = session.choice("What is bought? Type the number.", categories(), category_of)
    value = session.answer(
        "What is the most that may be paid, in £ net of VAT? Options and extensions count.",
        "",
        money,
    )
    months = None
    if council.asks_for_term(category):
        months = session.answer("How many months does it run, with all extensions?", "", _months)
    on = session.day("On which day does the procurement begin (or did it)?")
    answer = requirement(category, value, months=months, on=on, council=council)
    term = f", {plain(months)} months" if months else ""
    recommended = answer.recommended_weighting
    text = [
        f"{category}, {pounds(value)} net of VAT{term}, {on:%d/%m/%Y}",
        "",
        answer.reason,
        "",
        *([f"Recommended weighting: {percent(recommended)}."] if recommended else []),
        *(f"\n{sentence}" for sentence in answer.advice),
    ]
    session.finish("\n".join(text))


def _months(typed: str) -> Decimal:
    months = amount(typed)
    if months <= 0:
        raise InputError(f"The term is {plain(months)} months.", "Type a number, such as 24.")
    return months


def measures(session: Session) -> None:
    """Write the measures in use as a workbook, and open it."""
    in_use = default_set()
    active = Path(session.excel.active_workbook())
    name = f"Measures {in_use.edition}.xlsx"
    suggested = active.with_name(name) if active.is_absolute() else Path(name)
    path = session.new_file("Where shall the measures go?", suggested)
    session.excel.show_progress("Writing the measures …")
    export_set(in_use, path, load_council())
    session.finish(
        f"{in_use.name} ({in_use.edition}): {len(in_use.measures)} measures are in\n{path}\n\n"
        f"{in_use.notice}".strip(),
        open_=path,
    )
