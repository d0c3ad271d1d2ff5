"""`svtools export` as its user runs it, and a whole year in a folder that svtools.yaml sets up."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.data.samples import LOG, REGISTER, SAMPLES, SUMMARY
from tests.examples import svtools

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


def test_one_that_names_everything_writes_a_package(folder: Path) -> None:
    command = "svtools export summary.xlsx --register contracts_register.xlsx --output out"
    done = svtools(f"{command} --validation validation_log.xlsx", folder)
    assert (done.returncode, done.stderr) == (0, "")
    package = json.loads((folder / "out" / "datapackage.json").read_text(encoding="utf-8"))
    paths = [resource["path"] for resource in package["resources"]]
    assert sorted(paths) == sorted(path.name for path in (folder / "out").glob("*.csv"))


def test_a_year_needs_no_paths_where_the_folder_is_set_up(folder: Path) -> None:
    shutil.copytree(SAMPLES / "returns", folder / "returns")
    (folder / "svtools.yaml").write_text(SVTOOLS_YAML, encoding="utf-8")

    done = svtools("svtools consolidate --as-at 2026-05-20", folder)
    assert done.returncode == 1  # the samples have faults on purpose
    assert done.stderr == (
        "From svtools.yaml: returns returns, register contracts_register.xlsx, year 2025-26, "
        "log validation_log.xlsx.\n"
    )
    done = svtools("svtools export", folder)
    assert (done.returncode, done.stderr) == (
        0, "From svtools.yaml: register contracts_register.xlsx, log validation_log.xlsx.\n",
    )  # fmt: skip
    assert (folder / "data" / "delivery.csv").is_file()
    done = svtools("svtools years", folder)
    assert done.returncode == 1
    assert done.stdout.startswith("Not complete: 2025-26 has 5 missing returns, 3 rejected files")
    assert (folder / "years.xlsx").is_file()
    assert (folder / "summary 2025-26.xlsx").is_file()


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
    folder: Path, command: str, said: str
) -> None:
    before = {*folder.iterdir()}
    done = svtools(command, folder)
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert {*folder.iterdir()} == before


def test_what_is_wrong_in_the_register_is_told_beside_the_export(folder: Path) -> None:
    register = openpyxl.load_workbook(folder / "contracts_register.xlsx")
    register["Promises"]["A5"] = "C9999"
    register.save(folder / "contracts_register.xlsx")
    command = "svtools export summary.xlsx --register contracts_register.xlsx --output out"
    done = svtools(command, folder)
    assert done.returncode == 1
    assert "C9999" in done.stdout
    assert (folder / "out" / "datapackage.json").is_file()
