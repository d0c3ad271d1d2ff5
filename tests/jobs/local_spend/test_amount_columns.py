"""Of several columns of amounts the right one is taken, and said."""

from pathlib import Path

import pytest

from tests.jobs.local_spend.spending import codes, lines, spent, three

DAY = "14/05/2025"


def two(
    folder: Path, first: str, second: str, *rows: str, columns: str | None = None
) -> tuple[float, str, str]:
    """What it comes to, what was taken for what, and what is told."""
    headings = f"Supplier,Date,Invoice Number,{first},{second}"
    result = spent(
        folder, lines(*(f"Estuary,{DAY},{r}" for r in rows), headings=headings), columns=columns
    )
    said = " ".join(problem.what for problem in result.problems if problem.code == "spend-amounts")
    return sum(three(result)), result.files[0].taken, said


REPEATED = ("1,300,100", "1,300,200", "2,50,50")


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("Invoice Amount", "Line Amount"),
        ("Amount", "Line Value"),
        ("Net Amount", "Distribution"),
        ("Net Amount", "Amount split"),
        ("Gross", "Line Amount"),
    ],
)
def test_lines_win_where_invoices_amounts_repeat(tmp_path: Path, whole: str, part: str) -> None:
    known = part != "Distribution"
    sums, taken, said = two(tmp_path, whole, part, *REPEATED)

    assert sums == (350 if known else 650)
    if known:
        assert f"amount = {part}" in taken
        assert f"not used: {whole}" in taken
        assert f"{part} was taken, and not {whole}" in said


@pytest.mark.parametrize(
    "rows",
    [
        ("1,300,100", "1,200,200"),
        ("1,100,10", "1,100,20"),
        ("1,100,100", "1,0,0"),
        ("1,300,x", "1,300,200"),
        ("1,300,100",),
    ],
)
def test_amounts_that_do_not_repeat_are_taken(tmp_path: Path, rows: tuple[str, ...]) -> None:
    _, taken, said = two(tmp_path, "Net Amount", "Amount paid before", *rows)
    assert "amount net of VAT = Net Amount" in taken
    assert "not used: Amount paid before" in taken
    assert "Net Amount was taken" in said


def test_the_users_word_wins(tmp_path: Path) -> None:
    headings = "Invoice Amount", "Line Amount"
    sums, taken, _ = two(tmp_path, *headings, *REPEATED, columns="amount: Invoice Amount\n")
    assert (sums, "amount = Invoice Amount" in taken) == (650, True)


def test_vat_and_dates_of_payment_are_no_amounts(tmp_path: Path) -> None:
    headings = "Supplier,Paid Date,Net Amount,VAT Amount,Total No"
    result = spent(tmp_path, lines(f"Estuary,{DAY},5,1,2", headings=headings))
    assert "not used" not in result.files[0].taken
    assert codes(result) == set()
