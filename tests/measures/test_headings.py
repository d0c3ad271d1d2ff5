import pytest

from svtools.measures import FIELDS, find_heading_row, headings, match_headings
from svtools.measures.headings import in_bare_words
from svtools.workbooks.blocks import Table
from svtools.workbooks.parse import template


def test_every_field_of_a_measure_has_headings() -> None:
    assert set(headings()) == set(FIELDS)


def test_no_heading_stands_for_two_fields_or_twice() -> None:
    normal = [in_bare_words(alias) for aliases in headings().values() for alias in aliases]
    assert sorted(normal) == sorted(set(normal))
    assert "" not in normal


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Code", "code"),
        ("  measure-code ", "code"),
        ("TOM ref.", "code"),
        ("REFERENCE", "code"),
        ("Proxy £", "proxy"),
        ("£ per unit", "proxy"),
        ("Proxy\nvalue", "proxy"),
        ("Proxy value (£, 2031 prices)", "proxy"),
        ("Unit of measurement", "unit"),
        ("SV or LEV", "kind"),
        ("Lasting or one-off?", "lasting"),
        ("TOMs reference", "toms_reference"),
    ],
)
def test_a_heading_is_known_however_it_is_written(heading: str, field: str) -> None:
    assert match_headings(["Notes", heading]) == {field: 1}


def test_every_alias_finds_its_own_field() -> None:
    for field, aliases in headings().items():
        for alias in aliases:
            assert match_headings([alias]) == {field: 0}, alias


@pytest.mark.parametrize("name", ["measure_set", "contracts_register"])
def test_the_headings_of_our_own_workbooks_are_known(name: str) -> None:
    """A range of the sheet Measures is a measure set, in a formula and as somebody's list."""
    sheet = next(each for each in template(name).sheets if each.name == "Measures")
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))
    fields = {item.key: item.label for item in table.columns if item.key in FIELDS}

    found = match_headings(list(fields.values()))

    assert found == {field: at for at, field in enumerate(fields)}
    assert set(found) == set(FIELDS)


def test_the_likelier_heading_wins_then_the_one_further_left() -> None:
    assert match_headings(["Value", "Proxy value", "Code", "Code"]) == {"proxy": 1, "code": 2}


def test_cells_that_are_not_text_are_no_headings() -> None:
    assert match_headings([None, 3, 2.5, True, ""]) == {}


def test_the_heading_row_is_found_under_a_preamble_in_any_order() -> None:
    rows: list[list[object]] = [
        ["Our measures", None, None],
        [],
        ["Code", "Title", None],
        ["Unit", "Description", "Ref"],
        ["Code", "Title", "Unit"],
    ]
    assert find_heading_row(rows) == 3


def test_no_heading_row_is_none() -> None:
    assert find_heading_row([["Code", "Title"], ["Apples", "Pears", "Plums"]]) is None
