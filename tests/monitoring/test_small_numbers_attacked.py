"""Tables drawn at random, and readers who know nothing of how figures are withheld."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.monitoring.small_numbers import Disclosure, Statistic, withhold
from tests.monitoring.readers import could_be_other, follows, secrets, told

PROXY = Decimal("12.21")
MOST = 30


@dataclass(frozen=True)
class Publication:
    """What is to be published, what is out already, and the truth behind both."""

    figures: list[Statistic]
    earlier: list[Statistic]
    truth: dict[Hashable, int]

    @property
    def found(self) -> Disclosure:
        """What is withheld of it."""
        zeros = [part for part, number in self.truth.items() if not number]
        return withhold(self.figures, self.earlier, zeros=zeros)


def statistic(
    name: str, parts: Iterable[Hashable], truth: dict[Hashable, int], weight: Decimal, **flags: bool
) -> Statistic:
    weights = dict.fromkeys(parts, weight)
    value = sum((weight * truth[part] for part in weights), Decimal(0))
    return Statistic(name, weights, value, **flags)


@st.composite
def tables(draw: st.DrawFn) -> Publication:
    """One measure by contract and ward, with some of its totals, and of some figures the £ too.

    Some cells weren't there when the earlier edition told some of the figures.
    Sums that cross, as an earlier whole and a row may, are left out: bounds and whole numbers alone
    can then tell, which isn't protected against.
    """
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    number = st.sampled_from([0, 0, 0, 0, 1, 2, 3, 4, 5, 8, 12])
    truth: dict[Hashable, int] = {cell: draw(number) for cell in cells}
    late = draw(st.sets(st.sampled_from(cells), max_size=2))
    groups = {
        "all": cells,
        **{f"r{row}": [c for c in cells if c[0] == row] for row in range(rows)},
        **{f"c{column}": [c for c in cells if c[1] == column] for column in range(columns)},
        **{f"x{row}{column}": [(row, column)] for row, column in cells},
    }
    figures, earlier = [], []
    for name, parts in groups.items():
        small = name != "all" or draw(st.booleans())
        kept = draw(st.booleans()) if name == "all" else draw(st.integers(0, 14)) == 0
        if draw(st.integers(0, 7)):
            figures.append(statistic(name, parts, truth, Decimal(1), small=small, kept=kept))
        if not draw(st.integers(0, 3)):
            figures.append(statistic(f"{name}£", parts, truth, PROXY))
        if (name != "all" or not late) and not draw(st.integers(0, 9)):
            there = [part for part in parts if part not in late]
            earlier.append(statistic(f"{name} of last year", there, truth, Decimal(1)))
    return Publication(figures, earlier, truth)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_no_small_number_of_a_table_is_the_only_one_that_fits(drawn: Publication) -> None:
    found = drawn.found
    seen = told(drawn.figures, drawn.earlier, found)
    for secret in secrets(drawn.figures, found):
        assert secret.name in found.withheld
        assert could_be_other(secret, seen, MOST), (secret.name, found)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_what_is_told_already_or_by_what_is_kept_is_so(drawn: Publication) -> None:
    found = drawn.found
    by_name = {each.name: each for each in drawn.figures}
    kept = [each for each in drawn.figures if each.kept]
    for name in found.told_already:
        assert not could_be_other(by_name[name], drawn.earlier, MOST)
    for name in found.can_not_be_kept:
        assert not could_be_other(by_name[name], [*drawn.earlier, *kept], MOST)
    assert not found.withheld & {each.name for each in kept}


@st.composite
def pooled(draw: st.DrawFn) -> Publication:
    """Figures of any shape, in units and in £ of several measures, none of them zero."""
    names = range(draw(st.integers(2, 9)))
    truth: dict[Hashable, int] = {name: draw(st.integers(1, 9)) for name in names}
    proxies = {
        name: draw(st.sampled_from([Decimal(1), Decimal(2), Decimal(7), PROXY])) for name in names
    }
    figures = []
    for place in range(draw(st.integers(1, 14))):
        parts = draw(st.sets(st.sampled_from(names), min_size=1, max_size=5))
        pounds = draw(st.booleans())
        weights = {part: proxies[part] if pounds else Decimal(1) for part in sorted(parts)}
        value = sum((w * truth[part] for part, w in weights.items()), Decimal(0))
        kept = draw(st.integers(0, 9)) == 0
        figures.append(Statistic(f"T{place}", weights, value, small=not pounds, kept=kept))
    earlier = draw(st.integers(0, 2))
    return Publication(figures[earlier:], figures[:earlier], truth)


@settings(max_examples=60, deadline=None)
@given(pooled())
def test_no_small_number_follows_from_pounds_and_units(drawn: Publication) -> None:
    found = drawn.found
    seen = told(drawn.figures, drawn.earlier, found)
    for secret in secrets(drawn.figures, found):
        assert not follows(secret, seen), (secret.name, found)


@settings(max_examples=60, deadline=None)
@given(pooled())
def test_nothing_is_withheld_in_vain(drawn: Publication) -> None:
    """Any further figure told would tell a small number."""
    found = drawn.found
    if found.told_already:
        return
    seen, kept = told(drawn.figures, drawn.earlier, found), secrets(drawn.figures, found)
    for each in drawn.figures:
        if each.name in found.withheld and not (each.small and each.value < 5):
            assert any(follows(secret, [*seen, each]) for secret in kept), (each.name, found)


@settings(max_examples=25, deadline=None)
@given(st.one_of(tables(), pooled()), st.randoms(use_true_random=False))
def test_the_order_of_figures_and_of_their_parts_is_of_no_account(
    drawn: Publication, random: Random
) -> None:
    found = drawn.found
    shuffled = [
        Statistic(
            f.name,
            dict(random.sample(list(f.parts.items()), len(f.parts))),
            f.value,
            f.small,
            f.kept,
        )
        for f in random.sample(drawn.figures, len(drawn.figures))
    ]
    assert replace(drawn, figures=shuffled, earlier=drawn.earlier[::-1]).found == found
