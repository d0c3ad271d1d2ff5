"""Every figure of a statement under its number, as rows for figures.xlsx and figures.csv."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from svtools import csvfile
from svtools.jobs.issued_by import council_data
from svtools.jobs.statement.document import Statement
from svtools.numbers import plain
from svtools.workbooks.parse import template
from svtools.workbooks.write import build

TEMPLATE = "statement_figures"
COLUMNS = {
    "number": "Number", "table": "Table", "row": "Row", "column": "Column", "value": "Figure",
    "unit": "Unit", "of": "Of what", "shown": "As printed",
}  # fmt: skip
"""The columns of figures.csv by what a figure's row holds."""


def figure_rows(made: Statement) -> Iterator[dict[str, Any]]:
    """Every figure with number and table, as it is printed; one that is withheld has no value."""
    for table in made.tables.values():
        printed = table.printed()
        for number, row, column, figure in table.figures():
            yield {
                "number": number,
                "table": f"{table.number}. {table.title}",
                "row": table.lines[row].name,
                "column": table.head[column + 1],
                "value": None if figure.is_withheld else figure.value,
                "unit": str(figure.unit),
                "of": figure.of,
                "shown": printed[row][column],
            }


def workbook(made: Statement, issued: Mapping[str, Any] | None) -> bytes:
    """The content of figures.xlsx."""
    data = {
        **council_data(made.inputs.council),
        "year": str(made.inputs.year),
        "state": f"Issued on {issued['date']}" if issued else "Draft: not issued",
        "summary": made.inputs.summary.file,
        "figures": [*figure_rows(made)],
    }
    return build(template(TEMPLATE), data)


def csv_content(made: Statement) -> bytes:
    """The content of figures.csv."""
    rows = [_texts(row) for row in figure_rows(made)]
    return csvfile.written([[*COLUMNS.values()], *rows])


def _texts(row: Mapping[str, Any]) -> Sequence[str]:
    value = "" if row["value"] is None else plain(row["value"])
    return [
        value if name == "value" else row[name] if name == "shown" else csvfile.safe(row[name])
        for name in COLUMNS
    ]
