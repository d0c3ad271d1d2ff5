"""Small numbers of people in the statement's tables: which figures are withheld."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from svtools.errors import InputError
from svtools.jobs.statement.amounts import OF_PEOPLE, Amount
from svtools.jobs.statement.case_studies import Told
from svtools.jobs.statement.figures import Figure, FigureTable
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.tables_of_measures import counts_people
from svtools.jobs.statement.tables_of_places import benefit_sums
from svtools.monitoring.small_numbers import FEWEST_TOLD, Disclosure, Statistic, withhold

Tables = Sequence[FigureTable]


def protected(
    tables: Tables, inputs: Inputs, studies: Told, earlier: Sequence[Statistic] = ()
) -> tuple[list[FigureTable], Disclosure]:
    """The tables with what may not be told withheld, and what that came to.

    What case studies tell is told. Raises InputError where a figure that is always told would tell
    a small number of people.
    """
    quantities = _quantities(inputs)
    told = [*statistics(tables, inputs, studies), *_of_contracts(inputs, quantities)]
    zeros = [(atom, units) for atom, units in quantities.items() if not units]
    found = withhold([*told, *_ties(inputs, quantities)], earlier, zeros=zeros)
    if found.can_not_be_kept:
        raise InputError(
            f"A total would tell a number of people under 5: {', '.join(found.can_not_be_kept)}.",
            "Say the case studies without numbers of people. Where they have none, publish the "
            "statement without the values of those measures, or ask for advice.",
        )
    return [table.without(found.withheld) for table in tables], found


def statistics(tables: Tables, inputs: Inputs, studies: Told) -> list[Statistic]:
    """The figures that say something of how many there were, and aren't withheld."""
    quantities = _quantities(inputs)
    in_tables = ((number, f) for table in tables for number, _, _, f in table.figures())
    in_studies = ((" ".join(name), figure) for name, figure in studies.items())
    return [
        _statistic(name, figure, quantities)
        for name, figure in (*in_tables, *in_studies)
        if figure.parts and figure.value is not None and not figure.is_withheld
    ]


def _statistic(name: str, figure: Figure, quantities: Mapping[Hashable, Decimal]) -> Statistic:
    """A figure by the quantities it adds up: one that has changed since is another quantity."""
    parts: dict[Hashable, Decimal] = {}
    for atom, weight in figure.parts.items():
        if weight:
            parts[atom, quantities.get(atom)] = weight
    return Statistic(name, parts, figure.value or Decimal(0), figure.small, figure.kept)


def _quantities(inputs: Inputs) -> dict[Hashable, Decimal]:
    found: dict[Hashable, Decimal] = defaultdict(Decimal)
    for row in _of_people(inputs):
        found[row.atom] += row.units or Decimal(0)
    return found


def _of_people(inputs: Inputs) -> Iterable[Amount]:
    return (row for row in inputs.all_amounts if row.stage in OF_PEOPLE)


def _of_contracts(inputs: Inputs, quantities: Mapping[Hashable, Decimal]) -> list[Statistic]:
    """How few people each contract counted: in no table, and not to be worked out either.

    Where one contract alone has a measure, its count is the whole council's, which is no cut.
    """
    people = {row.atom: row for row in _of_people(inputs) if counts_people(inputs, row.measure)}
    whole = Counter((row.stage, row.year, row.measure) for row in people.values())
    return [
        Statistic(
            " ".join(map(str, (row.stage, row.year, row.contract, *row.measure))),
            {(atom, quantities[atom]): Decimal(1)},
            quantities[atom],
            small=True,
        )
        for atom, row in people.items()
        if 0 < quantities[atom] < FEWEST_TOLD and whole[row.stage, row.year, row.measure] > 1
    ]


def _ties(inputs: Inputs, quantities: Mapping[Hashable, Decimal]) -> list[Statistic]:
    """What anybody knows: the wards of a measure, and its groups, come to what is reported."""
    return [
        replace(_statistic(f"tie {number}", figure, quantities), kept=True)
        for number, figure in enumerate(benefit_sums(inputs))
    ]
