"""The tidy tables as DataFrames: what they hold, exactly, and of which types."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from svtools.data import Kind, Sources, frame, frames, load, tables
from svtools.data.tables import DTYPES
from svtools.errors import InputError
from svtools.jobs.years.summaries import YearSummary, _refuse_unusable
from svtools.policy import load_council
from svtools.workbooks.content import TableContent
from tests.data.samples import LOG, REGISTER, SUMMARY


@pytest.fixture(scope="module")
def made(known: Sources) -> dict[str, pd.DataFrame]:
    return frames(known)


def headline() -> dict[tuple[str, str], Decimal]:
    """What the summary's own Overview says, as its cells hold it."""
    sheet = openpyxl.load_workbook(SUMMARY, data_only=True)["Overview"]
    found: dict[tuple[str, str], Decimal] = {}
    for row in sheet.iter_rows(values_only=True):
        if row[0] in {"Promised", "Delivered", "Validated", "Reported"} and len(found) < 8:
            found[str(row[0]), "SV"] = Decimal(str(row[1]))
            found[str(row[0]), "LEV"] = Decimal(str(row[2]))
    return found


@pytest.mark.parametrize("kind", ["SV", "LEV"])
@pytest.mark.parametrize(
    ("what", "table", "column"),
    [
        ("Promised", "promised", "value"),
        ("Reported", "delivery", "reported_value"),
        ("Delivered", "delivery", "value"),
        ("Validated", "delivery", "validated_value"),
    ],
)
def test_the_figures_add_up_to_the_penny_to_what_the_summary_says(
    made: dict[str, pd.DataFrame], what: str, table: str, column: str, kind: str
) -> None:
    joined = made[table].merge(made["measures"], on="measure_key", validate="many_to_one")
    total = joined.loc[joined["kind"] == kind, column].sum()
    assert isinstance(total, Decimal)
    assert total == headline()[what, kind]


@pytest.mark.parametrize("name", tables())
def test_columns_stand_as_declared_and_are_of_their_types(
    made: dict[str, pd.DataFrame], name: str
) -> None:
    table = tables()[name]
    assert [*made[name].columns] == [column.name for column in table.columns]
    for column in table.columns:
        values = made[name][column.name]
        assert str(values.dtype) == DTYPES[column.kind]
        if column.kind in {Kind.MONEY, Kind.NUMBER, Kind.RATE}:
            assert {*map(type, values)} <= {Decimal, type(None)}
        if column.required:
            assert not values.isna().any(), column.name
        if column.words:
            assert {*values.dropna()} <= {*column.words}
    assert len(made[name])


@pytest.mark.parametrize("name", tables())
def test_a_table_without_rows_has_the_same_columns_and_types(
    made: dict[str, pd.DataFrame], name: str
) -> None:
    empty = frame(tables()[name], [])
    assert [*empty.dtypes.items()] == [*made[name].dtypes.items()]


def test_a_blank_stays_blank_and_a_zero_a_zero(made: dict[str, pd.DataFrame]) -> None:
    delivery = (
        made["delivery"].set_index(["contract", "measure_key", "quarter", "origin"]).sort_index()
    )
    at = delivery.loc["C0101, Estuary Grounds Ltd", "open-2025 PJ06"]
    assert at.loc["Q1", "promised"]["units"] == 0
    assert at.loc["Q1", "promised"]["validated_units"] is None


def test_pounds_are_exact_where_binary_floats_would_not_be() -> None:
    table = tables()["contract_years"]
    rows = [{"year": f"20{n}-{n + 1}", "contract": "C1", "value": 0.1} for n in range(20, 30)]
    assert frame(table, rows)["value"].sum() == Decimal("1.00")


def test_two_rows_of_one_key_are_told() -> None:
    row = {"year": "2025-26", "contract": "C1, Acme"}
    with pytest.raises(InputError, match="Contracts by year are one: 2025-26, C1, Acme"):
        frame(tables()["contract_years"], [row, row])


