"""Tables small enough to work through by hand. Every figure is made up."""

from collections.abc import Iterable
from decimal import Decimal

import pytest

from svtools.monitoring.small_numbers import Disclosure, Statistic, withhold

PROXY = Decimal(39039)


def cell(name: str, value: float, *parts: str, small: bool = True, kept: bool = False) -> Statistic:
    """A number of people; without `parts` it is one quantity, called as the figure is."""
    weights = dict.fromkeys(parts or (name,), Decimal(1))
    return Statistic(name, weights, Decimal(str(value)), small, kept)


def pounds(name: str, value: int, *parts: str, kept: bool = False) -> Statistic:
    """What so many people are worth."""
    return Statistic(name, dict.fromkeys(parts, PROXY), value * PROXY, kept=kept)


def total(value: float, parts: Iterable[str], *, kept: bool = False) -> Statistic:
    return cell("total", value, *parts, small=False, kept=kept)


def names(*figures: Statistic, earlier: Iterable[Statistic] = ()) -> set[str]:
    """What is withheld, where that is enough."""
    found = withhold(figures, tuple(earlier))
    assert (found.told_already, found.can_not_be_kept) == ((), ())
    return set(found.withheld)


@pytest.mark.parametrize("value", [1, 4, 0.5, 4.99])
def test_a_small_number_is_withheld(value: float) -> None:
    assert names(cell("A", value), cell("B", 12)) == {"A"}


@pytest.mark.parametrize("value", [0, 5, 5.01])
def test_none_and_five_are_told(value: float) -> None:
    assert names(cell("A", value), cell("B", 12)) == set()


def test_a_small_number_that_is_no_cut_of_people_is_told() -> None:
    assert names(cell("A", 3, small=False)) == set()


def test_the_least_of_the_others_goes_with_it_where_the_total_stays() -> None:
    wards = [cell("A", 3), cell("B", 120), cell("C", 7), cell("D", 45)]
    assert names(total(175, "ABCD"), *wards) == {"A", "C"}


def test_a_zero_goes_with_it_before_anything_else() -> None:
    wards = [cell("A", 3), cell("B", 120), cell("C", 7), cell("D", 0)]
    assert names(total(130, "ABCD"), *wards) == {"A", "D"}


def test_two_small_numbers_keep_each_other() -> None:
    assert names(total(127, "ABC"), cell("A", 3), cell("B", 4), cell("C", 120)) == {"A", "B"}


def test_a_table_of_two_by_two_with_all_its_totals_keeps_nothing_inside() -> None:
    inside = [cell("A", 2), cell("B", 30), cell("C", 40), cell("D", 50)]
    rows = [cell("r1", 32, *"AB", small=False), cell("r2", 90, *"CD", small=False)]
    columns = [cell("c1", 42, *"AC", small=False), cell("c2", 80, *"BD", small=False)]
    assert names(*inside, *rows, *columns, total(122, "ABCD")) == {"A", "B", "C", "D"}


def test_pounds_and_their_total_tell_no_more_than_people_do() -> None:
    people = [cell("A", 2), cell("B", 9), cell("C", 40), total(51, "ABC")]
    worth = [pounds("£A", 2, "A"), pounds("£B", 9, "B"), pounds("£C", 40, "C")]
    found = names(*people, *worth, pounds("£total", 51, *"ABC"))
    assert found == {"A", "B", "£A", "£B"}


def test_pounds_of_several_measures_go_where_all_but_one_are_told() -> None:
    hours = cell("hours", 900, small=False)
    both = Statistic("£", {"A": PROXY, "hours": Decimal("12.21")}, 2 * PROXY + 10989)
    assert names(cell("A", 2), hours, both) == {"A", "hours"}
    kept = Statistic("£", both.parts, both.value, kept=True)
    assert names(cell("A", 2), hours, kept) == {"A", "hours"}


