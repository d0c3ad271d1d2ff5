"""Small numbers of people in the statement's tables: which figures are withheld."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal

from svtools.errors import InputError
from svtools.jobs.statement.amounts import OF_PEOPLE
from svtools.jobs.statement.case_studies import Told
from svtools.jobs.statement.figures import Figure, FigureTable
from svtools.jobs.statement.inputs import Inputs
from svtools.jobs.statement.tables_of_measures import counts_people, is_sensitive
from svtools.jobs.statement.tables_of_places import benefit_sums
from svtools.monitoring.small_numbers import FEWEST_TOLD, Disclosure, Statistic, withhold

Tables = Sequence[FigureTable]
BY_CONTRACT = ("T6", "T6b")
"""The tables that are cut by contract."""
OF_CONTRACTS = ("T1", "T2", *BY_CONTRACT)
"""Those whose figures are told apart by contract: the totals are what the cuts come to."""
BY_PLACE = ("T11", "T12")


@dataclass(frozen=True)
class _Quantities:
    """How many there were, by the least that tables tell apart.

    `whole` has those that one contract alone has, of measures that aren't sensitive: a table for
    the whole council tells how many there are and not whose, which is another quantity.
    """

    units: Mapping[Hashable, Decimal]
    whole: Mapping[Hashable, Hashable]

    def statistic(self, name: str, figure: Figure, *, of_contracts: bool) -> Statistic:
        """A figure by what it adds up: a quantity that has changed since is another one."""
        parts: dict[Hashable, Decimal] = {}
        for atom, weight in figure.parts.items():
            if weight:
                known = atom if of_contracts else self.whole.get(atom, atom)
                parts[known, self.units.get(atom)] = weight
        return Statistic(name, parts, figure.value or Decimal(0), figure.small, figure.kept)


@dataclass(frozen=True)
class _Readers:
    """What readers know beside the figures, and what they knew before."""

    ties: Sequence[Statistic]
    zeros: Sequence[Hashable]
    earlier: Sequence[Statistic]

    def withheld(self, told: Sequence[Statistic], *, first: bool = False) -> Disclosure:
        """What of the figures is withheld; at the `first` time as if no edition were before."""
        known = () if first else self.earlier
        return withhold([*told, *self.ties], known, zeros=self.zeros)


def protected(
    tables: Tables, inputs: Inputs, studies: Told, earlier: Sequence[Statistic] = ()
) -> tuple[list[FigureTable], Disclosure]:
    """The tables with what may not be told withheld, and what that came to.

    What case studies tell is told. Where that and the totals tell a contract's small number, no
    table tells whose it is: nothing is told by contract. Raises InputError where a figure that is
    always told would tell another small number of people.
    """
    quantities = _quantities(inputs)
    zeros = [(atom, units) for atom, units in quantities.units.items() if not units]
    readers = _Readers(_ties(inputs, quantities), zeros, earlier)
    secrets = _of_contracts(inputs, quantities)
    told = statistics(tables, inputs, studies)
    lost = _told_anyway(told, secrets, readers)
    closed = frozenset(
        number for t in tables if lost and t.number in BY_CONTRACT for number, *_ in t.figures()
    )
    left = [each for each in (*told, *secrets) if each.name not in closed | lost]
    found = _withheld(left, tables, readers)
    if found.can_not_be_kept:
        raise InputError(
            f"A total would tell a number of people under 5: {', '.join(found.can_not_be_kept)}.",
            "Say the case studies without numbers of people. Where they have none, publish the "
            "statement without the values of those measures, or ask for advice.",
        )
    found = replace(found, withheld=found.withheld | closed)
    return [table.without(found.withheld) for table in tables], found


def statistics(tables: Tables, inputs: Inputs, studies: Told) -> list[Statistic]:
    """The figures that say something of how many there were, and aren't withheld."""
    quantities = _quantities(inputs)
    said = [
        (number, _as_told(table, row, figure), table.number in OF_CONTRACTS)
        for table in tables
        for number, row, _, figure in table.figures()
    ]
    said += [(" ".join(name), figure, True) for name, figure in studies.items()]
    return [
        quantities.statistic(name, figure, of_contracts=of_contracts)
        for name, figure, of_contracts in said
        if figure.parts and figure.value is not None and not figure.is_withheld
    ]