def test_without_register_and_log_contracts_have_only_names() -> None:
    made = load([SUMMARY], load_council())
    assert len(made["contracts"]) == 13  # one of them is in the Portal
    assert made["contracts"]["category"].isna().all()
    assert made["measures"]["proxy"].notna().sum() > 10
    assert len(made["promises"]) == len(made["validation"]) == 0


def test_a_contract_of_the_log_alone_is_a_contract_too() -> None:
    made = load([SUMMARY], load_council(), validation=LOG)
    assert {*made["validation"]["contract"]} <= {*made["contracts"]["contract"]}


def test_a_corrected_figure_keeps_what_was_reported(made: dict[str, pd.DataFrame]) -> None:
    delivery = made["delivery"]
    found = delivery[
        delivery["contract"].str.startswith("C0104")
        & (delivery["measure_key"] == "open-2025 SW02")
        & (delivery["quarter"] == "Q2")
    ].iloc[0]
    assert (found["reported_units"], found["units"]) == (1500, 1450)


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ([], "No summary was given"),
        ([SUMMARY, SUMMARY], "are both summaries of 2025-26"),
        ([REGISTER], "summary"),
        ([Path("nowhere.xlsx")], "There is no file nowhere.xlsx"),
    ],
)
def test_what_is_no_summary_or_one_too_many_is_told(paths: list[Path], said: str) -> None:
    with pytest.raises(InputError, match=said):
        load(paths, load_council())


def test_a_log_that_is_not_there_is_told() -> None:
    with pytest.raises(InputError, match=r"There is no file no_log\.xlsx"):
        load([SUMMARY], load_council(), REGISTER, Path("no_log.xlsx"))


