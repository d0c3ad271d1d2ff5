"""What can't be used is refused in words that say what to do, and nothing is written."""

import os
from pathlib import Path
from typing import Any

import pytest

from svtools.errors import DeclarationError, InputError, SvtoolsError
from svtools.jobs.blanks import write_blank
from svtools.jobs.local_spend.run import Inputs, local_spend
from svtools.monitoring import FinancialYear
from tests.jobs.local_spend.spending import HEADINGS, YEAR, council, inputs, lines, save, spent

GOOD = lines("2,Estuary,Place,Roads,14/05/2025,100.00")
REGISTER = (
    "Contract Reference,Contract Title,Supplier,Start Date,End Date,Contract Value\nC1,A,B,,,5\n"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", r"payments\.csv: The file is empty\."),
        (b"\0" * 50, r"payments\.csv: The file is damaged"),
        (OLE, "protected by a password.*clear the password"),
        (OLE[:600], "looks like an Office file of before 2007, such as .xls, that is empty or cut"),
        (b"%PDF-1.7 ...", r"looks like a PDF document\. Give a table saved as \.csv"),
        (REGISTER, "is a list of contracts, not of payments .*Leave it out"),
        ("a,b\n1,2\n", "has no headings of payments.*--columns"),
        ("Supplier,Date\nA,1\n", r"has no column of the amount\. It has: Supplier, Date"),
        ("Net Amount,Date\n1,1\n", r"has no column of the supplier\. It has: Net Amount, Date"),
        (
            lines("1,A,B,C,14/05/2025,5 CR", "1,A,B,C,14/05/2025,some"),
            "none of the 2 amounts under 'Net Amount' can be read; the first is '5 CR'",
        ),
        ("Supplier,Net Amount\nA,5\n", "No file has a column of dates.*leave --year out"),
        (GOOD.replace("2025", "2019"), "None of the 1 payment is of 2025-26"),
        (HEADINGS, "hold no payment that can be read"),
        (lines(f'1,"A,{"x,y" * 5}' + "\n1,2" * 120), "row 2 a quotation mark is opened and never"),
        (lines(f'1,"A,{"x" * 140_000}'), "row 2 a quotation mark is opened and never closed"),
    ],
)
def test_payments_that_cant_be_used(tmp_path: Path, content: str | bytes, told: str) -> None:
    refused(tmp_path, inputs(tmp_path, content), told)


def refused(folder: Path, given: Inputs, told: str, year: FinancialYear | None = YEAR) -> None:
    output = folder / "out.xlsx"
    before = {path.name for path in folder.iterdir()}
    with pytest.raises(SvtoolsError) as refusal:
        local_spend(given, output, council(), year)
    with pytest.raises(InputError, match=f"(?s){told}"):
        raise InputError(" ".join(str(refusal.value).split()))
    assert {path.name for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ("", r"list\.csv: The file is empty"),
        ("Supplier number,Supplier name\n1,A\n", "has no columns of suppliers and postcodes"),
        ("Name,Postcode\nPier View,\n", "holds no postcode, so it places no supplier"),
        ("Postcode\nSS1 1AA\n", "has no columns of suppliers and postcodes"),
    ],
)
def test_lists_that_cant_be_used(tmp_path: Path, listed: str, told: str) -> None:
    refused(tmp_path, inputs(tmp_path, GOOD, listed), told)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"rings": "Ring,Postcodes\nEssex,Essex\n"}, "'Essex' is no postcode and no part of one"),
        ({"rings": "Ring,Postcodes\n"}, "names no rings"),
        ({"columns": "amount: Paid\n"}, "no file has a column 'Paid'"),
        ({"columns": "sum: Paid\n"}, "unknown key 'sum'"),
        ({"columns": "dates: any\n"}, "'dates' can't be 'any'"),
        ({"postcodes": "none\n"}, "lists no postcode"),
    ],
)
def test_other_files_that_cant_be_used(tmp_path: Path, more: dict[str, Any], told: str) -> None:
    refused(tmp_path, inputs(tmp_path, GOOD, **more), told)


def test_five_gigabytes_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "payments.csv"
    with path.open("wb") as stream:
        stream.truncate(5_000_000_000)
    told = "too large: it has more than 2 GB; at most 2 GB are read. Split it"
    refused(tmp_path, inputs(tmp_path, [path]), told)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    refused(tmp_path, inputs(tmp_path, [tmp_path / "gone.csv"]), "gone.csv is not there")


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    one, two = save(tmp_path, "one.csv", b""), save(tmp_path, "two.csv", REGISTER)
    told = r"one\.csv: The file is empty.*two\.csv is a list of contracts"
    refused(tmp_path, inputs(tmp_path, [one, two]), told)


def test_the_result_is_written_over_nothing_that_is_read(tmp_path: Path) -> None:
    given = inputs(tmp_path, GOOD)
    with pytest.raises(InputError, match=r"list\.csv is one of the files that are read"):
        local_spend(given, tmp_path / "list.csv", council(), YEAR)


def test_a_workbook_of_the_tool_is_no_list_of_payments(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    write_blank("register", path, council())
    refused(tmp_path, inputs(tmp_path, [path]), "is a contracts register, not a list of payments")


def test_a_folder_is_read_and_what_isnt_payments_there_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "year"
    folder.mkdir()
    save(folder, "may.csv", GOOD)
    save(folder, "contracts.csv", REGISTER)
    result = spent(tmp_path, [folder])

    assert [file.table.file for file in result.files] == ["may.csv"]
    (problem,) = result.problems
    assert (problem.code, problem.file) == ("spend-other-file", "contracts.csv")


def test_a_file_named_twice_counts_once(tmp_path: Path) -> None:
    path = save(tmp_path, "may.csv", GOOD)
    result = spent(tmp_path, [path, Path(os.path.relpath(path)), tmp_path / "." / "may.csv"])
    assert len(result.files) == 1


def test_a_copy_of_a_file_counts_once_and_is_named(tmp_path: Path) -> None:
    paths = [save(tmp_path, name, GOOD) for name in ("a.csv", "b.csv")]
    result = spent(tmp_path, paths)

    assert [file.table.file for file in result.files] == ["a.csv"]
    (problem,) = result.problems
    assert (problem.code, problem.file) == ("spend-copy", "b.csv")
    assert "a.csv" in problem.what


def test_the_users_own_headings(tmp_path: Path) -> None:
    content = "Wer,Wann,Was,Net Amount\nEstuary,14/05/2025,7.00,9.00\n"
    columns = "supplier: Wer\ndate: wann\namount: Was\n"
    result = spent(tmp_path, content, columns=columns)

    assert float(result.figures.whole.pounds.total) == 7
    assert (
        result.files[0].taken == "supplier = Wer; amount = Was; date = Wann; not used: Net Amount"
    )


def test_a_column_that_shall_not_be_used(tmp_path: Path) -> None:
    result = spent(tmp_path, GOOD, columns="department: none\n")
    assert {point.department for point in result.figures.cube} == {"not stated"}


def test_a_council_without_an_area_is_told(tmp_path: Path) -> None:
    from dataclasses import replace  # noqa: PLC0415

    with pytest.raises(InputError, match=r"area of .* is not held here"):
        local_spend(
            inputs(tmp_path, GOOD), tmp_path / "out.xlsx", replace(council(), area=None), YEAR
        )


def test_a_map_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"columns\.yaml"):
        spent(tmp_path, GOOD, columns="amount: Paid\n")
