"""`svtools export` as its user runs it, and a whole year in a folder that svtools.yaml sets up."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.commands import Run
from tests.data.samples import LOG, REGISTER, SAMPLES, SUMMARY
from tests.examples import svtools
from tests.jobs.local_spend.spending import LIST, LOCAL, lines, save

SVTOOLS_YAML = """
register: contracts_register.xlsx
log: validation_log.xlsx
year: 2025-26
returns: returns
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for source in (SUMMARY, REGISTER, LOG):
        shutil.copy(source, tmp_path)
    return tmp_path


@pytest.fixture
def run(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the folder."""
    monkeypatch.chdir(folder)
    return lambda command: run(*command.split()[1:])


def test_one_that_names_everything_writes_a_package(folder: Path) -> None:
    command = "svtools export summary.xlsx --register contracts_register.xlsx --output out"
    done = svtools(f"{command} --validation validation_log.xlsx", folder)
    assert (done.returncode, done.stderr) == (0, "")
    package = json.loads((folder / "out" / "datapackage.json").read_text(encoding="utf-8"))
    paths = [resource["path"] for resource in package["resources"]]
    assert sorted(paths) == sorted(path.name for path in (folder / "out").glob("*.csv"))


def test_a_year_needs_no_paths_where_the_folder_is_set_up(run: Run, folder: Path) -> None:
    shutil.copytree(SAMPLES / "returns", folder / "returns")
    (folder / "svtools.yaml").write_text(SVTOOLS_YAML, encoding="utf-8")

    done = run("svtools consolidate --as-at 2026-05-20")
    assert done.code == 1  # the samples have faults on purpose
    assert done.err == (
        "From svtools.yaml: returns returns, register contracts_register.xlsx, year 2025-26, "
        "log validation_log.xlsx.\n"
    )
    done = run("svtools export")
    assert (done.code, done.err) == (
        0, "From svtools.yaml: register contracts_register.xlsx, log validation_log.xlsx.\n",
    )  # fmt: skip
    assert (folder / "data" / "delivery.csv").is_file()
    done = run("svtools years")
    assert done.code == 1
    assert done.out.startswith("Not complete: 2025-26 has 5 missing returns, 3 rejected files")
    assert (folder / "years.xlsx").is_file()
    assert (folder / "summary 2025-26.xlsx").is_file()


@pytest.fixture
def paid(folder: Path) -> Path:
    """The folder with two payments and a list of suppliers, too."""
    save(folder, "paid.csv", lines("1,Pier View Ltd,Parks,Works,01/04/2025,100.10"))
    save(folder, "suppliers.csv", LIST)
    save(folder, "local.csv", LOCAL)
    return folder


EXPORT = "svtools export summary.xlsx --register contracts_register.xlsx --output out"
LISTED = "--suppliers suppliers.csv --postcodes local.csv"


def test_payments_are_a_table_where_they_are_given(run: Run, paid: Path) -> None:
    done = run(f"{EXPORT} --payments paid.csv {LISTED}")
    assert done.code == 0, done.out
    package = json.loads((paid / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"][-1]["path"] == "payments.csv"
    assert {"title": "paid.csv"} in package["sources"]
    assert "100.10" in (paid / "out" / "payments.csv").read_text(encoding="utf-8")


def test_payments_that_svtools_yaml_names_need_only_the_list(run: Run, paid: Path) -> None:
    (paid / "svtools.yaml").write_text("payments: paid.csv", encoding="utf-8")
    done = run(EXPORT)
    assert "for these give the list of suppliers with --suppliers" in done.out
    assert not (paid / "out" / "payments.csv").exists()
    done = run(f"{EXPORT} {LISTED}")
    assert (done.code, done.err) == (0, "From svtools.yaml: payments paid.csv.\n")
    assert (paid / "out" / "payments.csv").exists()


def test_a_payment_that_can_not_be_read_is_told_beside_the_export(run: Run, paid: Path) -> None:
    save(paid, "paid.csv", lines("1,Pier View Ltd,Parks,Works,01/04/2025,12.50 CR",
                                 "1,Pier View Ltd,Parks,Works,01/04/2025,12.50"))  # fmt: skip
    done = run(f"{EXPORT} --payments paid.csv {LISTED}")
    assert done.code == 1
    assert "What to check in the payments" in done.out
    assert "F2" in done.out
    assert (paid / "out" / "payments.csv").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--payments paid.csv", "The list of suppliers is not named"),
        ("--rules rules.yaml", "The list of suppliers is not named"),
        ("--suppliers suppliers.csv", "What was paid is not named.\nGive it with --payments, or"),
    ],
)
def test_half_of_what_payments_need_is_told_and_nothing_is_written(
    run: Run, paid: Path, options: str, said: str
) -> None:
    done = run(f"{EXPORT} {options}")
    assert done.code == 2
    assert done.err.startswith(said)
    assert not (paid / "out").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("svtools export", "No summary was given."),
        ("svtools export summary.xlsx", "It isn't said where to write."),
        ("svtools export summary.xlsx --output out", "The contracts register is not named."),
        (
            "svtools export contracts_register.xlsx --register contracts_register.xlsx "
            "--output out",
            "contracts_register.xlsx: ",
        ),
    ],
)
def test_what_can_not_be_done_is_told_and_nothing_is_written(
    run: Run, folder: Path, command: str, said: str
) -> None:
    before = {*folder.iterdir()}
    done = run(command)
    assert done.code == 2
    assert done.err.startswith(said)
    assert {*folder.iterdir()} == before


def test_what_is_wrong_in_the_register_is_told_beside_the_export(run: Run, folder: Path) -> None:
    register = openpyxl.load_workbook(folder / "contracts_register.xlsx")
    register["Promises"]["A5"] = "C9999"
    register.save(folder / "contracts_register.xlsx")
    command = "svtools export summary.xlsx --register contracts_register.xlsx --output out"
    done = run(command)
    assert done.code == 1
    assert "C9999" in done.out
    assert (folder / "out" / "datapackage.json").is_file()