def test_two_tables_that_share_a_total_are_both_looked_at() -> None:
    """People by ward (w) and by group (g), never crossed: the parts are each ward's each group."""
    crossed = {(ward, group): Decimal(1) for ward in "123" for group in "xyz"}

    def cut(name: str, value: int, at: int) -> Statistic:
        return Statistic(
            name, {p: w for p, w in crossed.items() if p[at] == name}, Decimal(value), True
        )

    wards = [cut("1", 3, 0), cut("2", 9, 0), cut("3", 41, 0)]
    groups = [cut("x", 10, 1), cut("y", 15, 1), cut("z", 28, 1)]
    whole = Statistic("total", crossed, Decimal(53))
    assert names(*wards, whole, *groups) == {"1", "2"}
    assert names(*wards, *groups) == {"1", "2"}  # the groups give the total that isn't printed
    assert names(*wards) == {"1"}


def test_an_earlier_edition_tells_what_is_new_by_subtraction() -> None:
    now = [cell("A", 12, "a", "late"), total(40, ["a", "late", "b"]), cell("B", 28, "b")]
    earlier = [cell("A", 10, "a"), total(38, ["a", "b"])]
    late = cell("late return", 2, "late")
    assert names(*now, late, earlier=earlier) == {"A", "total", "late return"}
    assert names(*now, late) == {"late return"}


def test_what_an_earlier_edition_told_is_named_and_not_told_again() -> None:
    wards = [cell("A", 3), cell("B", 9), cell("C", 45), total(57, "ABC")]
    found = withhold(
        [*wards, pounds("£A", 3, "A")], [cell("B", 9), cell("C", 45), total(57, "ABC")]
    )
    assert found.told_already == ("A",)
    assert found.can_not_be_kept == ()
    assert found.withheld == {"A", "B", "£A"}


def test_a_kept_total_that_is_the_small_number_cannot_keep_it() -> None:
    found = withhold([cell("A", 3), pounds("headline", 3, "A", kept=True), cell("B", 9)])
    assert found == Disclosure(frozenset({"A"}), can_not_be_kept=("A",))


def test_a_small_number_that_is_itself_kept_is_told_of() -> None:
    found = withhold([cell("A", 3, kept=True), cell("B", 9)])
    assert found == Disclosure(frozenset(), can_not_be_kept=("A",))


def test_a_kept_total_over_several_measures_keeps_them() -> None:
    theme = Statistic("theme", {"A": PROXY, "B": PROXY, "m": Decimal(1)}, 12 * PROXY + 5, kept=True)
    assert names(theme, cell("A", 3), cell("B", 9), cell("m", 5, small=False)) == {"A", "B"}


def test_the_whole_of_a_total_is_told_where_the_rest_is_none() -> None:
    """B is withheld beside A. The total of B and D is none, so that B is none and A the total."""
    column = cell("B and D", 0, "B", "D", kept=True)
    assert names(total(6, "ABC"), cell("A", 3), cell("B", 0), cell("C", 3), column) == {"A", "C"}
    found = withhold([total(3, "AB", kept=True), cell("A", 3), cell("B", 0), column])
    assert found.can_not_be_kept == ("A",)


def test_nothing_left_of_a_total_tells_each_of_the_rest() -> None:
    """C and the total of B, C and D are 50: B and D are none, so A is the total of A and B."""
    kept = [total(50, "BCD", kept=True), cell("C", 50, kept=True), cell("AB", 3, *"AB", kept=True)]
    found = withhold([*kept, cell("A", 3)], zeros=["B", "D"])
    assert found.can_not_be_kept == ("AB", "A")


def test_what_hangs_together_with_no_small_number_is_told() -> None:
    others = [cell("X", 12), cell("Y", 13), cell("X and Y", 25, "X", "Y")]
    assert names(cell("A", 3), cell("B", 6), total(9, "AB"), *others) == {"A", "B"}


def test_a_limit_of_ones_own_counts() -> None:
    assert withhold([cell("A", 7), cell("B", 12)], fewest=10).withheld == {"A"}


def test_nothing_to_publish_withholds_nothing() -> None:
    assert withhold([]) == Disclosure(frozenset())
    assert withhold([Statistic("empty", {}, Decimal(0), small=True)]) == Disclosure(frozenset())