def changed(known: Sources, number: int, **values: Any) -> YearSummary:
    """The sample's summary with other values in a row of its sheet Data."""
    content = known.summaries[0].content
    rows = [*content.rows("data")]
    rows[number] = rows[number]._replace(values={**rows[number].values, **values})
    data = replace(content.tables["data"], rows=tuple(rows))
    return YearSummary("summary.xlsx", replace(content, tables=content.tables | {"data": data}))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"quarter": "Q5"}, "summary.xlsx, Data, row 6: 'Q5' is no quarter"),
        ({"quarter": None}, "summary.xlsx, Data, row 6: 'blank' is no quarter"),
        ({"measure_key": "M999"}, "Data, row 6: its measure is not on the sheet By measure"),
        ({"quarter": "Q2"}, "Data, row 7: the same figure stands twice"),
    ],
)
def test_a_summary_that_was_changed_by_hand_is_told_with_its_row(
    known: Sources, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(InputError) as told:
        assert changed(known, 0, **values).delivered
    assert said in str(told.value)


NEW_IN_2 = ("reported_units", "reported_value", "counting", "counts", "validated_counts")


def test_a_summary_of_the_first_version_is_read_as_it_was_meant(known: Sources) -> None:
    content = known.summaries[0].content
    rows = tuple(
        row._replace(values={k: v for k, v in row.values.items() if k not in NEW_IN_2})
        for row in content.rows("data")
    )
    tables = content.tables | {"data": replace(content.tables["data"], rows=rows)}
    first = YearSummary("summary.xlsx", replace(content, version=1, tables=tables))

    for old, new in zip(first.delivered, known.summaries[0].delivered, strict=True):
        assert (old.reported, old.counts, old.reported_value) == (new.units, new.units, new.value)
        assert old.validated_counts == new.validated
        assert (old.value, old.validated_value) == (new.value, new.validated_value)


def test_a_table_that_is_not_read_may_be_missing(known: Sources, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(SUMMARY)
    del workbook["Breakdowns"], workbook["Changes"]
    workbook.save(tmp_path / "summary.xlsx")
    made = load([tmp_path / "summary.xlsx"], load_council())
    assert len(made["delivery"]) == len(known.summaries[0].delivered)


def test_a_table_that_is_read_is_told_where_it_is_missing(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(SUMMARY)
    del workbook["Promises"]
    workbook.save(tmp_path / "summary.xlsx")
    with pytest.raises(
        InputError, match=r"summary\.xlsx can't be used.\nThe sheet 'Promises' is not there"
    ):
        load([tmp_path / "summary.xlsx"], load_council())


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("about.year", "last year", "summary.xlsx, sheet About: 'last year' is not a financial"),
        ("about.year", None, "summary.xlsx, sheet About: '' is not a financial year"),
        ("about.as_at", None, "summary.xlsx doesn't say as at which day it stands"),
    ],
)
def test_a_summary_that_does_not_say_when_is_told(
    known: Sources, field: str, value: Any, said: str
) -> None:
    content = known.summaries[0].content
    fields = content.fields | {field: replace(content.fields[field], value=value)}
    with pytest.raises(InputError, match=said):
        YearSummary("summary.xlsx", replace(content, fields=fields))


def test_returns_and_problems_name_the_contract_where_it_is_known(
    made: dict[str, pd.DataFrame],
) -> None:
    returns = made["returns"].set_index("file")
    assert returns.loc["C0102-2 Kerb and Stone.ods", "contract"] == "C0102 lot 2, Kerb & Stone Ltd"
    assert returns.loc["beach-clean.png"].isna()["contract"]
    problems = made["problems"]
    assert {"C0101, Estuary Grounds Ltd"} <= {*problems["contract"].dropna()}
    assert problems["contract"].isna().any()


def test_portal_figures_count_as_the_summary_says(made: dict[str, pd.DataFrame]) -> None:
    portal = made["portal"]
    assert {*portal["contract"]} == {"C0106, Sea Lane Environmental plc"}
    assert portal.loc[portal["state"] == "counted", "value"].equals(
        portal.loc[portal["state"] == "counted", "figure"].astype(object)
    )
    assert portal.loc[portal["state"] != "counted", "value"].isna().all()
    delivered = portal[(portal["what"] == "Delivered") & (portal["kind"] == "SVA")]
    assert delivered["value"].dropna().sum() == Decimal("47320.50")


def with_portal(known: Sources, *rows: dict[str, Any]) -> Sources:
    """The sources with these values in the first rows of the summary's Portal figures."""
    content = known.summaries[0].content
    first = content.rows("portal")
    changed = tuple(
        row._replace(values={**row.values, **values})
        for row, values in zip(first, rows, strict=False)
    )
    table = replace(content.tables["portal"], rows=changed)
    summary = YearSummary(
        "summary.xlsx", replace(content, tables=content.tables | {"portal": table})
    )
    return replace(known, summaries=[summary])


@pytest.mark.parametrize(
    ("values", "contract"),
    [
        ({"ref": "c0106", "supplier": None}, "C0106, Sea Lane Environmental plc"),
        ({"ref": "C0102", "lot": "Lot 2", "supplier": "kerb & stone ltd"},
         "C0102 lot 2, Kerb & Stone Ltd"),
        ({"ref": "C9999", "state": "held back"}, None),
        ({"ref": "C9999"}, "C9999, Sea Lane Environmental plc"),
    ],
)  # fmt: skip
def test_a_portal_row_names_the_contract_that_is_meant(
    known: Sources, values: dict[str, Any], contract: str | None
) -> None:
    made = frames(with_portal(known, values))
    named = made["portal"]["contract"].iloc[0]
    assert (None if pd.isna(named) else named) == contract
    assert contract is None or contract in {*made["contracts"]["contract"]}


def test_a_summary_of_the_first_version_has_no_portal_figures_and_is_read(known: Sources) -> None:
    content = known.summaries[0].content
    tables_then = content.tables | {"portal": TableContent()}
    first = YearSummary("summary.xlsx", replace(content, version=1, tables=tables_then))
    _refuse_unusable(first.content, first.file)
    assert len(frames(replace(known, summaries=[first]))["portal"]) == 0


def test_a_summary_that_should_have_portal_figures_and_has_not_is_told(tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(SUMMARY)
    del workbook["Portal figures"]
    workbook.save(tmp_path / "summary.xlsx")
    with pytest.raises(InputError, match="'Portal figures' is not there"):
        load([tmp_path / "summary.xlsx"], load_council())
