"""The exported files: complete, valid as a data package, exact, and whole or not at all."""

import csv
import importlib.util
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from svtools.data import Sources, export, frames, package, tables
from svtools.data.package import descriptor
from svtools.errors import OutputError
from svtools.workbooks import replacing


@pytest.fixture(scope="module")
def folder(known: Sources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("export") / "data"
    export(known, where)
    return where


def test_the_files_are_a_valid_data_package(folder: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(folder / "datapackage.json")
    assert report.flatten(["title", "message"]) == []
    assert report.stats["tasks"] == len(tables())


def test_a_data_package_that_breaks_its_keys_would_be_noticed(folder: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    for file in folder.glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    lines = (tmp_path / "contracts.csv").read_text().splitlines(keepends=True)
    (tmp_path / "contracts.csv").write_text("".join([lines[0], *lines[2:]]))
    report = frictionless.validate(tmp_path / "datapackage.json")
    assert {error[0] for error in report.flatten(["type"])} == {"foreign-key"}


def test_a_csv_holds_exactly_what_the_frame_holds(known: Sources, folder: Path) -> None:
    made = frames(known)["delivery"]
    with (folder / "delivery.csv").open(encoding="utf-8", newline="") as stream:
        read = list(csv.DictReader(stream))
    assert [*read[0]] == [*made.columns]
    assert [row["value"] for row in read] == ["" if v is None else f"{v:f}" for v in made["value"]]
    assert sum(Decimal(row["value"] or 0) for row in read) == made["value"].sum()


def test_dates_are_written_as_days(folder: Path) -> None:
    with (folder / "contracts.csv").open(encoding="utf-8", newline="") as stream:
        first = next(csv.DictReader(stream))
    assert (first["start"], first["actual_end"]) == ("2024-04-01", "")


def test_parquet_holds_the_same_to_the_penny(known: Sources, folder: Path) -> None:
    pytest.importorskip("pyarrow")
    for name, made in frames(known).items():
        read = pd.read_parquet(folder / f"{name}.parquet")
        assert [*read.columns] == [*made.columns]
        assert len(read) == len(made)
    read = pd.read_parquet(folder / "delivery.parquet")
    assert read["value"].sum() == frames(known)["delivery"]["value"].sum()
    contracts = pd.read_parquet(folder / "contracts.parquet")
    assert contracts["start"].iloc[0] == date(2024, 4, 1)


def test_without_pyarrow_csv_alone_is_written_and_no_older_parquet_stays(
    known: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "delivery.parquet").write_text("of last year")
    (tmp_path / "mine.parquet").write_text("somebody's own")
    find: Any = importlib.util.find_spec
    monkeypatch.setattr(package, "find_spec", lambda n: None if n == "pyarrow" else find(n))
    files = export(known, tmp_path)
    assert {file.suffix for file in files} == {".csv", ".json"}
    assert [file.name for file in tmp_path.glob("*.parquet")] == ["mine.parquet"]


def test_the_same_input_gives_the_same_bytes(known: Sources, folder: Path, tmp_path: Path) -> None:
    for file in export(known, tmp_path):
        assert file.read_bytes() == (folder / file.name).read_bytes(), file.name


def test_a_text_that_excel_would_run_has_an_apostrophe() -> None:
    table = tables()["contract_years"]
    frame = pd.DataFrame({"year": ["2025-26"], "contract": ["=HYPERLINK(1)"], "value": [None]})
    frame = frame.astype({"year": "string", "contract": "string"})
    assert b"2025-26,'=HYPERLINK(1)," in package._csv(table, frame)


def test_nothing_half_written_stays(
    known: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: Path, path: Path, content: bytes) -> None:
        if path.name == "returns.csv":
            raise OutputError("There is no room left on the disk.", "Make room there.")
        file.write_bytes(content)

    old = tmp_path / "old"
    old.mkdir()
    (old / "contracts.csv").write_text("as it was")
    monkeypatch.setattr(replacing, "_fill", full)
    for folder in (old, tmp_path / "new"):
        with pytest.raises(OutputError, match="no room left"):
            export(known, folder)
    assert [file.name for file in old.iterdir()] == ["contracts.csv"]
    assert (old / "contracts.csv").read_text() == "as it was"
    assert not (tmp_path / "new").exists()


def test_a_folder_that_can_not_be_made_is_told(known: Sources, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="can't be made"):
        export(known, tmp_path / "file" / "data")
    with pytest.raises(OutputError, match="is a file"):
        export(known, tmp_path / "file")


def test_the_descriptor_says_units_and_keys(known: Sources) -> None:
    (delivery,) = (r for r in descriptor(known)["resources"] if r["name"] == "delivery")
    fields = {field["name"]: field for field in delivery["schema"]["fields"]}
    assert fields["value"]["unit"] == "£"
    assert fields["quarter"]["constraints"] == {
        "required": True, "enum": ["Q1", "Q2", "Q3", "Q4"],
    }  # fmt: skip
    assert delivery["schema"]["primaryKey"] == [
        "year", "contract", "measure_key", "quarter", "origin",
    ]  # fmt: skip
    json.dumps(descriptor(known))
