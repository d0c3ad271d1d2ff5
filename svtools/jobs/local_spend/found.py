"""What is wrong with payments and list, as problems: held back, contradicting, to be checked."""

from collections.abc import Iterable, Sequence

from svtools.jobs.local_spend.dates import Order
from svtools.jobs.local_spend.figures import Figures, in_pounds
from svtools.jobs.local_spend.names import cleaned
from svtools.jobs.local_spend.payments import HeldBack, PaymentFile, Reason
from svtools.jobs.local_spend.places import How
from svtools.numbers import how_many, pounds
from svtools.workbooks.problems import Problem, Problems, told

_FEW = 5
_MOST = 200
"""So many suppliers with more than one postcode are named one by one."""


def problems_of(
    files: Sequence[PaymentFile],
    figures: Figures,
    others: Iterable[Problem],
    *,
    has_boundary: bool,
) -> list[Problem]:
    """Everything that was found, one cause as one problem."""
    problems = Problems(own=True)
    problems += others
    for file in files:
        problems.file = file.table.file
        for reason, held in file.set_aside.items():
            _add_held(problems, file, reason, held)
        if file.shortened:
            problems.add("spend-shortened", rows=how_many(file.shortened, "amount"))
        if file.amount == "gross":
            problems.add("spend-gross", heading=file.columns.heading(file.amount))
        if not file.is_dated:
            problems.add("spend-undated")
    problems.file = ""
    if not has_boundary:
        problems.add("spend-no-boundary")
    _add_strangers(problems, figures)
    several = [(s, where) for s, where in figures.suppliers if where.how is How.SEVERAL]
    for supplier, where in several[:_MOST]:
        called = (
            f"{supplier.name} ({supplier.supplier_id})" if supplier.supplier_id else supplier.name
        )
        sums = pounds(in_pounds(supplier.total.pence))
        problems.add("spend-postcodes", supplier=called, postcodes=where.found, pounds=sums)
    return told(problems)


def _add_strangers(problems: Problems, figures: Figures) -> None:
    """Most suppliers that were joined by number have other names in the list: other numbers."""
    joined = [(s, where.listed_as) for s, where in figures.suppliers if where.listed_as]
    others = [(s, name) for s, name in joined if not _alike(s.names, name)]
    if len(others) > len(joined) // 2 and len(others) >= _FEW:
        of, name = others[0][0].name, others[0][1]
        counts = f"{len(others):,} of {how_many(len(joined), 'supplier')}"
        problems.add("spend-numbers", counts=counts, supplier=of, listed=name)


def _alike(names: Iterable[str], listed: str) -> bool:
    """Whether a supplier's names and the list's have a word in common."""
    words = {word for name in names for word in cleaned(name).split()}
    return not words.isdisjoint(cleaned(listed).split())


def _add_held(problems: Problems, file: PaymentFile, reason: Reason, held: HeldBack) -> None:
    details = {"rows": how_many(held.rows, "row"), "entered": held.entered}
    details["pounds"] = pounds(in_pounds(held.pence))
    details["why"] = (
        "this file has dates in both orders"
        if file.order is Order.MIXED
        else "no other date of this file tells which is the day"
    )
    problems.add(str(reason), *held.cells, **details)
