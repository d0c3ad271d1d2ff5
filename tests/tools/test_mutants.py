"""Mutants are small faults; what tests don't notice of them is named."""

import pytest

from tools.mutants import mutants

SOURCE = '''"""A docstring."""


def least(a: int, b: int = 3) -> int:
    """Another."""
    return min(a, b) if a > 0 and not b else a + 1
'''


@pytest.mark.parametrize(
    "changed",
    ["max(a, b)", "a >= 0", "a > 0 or", "not not b", "a - 1", "a + 2", "a > 1", "b: int=4"],
)
def test_each_operator_number_and_name_is_changed_once(changed: str) -> None:
    assert sum(changed in mutant.source for mutant in mutants(SOURCE)) == 1


def test_docstrings_and_annotations_stay() -> None:
    made = [*mutants(SOURCE)]
    assert len(made) == 8
    assert all("A docstring." in m.source and "a: int" in m.source for m in made)
    assert {mutant.line for mutant in made} == {4, 6}
