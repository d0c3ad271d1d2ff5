"""What is wrong with payments and list, as problems: held back, contradicting, to be checked."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from svtools.jobs.local_spend.dates import Days, Order
from svtools.jobs.local_spend.figures import Figures, in_pounds
from svtools.jobs.local_spend.names import words_of
from svtools.jobs.local_spend.payments import HeldBack, PaymentFile, Reason
from svtools.jobs.local_spend.people import People
from svtools.jobs.local_spend.places import How
from svtools.jobs.local_spend.sentences import in_percent
from svtools.jobs.local_spend.tables import add_mended
from svtools.jobs.local_spend.tally import Supplier
from svtools.numbers import how_many, in_a_row, pounds
from svtools.workbooks.problems import Problem, Problems, told

MUCH = Decimal("0.01")
"""From this share of all £ on it is told that numbers and names don't go together."""

MANY = Decimal("0.1")
"""From this share of a file's payments on it is told that they are of other years."""

_FEW_CODES = 12

_MOST = 200
"""So many suppliers with more than one postcode are named one by one."""


def problems_of(
    files: Sequence[PaymentFile],
    figures: Figures,
    others: Iterable[Problem],
    people: People,
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
        add_mended(problems, file.table)
        for other, count in file.doubles.some.items():
            problems.add("spend-some-twice", rows=how_many(count, "payment"), of=other)
        _add_dates(problems, file)
        if file.shortened:
            problems.add("spend-shortened", rows=how_many(file.shortened, "amount"))
        if file.amount == "gross":
            problems.add("spend-gross", heading=file.columns.heading(file.amount))
        if file.amounts_not_used:
            problems.add(
                "spend-amounts",
                taken=file.columns.heading(file.amount),
                others=in_a_row(file.amounts_not_used),
            )
        if not file.is_dated:
            problems.add("spend-undated")
    problems.file = ""
    if not has_boundary:
        problems.add("spend-no-boundary")
    _add_strangers(problems, figures, people)
    _add_not_in_list(problems, figures)
    several = [(s, where) for s, where in figures.suppliers if where.how is How.SEVERAL]
    for supplier, where in several[:_MOST]:
        called, sums = _called(supplier, people), pounds(in_pounds(supplier.total.pence))
        problems.add("spend-postcodes", supplier=called, postcodes=where.found, pounds=sums)
    return told(problems)


def _add_strangers(problems: Problems, figures: Figures, people: People) -> None:
    """Suppliers joined by number who have other names in the list, and get much: other numbers."""
    joined = [(s, where.listed_as) for s, where in figures.suppliers if where.listed_as]
    others = [(s, name) for s, name in joined if not _alike(s.names, name)]
    sums = in_pounds(sum(abs(supplier.total.pence) for supplier, _ in others))
    total = figures.whole.pounds.total
    if not others or sums < MUCH * total:
        return
    counts = f"{len(others):,} of {how_many(len(joined), 'supplier')}"
    named = ((s.name, name) for s, name in others if all(map(people.may_be_named, (s.name, name))))
    example = next((f", for example {name}: there it is {there}" for name, there in named), "")
    share = f" ({in_percent(sums / total)} of all £)" if total > 0 else ""
    problems.add("spend-numbers", counts=counts, pounds=pounds(sums), share=share, example=example)


def _add_not_in_list(problems: Problems, figures: Figures) -> None:
    """Postcodes of the area's districts that no list of them has."""
    found = [(s, where) for s, where in figures.suppliers if where.how is How.NOT_IN_LIST]
    if found:
        codes = list(dict.fromkeys(where.postcode for _, where in found))
        more = [f"{len(codes) - _FEW_CODES:,} more"] if len(codes) > _FEW_CODES else []
        problems.add(
            "spend-not-in-list",
            postcodes=in_a_row([*codes[:_FEW_CODES], *more]),
            suppliers=how_many(len(found), "supplier"),
            pounds=pounds(in_pounds(sum(supplier.total.pence for supplier, _ in found))),
        )


def _called(supplier: Supplier, people: People) -> str:
    """A supplier in a problem: by name only where it can be nobody's own."""
    number = f" ({supplier.supplier_id})" if supplier.supplier_id else ""
    if people.may_be_named(supplier.name):
        return f"{supplier.name}{number}"
    return f"A supplier whose name may be a person's{number}"


def _alike(names: Iterable[str], listed: str) -> bool:
    """Whether each of a supplier's names has a word in common with the list's."""
    there = words_of(listed)
    return all(not words_of(name) or not words_of(name).isdisjoint(there) for name in names)


def _add_dates(problems: Problems, file: PaymentFile) -> None:
    """Dates that were turned round, and many of other years."""
    if file.days is Days.TURNED:
        problems.add("spend-dates-turned-back")
    others, every = file.other_years, file.counted.rows + file.other_years.rows
    if every and Decimal(others.rows) / every >= MANY:
        share, sums = in_percent(Decimal(others.rows) / every), pounds(in_pounds(others.pence))
        rows = f"{others.rows:,} of {how_many(every, 'payment')}"
        problems.add("spend-other-years", rows=rows, share=share, pounds=sums)


def _add_held(problems: Problems, file: PaymentFile, reason: Reason, held: HeldBack) -> None:
    details = {"rows": how_many(held.rows, "row"), "entered": held.entered}
    details["pounds"] = pounds(in_pounds(held.pence))
    details["why"] = (
        "this file has dates in both orders"
        if file.order is Order.MIXED
        else "no other date of this file tells which is the day"
    )
    details["of"] = in_a_row(file.doubles.of)
    problems.add(str(reason), *held.cells, **details)
