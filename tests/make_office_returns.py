"""Makes the sample returns that a real spreadsheet program filled in and saved.

Run by hand, with LibreOffice and python3-uno: `python -m tests.make_office_returns`. The files
are committed as they come out; `python -m tools` leaves them alone.
"""

import shutil
from pathlib import Path
from typing import Any

from svtools import yamlfile
from svtools.jobs.monitoring.pack import file_name, return_data
from svtools.jobs.register.read import read_register
from svtools.monitoring import FinancialYear
from svtools.policy import load_council
from svtools.workbooks.cells import a1
from svtools.workbooks.layout import lay_out
from svtools.workbooks.parse import template
from tests.libreoffice import Filling, fill_and_save
from tools.sample_returns import FIELDS, contract_of, quarters
from tools.samples import BLANKS, REGISTER_NAME, RETURNS, SOURCE

FOLDER = Path(__file__).resolve().parent.parent / "sample_workbooks"
BENEFICIARY_KEYS = ("measure", "quarter", "units", "ward", "group")


def main() -> None:
    """Fill in and save every return marked made_by: office."""
    source = yamlfile.read(FOLDER / SOURCE)
    register = read_register(FOLDER / REGISTER_NAME, load_council())
    year = FinancialYear.parse(source["year"])
    office = [spec for spec in source["returns"] if spec["made_by"] == "office"]
    fillings = []
    for spec in office:
        if "copy_of" in spec:
            continue
        contract = contract_of(spec, register)
        data = return_data(register, contract, year, load_council())
        fillings.append(
            Filling(
                blank=FOLDER / BLANKS / file_name(contract, year),
                save_as=FOLDER / RETURNS / spec["file"],
                cells=_cells(spec, data),
                password=spec.get("password"),
                insert_rows=spec.get("insert_rows", {}),
                unprotect="insert_rows" in spec or "promise" in spec,
            )
        )
    fill_and_save(*fillings)
    for spec in office:
        if "copy_of" in spec:
            copy = FOLDER / RETURNS / spec["file"]
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(FOLDER / RETURNS / spec["copy_of"], copy)


def _cells(spec: Any, data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What is typed where, by sheet and A1."""
    cells: dict[str, dict[str, Any]] = {}
    for placed in lay_out(template("monitoring_return"), {**data, "made": {}}):
        mine = cells.setdefault(placed.sheet.name, {})
        for fields in placed.fields:
            for row, item in fields.cells():
                if FIELDS.get(item.key) == fields.block.key and item.key in spec["answers"]:
                    mine[a1(row, fields.left + 1)] = spec["answers"][item.key]
        for table in placed.tables:
            for offset, values in enumerate(_rows(spec, table.table.key, data)):
                for key, value in values.items():
                    if value is not None:
                        mine[a1(table.first + offset, table.column(key))] = value
    return {name: mine for name, mine in cells.items() if mine}


def _rows(spec: Any, table: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    match table:
        case "delivery":
            return [
                quarters(spec["units"].get(row["code"], ()))
                | {"note": spec.get("notes", {}).get(row["code"])}
                | {"proof": _proof(spec, row["code"])}
                | (
                    {"promised": spec["promise"][row["code"]]}
                    if row["code"] in spec.get("promise", {})
                    else {}
                )
                for row in data["promises"]
            ]
        case "other":
            return [
                {"measure": code} | quarters(units) for code, units in spec.get("other", {}).items()
            ]
        case "beneficiaries":
            return [
                dict(zip(BENEFICIARY_KEYS, row, strict=True))
                for row in spec.get("beneficiaries", ())
            ]
    return []


def _proof(spec: Any, code: str) -> str | None:
    """The evidence that is named of a measure."""
    return "; ".join(row[-1] for row in spec.get("evidence", ()) if row[0] == code) or None


if __name__ == "__main__":
    main()
