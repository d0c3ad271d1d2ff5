"""What a new log's sheets say of their state is what their formulas give."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from svtools.jobs.made_rows import MadeRows
from svtools.jobs.validation_log.banners import banners
from svtools.jobs.validation_log.entries import Entry, row_of
from svtools.jobs.validation_log.log import about_log
from svtools.workbooks.parse import template
from svtools.workbooks.write import build
from tests.libreoffice import needs_libreoffice, recalculated
from tests.making import council
from tests.written_cells import cells_of

LOG = template("validation_log")
SHEETS = ("Log", "By return", "Corrections", "Findings")
Rows = list[dict[str, Any]]


def entry(number: int, **changes: Any) -> Entry:
    key = ("2025-26", "C1", "", "Supplier", f"OP{number:02}", "Q1", "promised")
    made = {"reported": Decimal(4), "worth": Decimal("1250.50")} | changes
    return Entry(key, "Made up", "hours", **made)


VALIDATED = {"validated": Decimal(4), "validated_by": "Officer", "validated_on": date(2026, 5, 1)}


def cases() -> Iterator[tuple[str, list[Entry], Rows, Rows]]:
    yield "nothing", [], [], []
    yield "all waits", [entry(1), entry(2, worth=None)], [{"state": "to validate"}], []
    decided = [entry(1, **VALIDATED), entry(2, reported=Decimal(0))]
    yield "all is decided", decided, [{"state": "validated"}], [{"state": "accepted"}]
    mixed = [
        entry(1, **VALIDATED),
        entry(2, **VALIDATED | {"validated": Decimal(9)}),
        entry(3, history="before"),
        entry(4, worth=Decimal("0.50")),
    ]
    returns = [{"state": "in part"}, {"state": "validated"}, {"state": "no longer counts"}]
    yield "all kinds", mixed, returns, [{"state": "open"}, {"state": "incomplete"}]


def issued(rows: Rows, table: str) -> Rows:
    """Rows with all that their table is issued with."""
    sources = [c.source if c.role == "issued" else c.key for c in LOG.table(table).columns]
    return [dict.fromkeys(sources) | {"ref": "C1", "what": "found"} | row for row in rows]


def data(entries: list[Entry], returns: Rows, findings: Rows) -> dict[str, Any]:
    return about_log(council(), 1, len(entries)) | {
        "log": MadeRows(entries, row_of),
        "by_return": issued(returns, "by_return"),
        "findings": issued(findings, "findings"),
        "corrections": (),
        "closed": (),
    }


@needs_libreoffice
@pytest.mark.parametrize(("_", "entries", "returns", "findings"), list(cases()))
def test_they_say_what_the_formulas_give(
    _: str, entries: list[Entry], returns: Rows, findings: Rows, tmp_path: Any
) -> None:
    told = data(entries, returns, findings)
    rows = {"by_return": told["by_return"], "findings": told["findings"]}
    told["fields"] = banners(LOG, entries, rows)
    path = tmp_path / "log.xlsx"
    path.write_bytes(build(LOG, told))
    (tmp_path / "calculated.xlsx").write_bytes(build(LOG, told | {"fields": {}}))
    again = recalculated(path)[path]
    by_engine = cells_of(tmp_path / "calculated.xlsx")
    for name, stored in cells_of(path).items():
        if name[0] in SHEETS and name[1].endswith("3") and stored.formula:
            assert stored.value == by_engine[name].value == (again.get(name) or ""), name
