"""A statement says what is in none of its figures, and no more than is known."""

from copy import copy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from svtools.errors import InputError
from svtools.jobs.statement.amounts import Stage, where
from svtools.jobs.statement.document import corrected, statement
from svtools.jobs.statement.figures import Figure
from svtools.jobs.statement.inputs import Inputs, read_inputs
from svtools.jobs.statement.local_spend import LocalSpend, read_local_spend
from svtools.jobs.statement.parts import whole_percent
from svtools.jobs.statement.tables_of_value import by_objective
from svtools.jobs.statement.texts import read_texts
from svtools.monitoring import FinancialYear
from svtools.policy import load_council
from svtools.workbooks.content import Row, TablePlace

SAMPLES = Path(__file__).parents[3] / "sample_workbooks"
YEAR = FinancialYear(2025)


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(
        [SAMPLES / "summary.xlsx"], SAMPLES / "contracts_register.xlsx", YEAR, load_council()
    )


def state(inputs: Inputs) -> str:
    return str(statement(inputs, read_texts(None)).data["state"])


def test_contracts_in_the_portal_without_figures_are_told(inputs: Inputs) -> None:
    assert "Portal" not in state(inputs)
    contracts = [
        replace(each, reported_in="Portal") if each.key.ref == "C0111" else each
        for each in inputs.register.contracts
    ]
    register = replace(inputs.register, contracts=contracts)
    told = state(replace(inputs, register=register))
    assert "1 contract is reported in the Social Value Portal, whose figures were not given" in told


def test_a_contract_that_the_register_has_no_more_is_told(inputs: Inputs) -> None:
    contracts = [each for each in inputs.register.contracts if each.key.ref != "C0101"]
    register = replace(inputs.register, contracts=contracts)
    told = state(replace(inputs, register=register))
    assert "1 contract is in the summary and not in the register" in told


def test_figures_corrected_by_agreement_are_told(inputs: Inputs) -> None:
    (first, second, *_) = (replace(each, reported=each.units) for each in inputs.summary.delivered)
    assert not corrected([first, second])
    other = replace(second, reported=Decimal("0.5"))
    assert "1 figure counts as" in corrected([first, other])
    assert "2 figures count as" in corrected([other, other])


def test_what_the_portal_does_not_say_is_not_said_to_be_none(inputs: Inputs) -> None:
    rows = inputs.summary.content.rows("portal")
    known = [row for row in rows if row.get("kind") != "SVA"]
    summary = copy(inputs.summary)
    summary.content = copy(summary.content)
    table = inputs.summary.content.tables["portal"]
    summary.content.tables = {**summary.content.tables, "portal": replace(table, rows=known)}
    said = statement(replace(inputs, summaries=[summary]), read_texts(None)).data["in_portal"]
    assert "LEVA is validated" in said
    assert "SVA" not in said


def spend(*lines: tuple[str, str]) -> LocalSpend:
    place = TablePlace("Data", columns={"place": 1, "pounds": 2})
    rows = [Row(place, n, {"place": p, "pounds": Decimal(v)}) for n, (p, v) in enumerate(lines)]
    return LocalSpend("local_spend.xlsx", "Not complete: 2 rows held back (see Problems).", rows)


def test_local_spend_that_is_not_complete_is_told(inputs: Inputs) -> None:
    some = spend(("Local", "1"), ("Elsewhere", "1"))
    assert "Local Spend is not complete" in state(replace(inputs, local_spend=some))
    assert some.in_public == "Not complete: 2 rows held back."


@pytest.mark.parametrize(
    ("lines", "between"),
    [
        ((("Local", "30"), ("Elsewhere", "50"), ("Not known", "20")), (0.3, 0.5)),
        ((("Local", "0"), ("Elsewhere", "1")), (0, 0)),
        ((("Local", "-20"), ("Elsewhere", "90"), ("Not known", "30")), None),
        ((("Local", "1"), ("Elsewhere", "-1")), None),
        ((), None),
    ],
)
def test_a_range_is_told_only_where_there_are_shares(
    lines: tuple[tuple[str, str], ...], between: tuple[float, float] | None
) -> None:
    assert spend(*lines).between == (between and tuple(Decimal(str(b)) for b in between))


def test_an_unusable_cell_of_local_spend_is_refused(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLES / "local_spend" / "local_spend.xlsx")
    sheet = book["Data"]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=8) for cell in row}
    row = next(
        r for r in range(1, 12) if sheet.cell(r, heads["Place"]).value in ("Local", "Elsewhere")
    )
    sheet.cell(row, heads["Place"]).value = "Somewhere"
    book.save(tmp_path / "typed.xlsx")
    with pytest.raises(InputError, match="'Somewhere' is no place"):
        read_local_spend(tmp_path / "typed.xlsx", YEAR, load_council())


def test_what_serves_no_objective_has_a_line_of_its_own(inputs: Inputs) -> None:
    register = replace(inputs.register, sets={})
    lines = by_objective(replace(inputs, register=register)).lines
    assert lines[-1].name == "Under no objective of the policy"
    pounds = [
        cell.value or 0 for line in lines for cell in line.cells[1:] if isinstance(cell, Figure)
    ]
    validated = where(inputs.amounts, Stage.VALIDATED)
    assert sum(pounds) == sum(row.pounds or 0 for row in validated) > 0


@pytest.mark.parametrize(
    ("part", "said"),
    [("0", "0%"), ("0.4", "under 1%"), ("0.5", "1%"), ("99.4", "99%"), ("99.5", "over 99%"),
     ("99.99", "over 99%"), ("100", "100%"), ("-0.3", "0%")],
)  # fmt: skip
def test_a_whole_percent_says_no_more_than_is_true(part: str, said: str) -> None:
    assert whole_percent(Decimal(part), Decimal(100)) == said
