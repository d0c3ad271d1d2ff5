"""Page, Word file, workbook and CSV say the same; what is printed adds up; shares say of what."""

import re
from decimal import Decimal

import pytest

from svtools.jobs.statement.figures import WITHHELD
from tests.jobs.statement.published import Published

QUOTED = "T14"
"""What the policy quotes of others is in words; none of it is the council's own figure."""

A_FIGURE = re.compile(r"-?£?[\d,]+(\.\d+)?%?")
ADD_UP = ("T6", "T8", "T8b", "T8c", "T8d")


def number(shown: str) -> Decimal:
    return Decimal(re.sub("[£,%]", "", shown))


def test_page_and_word_file_have_the_same_tables(published: Published) -> None:
    assert published.of_page
    assert published.of_word == published.of_page


def test_a_table_without_lines_is_one_sentence(published: Published) -> None:
    for table in published.made.tables.values():
        said = f"{table.number}. {table.title}"
        assert (table.number in published.of_page) == bool(table.lines)
        for file in ("statement.html", "statement.docx"):
            assert said in published.everything[file]


def test_every_figure_is_printed_where_its_number_says(published: Published) -> None:
    assert published.of_csv
    for name, row in published.of_csv.items():
        table, line, column = name.split(".")
        rows = published.of_page[table]
        assert rows[int(line)][int(column)] == row["As printed"], name
        assert rows[int(line)][0] == row["Row"].removeprefix("'"), name
        assert rows[0][int(column)] == row["Column"], name


def test_every_printed_figure_has_a_number(published: Published) -> None:
    for table, rows in published.of_page.items():
        for line, cells in enumerate(rows):
            for column, cell in enumerate(cells[1:], start=1):
                if table != QUOTED and line and A_FIGURE.fullmatch(cell):
                    assert f"{table}.{line}.{column}" in published.of_csv


def test_workbook_and_csv_have_the_same_figures(published: Published) -> None:
    assert list(published.of_workbook) == list(published.of_csv)
    for name, row in published.of_csv.items():
        other = published.of_workbook[name]
        if row["As printed"] == WITHHELD:
            assert (other["Figure"], row["Figure"]) == (None, "")
        else:
            assert other["Figure"] == pytest.approx(float(row["Figure"])), name
        for heading in ("Table", "Row", "Column", "Unit", "Of what", "As printed"):
            assert (other[heading] or "") == row[heading], name


def test_what_is_printed_is_the_figure_to_its_last_digit(published: Published) -> None:
    told = {n: row for n, row in published.of_csv.items() if row["As printed"] != WITHHELD}
    assert len(told) > 100
    for name, row in told.items():
        printed, exact = number(row["As printed"]), Decimal(row["Figure"])
        if row["As printed"].endswith("%"):
            exact *= 100
        finest = Decimal(1).scaleb(printed.as_tuple().exponent)  # type: ignore[arg-type]
        assert abs(printed - exact) <= finest, name


def test_every_share_says_of_what(published: Published) -> None:
    shares = [row for row in published.of_csv.values() if row["As printed"].endswith("%")]
    assert shares
    assert {row["Of what"][:3] for row in shares} == {"of "}


@pytest.mark.parametrize("name", ADD_UP)
def test_printed_parts_add_up_to_the_printed_total(published: Published, name: str) -> None:
    *parts, whole = published.of_page[name][1:]
    for column, cell in enumerate(whole[1:], start=1):
        if cell.startswith(("£", "-£")) and WITHHELD not in {row[column] for row in parts}:
            assert sum(number(row[column]) for row in parts) == number(cell)


def test_both_kinds_add_up_across(published: Published) -> None:
    for _, sva, leva, both in published.of_page["T1"][1:]:
        assert number(sva) + number(leva) == number(both)


@pytest.mark.parametrize(
    ("table", "heading", "stage"),
    [
        ("T2", "Promised", "promised"),
        ("T2", "Reported", "reported"),
        ("T2", "Validated", "validated"),
        ("T6b", "promised", "promised"),
        ("T6b", "reported", "reported"),
        ("T6b", "validated", "validated"),
        ("T3", "validated", "validated"),
        ("T4", "£ validated", "validated"),
    ],
)
def test_parts_in_other_tables_add_up_to_what_the_first_prints(
    published: Published, table: str, heading: str, stage: str
) -> None:
    """A reader adds up themes, directorates and objectives with a calculator."""
    first = published.of_page["T1"]
    sva, leva = next(map(number, row[1:3]) for row in first[1:] if row[0] == f"2025-26: {stage}")
    rows = published.of_page[table]
    columns = [c for c, head in enumerate(rows[0]) if head.endswith(heading)]
    cells = [number(row[column]) for row in rows[1:] for column in columns]
    assert sum(cells) == sva + leva


def test_the_same_sum_is_printed_alike_everywhere(published: Published) -> None:
    """T8's local £ is the local total of T8c and T8d, and the ring of the council's area."""
    local = {row[1] for row in published.of_page["T8"][1:2]}
    assert {published.of_page[name][-1][1] for name in ("T8c", "T8d")} == local
    places = [row[1] for row in published.of_page["T8"][1:-1]]
    assert published.of_page["T8c"][-1][1:] == places
