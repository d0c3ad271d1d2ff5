"""A few odd values in every input cell; `python -m tests.faults.odd_values` puts in all."""

from pathlib import Path

import openpyxl
import pytest

from svtools.folders import templates_folder
from svtools.workbooks.parse import template
from tests.faults.odd_values import ODD, inputs, lost, with_inputs, workbooks

TURNS = (0, 31)
"""Every value stands in some cell at each turn; these two put other ones side by side."""


def test_there_are_sixty_odd_values() -> None:
    assert len({(type(value), str(value)) for value in ODD}) == len(ODD) >= 60


def test_every_template_that_is_filled_in_has_a_sample() -> None:
    known = [template(path.stem) for path in templates_folder().glob("*.yaml")]
    assert set(workbooks()) == with_inputs(known)


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("name", sorted(workbooks()))
def test_no_value_is_in_neither_data_nor_problems(name: str, turn: int) -> None:
    assert not lost(workbooks()[name], turn)


def test_a_value_that_is_lost_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbooks()["validation_log"]
    monkeypatch.setattr("tests.faults.odd_values._accounted_for", lambda _: set())
    assert len(lost(path, 0)) == len(inputs(path))


def test_the_inputs_are_open_cells_of_the_sample(tmp_path: Path) -> None:  # noqa: ARG001
    path = workbooks()["monitoring_return"]
    book = openpyxl.load_workbook(path)
    locked = [i for i in inputs(path) if book[i.sheet][i.cell].protection.locked]
    book.close()
    assert not locked
