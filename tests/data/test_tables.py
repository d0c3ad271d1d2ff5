"""The declaration of the tidy tables, and the page that is made from it."""

from pathlib import Path

import pytest

from svtools import schema
from svtools.data.payments import TABLE as PAYMENTS
from svtools.data.rows import ROWS
from svtools.data.tables import Declared, Kind, tables
from svtools.errors import DeclarationError

ONE = """
tables:
  - name: beds
    title: Beds
    description: One row for each bed.
    key: [bed]
    columns:
      - {name: bed, kind: text, required: true, description: Its name}
      - {name: plants, kind: integer, unit: plants, description: How many}
"""


def test_every_declared_table_has_what_makes_its_rows() -> None:
    assert [*tables()] == [*ROWS, PAYMENTS]


@pytest.mark.parametrize("name", tables())
def test_what_makes_a_row_one_of_its_kind_is_never_blank(name: str) -> None:
    table = tables()[name]
    required = {column.name for column in table.columns if column.required}
    assert {*table.unique} <= required


@pytest.mark.parametrize("name", tables())
def test_a_reference_leads_to_the_key_of_another_table(name: str) -> None:
    for target in tables()[name].refers.values():
        other, _, column = target.partition(".")
        assert tables()[other].unique == (column,)


@pytest.mark.parametrize("name", tables())
def test_every_column_says_what_it_holds_and_every_number_in_which_unit(name: str) -> None:
    for column in tables()[name].columns:
        assert column.description
        if column.kind in {Kind.NUMBER, Kind.MONEY, Kind.RATE}:
            assert column.measured_in


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (ONE.replace("key: [bed]", "key: [row]"), "The table beds has no column 'row'."),
        (ONE.replace("kind: text", "kind: word"), "'kind' can't be 'word'."),
        (ONE.replace("plants, kind", "plants, colour: red, kind"), "unknown key 'colour'."),
        (ONE.replace("    title: Beds\n", ""), "'title' is missing."),
    ],
)
def test_a_wrong_declaration_is_refused(tmp_path: Path, wrong: str, said: str) -> None:
    (tmp_path / "tables.yaml").write_text(wrong)
    with pytest.raises(DeclarationError) as refused:
        schema.read(tmp_path / "tables.yaml", Declared)
    assert said in str(refused.value)
