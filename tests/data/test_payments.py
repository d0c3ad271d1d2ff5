"""The payments of Local Spend as a table: each as it counts, and of a person no name."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from svtools.data import Sources, export, frame, frames, payments, tables
from svtools.data.payments import read_payments
from svtools.data.rows import ROWS
from svtools.errors import InputError
from svtools.jobs.local_spend.workbook import WORDS
from svtools.monitoring import FinancialYear, Place
from tests.jobs.local_spend.spending import HEADINGS, YEAR, council, inputs, lines, save

RULES = """rules:
  - {name: Tax, does: left out, suppliers: [hmrc]}
  - {name: Grants, does: apart, categories: [grants]}
"""
ROWS_OF_ALL_KINDS = (
    "1,Pier View Ltd,Parks,Works,01/04/2025,100.10",
    ",PIER VIEW LIMITED,parks,Works,30/04/2025,-0.10",
    "2,Estuary Services,Parks,Works,31/03/2026,50.00",
    "9,Nobody Knows Ltd,,Works,05/06/2025,7.00",
    "77,Mrs A Person,Care,Works,05/06/2025,8.00",
    "78,REDACTED PERSONAL DATA,Care,Works,05/06/2025,9.00",
    "79,Jo Carer,Care,Fostering allowances,05/06/2025,10.00",
    "80,HMRC,Finance,Works,05/06/2025,11.00",
    "81,Good Cause,Finance,Grants,05/06/2025,12.00",
    "1,Pier View Ltd,Parks,Works,,13.00",
    "1,Pier View Ltd,Parks,Works,01/05/2025,no amount",
)


@pytest.fixture
def made(tmp_path: Path) -> pd.DataFrame:
    return payments(inputs(tmp_path, lines(*ROWS_OF_ALL_KINDS), rules=RULES), council())


def test_places_add_up_to_the_penny_to_what_local_spend_says(known: Sources) -> None:
    assert known.spent
    made, spend = known.spent.frame(), known.spent.result.figures.whole
    for place, pounds, count in (
        (Place.LOCAL, spend.pounds.local, spend.payments.local),
        (Place.ELSEWHERE, spend.pounds.elsewhere, spend.payments.elsewhere),
        (Place.UNKNOWN, spend.pounds.unknown, spend.payments.unknown),
    ):
        there = made[made["place"] == WORDS[place]]
        assert there["amount"].sum() == pounds
        assert len(there) == count


@pytest.mark.parametrize("side", ["ring", "how", "month"])
def test_every_breakdown_of_the_workbook_comes_out_of_the_rows(known: Sources, side: str) -> None:
    assert known.spent
    made = known.spent.frame().dropna(subset="place")
    groups = made.groupby(side)["amount"].sum()
    found = {str(name)[:7] if side == "month" else str(name): each.pounds.total
             for name, each in known.spent.result.figures.by(side).items()}  # fmt: skip
    assert groups.to_dict() == found


def test_each_kind_of_payment_stands_as_it_counts(made: pd.DataFrame) -> None:
    assert [
        (row.row, row.supplier_number, row.supplier, row.place, row.treatment, row.rule)
        for row in made.astype(object).where(made.notna(), None).itertuples()
    ] == [
        (2, "1", "Pier View Ltd", "Local", "supplier", None),
        (3, "1", "Pier View Ltd", "Local", "supplier", None),
        (4, "2", "Estuary Services", "Elsewhere", "supplier", None),
        (5, "9", "Nobody Knows Ltd", "Not known", "supplier", None),
        (6, None, None, "Not known", "individual", "Names of people"),
        (7, None, None, "Not known", "redacted", "Redacted"),
        (8, None, None, "Not known", "individual", "Foster carers, adopters and guardians"),
        (9, "80", "HMRC", None, "left out", "Tax"),
        (10, None, None, None, "apart", "Grants"),
        (11, "1", "Pier View Ltd", "Local", "supplier", None),
    ]


def test_no_cell_holds_a_persons_name_or_number(made: pd.DataFrame) -> None:
    text = made.to_csv()
    for secret in ("Person", "Carer", "PERSONAL", ",77,", ",78,", ",79,"):
        assert secret not in text


def test_dates_months_and_years_are_those_of_the_day_and_blank_without_one(
    made: pd.DataFrame,
) -> None:
    days = made[["date", "month", "year"]]
    assert [*days.iloc[0]] == [pd.Timestamp(2025, 4, 1), "2025-04", "2025-26"]
    assert [*days.iloc[2]] == [pd.Timestamp(2026, 3, 31), "2026-03", "2025-26"]
    assert days.iloc[-1].isna().all()


def test_a_directorate_is_called_as_most_of_its_payments_call_it(made: pd.DataFrame) -> None:
    assert [*made["directorate"].iloc[:3]] == ["Parks"] * 3
    assert pd.isna(made["directorate"].iloc[3])


def test_amounts_are_exact_and_credits_below_zero(made: pd.DataFrame) -> None:
    assert [*made["amount"].iloc[:2]] == [Decimal("100.10"), Decimal("-0.10")]
    assert str(made["amount"].sum()) == "220.00"


def test_with_a_year_only_its_own_payments_are_there(tmp_path: Path) -> None:
    rows = (*ROWS_OF_ALL_KINDS, "1,Pier View Ltd,Parks,Works,01/04/2026,1.00")
    given = inputs(tmp_path, lines(*rows), rules=RULES)
    assert len(payments(given, council())) == 11
    made = payments(given, council(), YEAR)
    assert len(made) == 9
    assert {*made["year"]} == {"2025-26"}


def test_each_payment_names_its_file_and_its_row_there(tmp_path: Path) -> None:
    one = save(tmp_path, "one.csv", f"Payments of a year\n\n{lines(ROWS_OF_ALL_KINDS[0])}")
    two = save(tmp_path, "two.csv", lines(*ROWS_OF_ALL_KINDS[:2]))
    made = payments(inputs(tmp_path, [one, two]), council())
    places = [*zip(made["payment"], made["file"], made["row"], strict=True)]
    assert places == [(1, "one.csv", 4), (2, "two.csv", 2), (3, "two.csv", 3)]
    assert made["sheet"].isna().all()


def test_undated_files_of_nothing_but_what_is_left_out_have_every_column(tmp_path: Path) -> None:
    headings = HEADINGS.replace("Payment Date,", "")
    given = inputs(tmp_path, lines("80,HMRC,Finance,Tax,11.00", headings=headings), rules=RULES)
    made = payments(given, council())
    assert [*made.dtypes.items()] == [*frame(tables()["payments"], []).dtypes.items()]
    assert made[["date", "month", "year", "place", "ring"]].isna().all(axis=None)


def test_without_payments_there_is_no_such_table(known: Sources, tmp_path: Path) -> None:
    without = Sources(known.council, known.summaries, known.register, known.log)
    assert [*frames(without)] == [*ROWS]
    export(without, tmp_path)
    assert not (tmp_path / "payments.csv").exists()


def test_payments_of_an_earlier_export_do_not_stay_beside_a_newer_one(
    known: Sources, tmp_path: Path
) -> None:
    without = Sources(known.council, known.summaries, known.register, known.log)
    export(known, tmp_path)
    assert (tmp_path / "payments.csv").exists()
    export(without, tmp_path)
    assert {"payments.csv", "payments.parquet"}.isdisjoint(f.name for f in tmp_path.iterdir())


def test_somebody_elses_file_called_payments_stays(known: Sources, tmp_path: Path) -> None:
    without = Sources(known.council, known.summaries, known.register, known.log)
    (tmp_path / "payments.csv").write_text("mine")
    export(without, tmp_path)
    assert (tmp_path / "payments.csv").read_text() == "mine"


def test_what_was_read_is_never_written_over(tmp_path: Path) -> None:
    given = inputs(tmp_path, lines(ROWS_OF_ALL_KINDS[0]))
    before = (tmp_path / "payments.csv").read_bytes()
    with pytest.raises(InputError, match=r"payments\.csv is one of the files that are read"):
        export(Sources(council(), spent=read_payments(given, council())), tmp_path)
    assert (tmp_path / "payments.csv").read_bytes() == before
    assert not (tmp_path / "datapackage.json").exists()


@pytest.mark.parametrize(
    ("day", "year"), [((2026, 3, 31), 2025), ((2026, 4, 1), 2026), ((2026, 12, 31), 2026)]
)
def test_a_financial_year_begins_in_april(day: tuple[int, int, int], year: int) -> None:
    assert FinancialYear.of(date(*day)) == FinancialYear(year)