def _as_told(table: FigureTable, row: int, figure: Figure) -> Figure:
    """The figure; the line of all contracts says again what is always told."""
    return replace(figure, kept=True) if table.lines[row].is_total else figure


def _quantities(inputs: Inputs) -> _Quantities:
    units: dict[Hashable, Decimal] = defaultdict(Decimal)
    rows = [row for row in inputs.all_amounts if row.stage in OF_PEOPLE]
    for row in rows:
        units[row.atom] += row.units or Decimal(0)
    having: dict[Hashable, set[str]] = defaultdict(set)
    for row in rows:
        if units[row.atom]:
            having[row.stage, row.year, row.measure].add(row.contract.label)
    whole: dict[Hashable, Hashable] = {
        row.atom: ("whole", row.atom)
        for row in rows
        if len(having[row.stage, row.year, row.measure]) == 1
        and not is_sensitive(inputs, row.measure)
    }
    return _Quantities(units, whole)


def _of_contracts(inputs: Inputs, quantities: _Quantities) -> list[Statistic]:
    """How few people each contract, and each supplier of it, counted: not to be worked out.

    Those of earlier years stand under no contract's name here.
    """
    atoms: dict[str, set[Hashable]] = defaultdict(set)
    for row in inputs.amounts:
        if row.stage in OF_PEOPLE and counts_people(inputs, row.measure):
            contract = row.contract
            for whose in (contract.label, f"{contract.label}, {contract.supplier}"):
                said = f"{row.stage.lower()} {row.measure[1]} of {whose} ({row.measure[0]})"
                atoms[said].add(row.atom)
    units = quantities.units
    found = {
        name: Statistic(
            name,
            {(atom, units[atom]): Decimal(1) for atom in of if units[atom]},
            sum((units[atom] for atom in of), Decimal(0)),
            small=True,
        )
        for name, of in atoms.items()
    }
    small = [each for each in found.values() if 0 < each.value < FEWEST_TOLD]
    return [*{frozenset(each.parts): each for each in reversed(small)}.values()]


def _told_anyway(
    told: Sequence[Statistic], secrets: Sequence[Statistic], readers: _Readers
) -> AbstractSet[str]:
    """The contracts' small numbers that follow from totals and case studies alone, by name."""
    figures = [*(each for each in told if each.kept), *secrets]
    found = [readers.withheld(figures, first=first) for first in (True, False)]
    names = {each.name for each in secrets}
    return {name for each in found for name in each.can_not_be_kept if name in names}


def _withheld(figures: Sequence[Statistic], tables: Tables, readers: _Readers) -> Disclosure:
    """What is withheld, until no cells are known to be all the least or all the most there is."""
    alike: dict[str, Statistic] = {}
    while True:
        found = readers.withheld([*figures, *alike.values()])
        new = {each.name: each for each in _alike(figures, tables, found)}
        if new.keys() <= alike.keys():
            return found
        alike |= new


def _alike(figures: Sequence[Statistic], tables: Tables, found: Disclosure) -> Iterator[Statistic]:
    """The mean of cells of one total that are withheld, where it is 1 or the most that is small.

    Nobody is listed who counts none, so that 2 in two cells are 1 in each.
    """
    by_name = {each.name: each for each in figures}
    cells: dict[tuple[str, Hashable], list[Statistic]] = defaultdict(list)
    for table in tables:
        for number, row, _, _ in table.figures():
            if table.number in BY_PLACE and number in found.withheld:
                cells[table.number, table.lines[row].cells[0]].append(by_name[number])
    for of_total in cells.values():
        (value, *others) = {each.value for each in of_total}
        if not others and value in {1, FEWEST_TOLD - 1} and len(of_total) > 1:
            share = Decimal(1) / len(of_total)
            parts = {part: share for each in of_total for part in each.parts}
            name = " and ".join(each.name for each in of_total)
            yield Statistic(name, parts, value, small=True)


def _ties(inputs: Inputs, quantities: _Quantities) -> list[Statistic]:
    """What anybody knows: the wards of a measure, and its groups, come to what is reported."""
    return [
        quantities.statistic(f"tie {number}", replace(figure, kept=True), of_contracts=False)
        for number, figure in enumerate(benefit_sums(inputs))
    ]
