"""The tidy tables as files: CSV, Parquet where pyarrow is there, and datapackage.json.

The data package follows the specification of Frictionless Data, which Power BI's, R's and Python's
tools read.
"""

import io
import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from svtools import __version__
from svtools.csvfile import STARTS_A_FORMULA, safe
from svtools.data.frames import PLACES, frames
from svtools.data.rows import Sources
from svtools.data.tables import Column, Kind, Table, tables
from svtools.numbers import in_a_row
from svtools.workbooks.replacing import put_all

DESCRIPTOR = "datapackage.json"
TYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.MONEY: "number",
    Kind.RATE: "number",
    Kind.DATE: "date",
    Kind.YES_NO: "boolean",
}


def export(known: Sources, folder: Path) -> list[Path]:
    """Write every table into `folder`, which is made where it isn't there; the files written.

    Parquet files are written where pyarrow is installed; otherwise none is left there that would
    be older than the rest. Raises OutputError where the folder can't be written to, and then
    leaves what was there as it was.
    """
    made, earlier = frames(known), _written_before(folder)
    files = {f"{name}.csv": _csv(tables()[name], frame) for name, frame in made.items()}
    if find_spec("pyarrow"):
        files |= {f"{name}.parquet": _parquet(tables()[name], f) for name, f in made.items()}
    files[DESCRIPTOR] = json.dumps(descriptor(known), indent=2, ensure_ascii=False).encode()
    if known.spent:
        for name in files:
            known.spent.inputs.refuse_as_output(folder / name)
    put_all(folder, files)
    for name in {*earlier, *(f"{name}.parquet" for name in made)} - {*files}:
        (folder / name).unlink(missing_ok=True)
    return [folder / name for name in files]


def _written_before(folder: Path) -> set[str]:
    """The files of tables that an earlier export put into `folder`, by its own descriptor."""
    try:
        resources = json.loads((folder / DESCRIPTOR).read_bytes())["resources"]
        paths = {str(resource["path"]) for resource in resources}
    except (OSError, ValueError, LookupError, TypeError):
        return set()
    names = {name for name in tables() if f"{name}.csv" in paths}
    return {f"{name}.{suffix}" for name in names for suffix in ("csv", "parquet")}


def descriptor(known: Sources) -> dict[str, Any]:
    """The content of datapackage.json: tables with types, units and keys, and where it is from."""
    years = [str(summary.year) for summary in known.summaries]
    return {
        "profile": "tabular-data-package",
        "name": "social-value",
        "title": f"Social value {in_a_row(years)}: {known.council.name}",
        "description": "For the council's own use: it names suppliers and what they promised and "
        "delivered. Promised, delivered and validated are never added together, nor are SV and "
        "LEV without saying so.",
        "created_with": f"svtools {__version__}",
        "sources": [{"title": file} for file in known.files],
        "resources": [_resource(tables()[name]) for name in known.tables],
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": [*table.unique],
            "foreignKeys": [_reference(*pair) for pair in table.refers.items()],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.words:
        constraints["enum"] = [*column.words]
    about = {"description": column.description}
    if column.measured_in:
        about["unit"] = column.measured_in
    if constraints:
        about["constraints"] = constraints  # type: ignore[assignment]
    return {"name": column.name, "type": TYPES[column.kind], **about}


def _reference(column: str, target: str) -> dict[str, Any]:
    table, _, named = target.partition(".")
    reference = {"resource": table.replace("_", "-"), "fields": [named]}
    return {"fields": [column], "reference": reference}


def _csv(table: Table, frame: pd.DataFrame) -> bytes:
    """UTF-8; a text that Excel would take for a formula has an apostrophe before it."""
    shown, stream = frame.copy(deep=False), io.BytesIO()
    for column in table.columns:
        if column.kind is Kind.TEXT:
            risky = shown[column.name].str.startswith(STARTS_A_FORMULA).fillna(False)
            if risky.any():
                shown[column.name] = shown[column.name].map(safe, na_action="ignore")
    shown.to_csv(stream, index=False, date_format="%Y-%m-%d", lineterminator="\r\n")
    return stream.getvalue()


def _parquet(table: Table, frame: pd.DataFrame) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    types: Mapping[Kind, Any] = {
        Kind.TEXT: pa.string(),
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.decimal128(38, PLACES),
        Kind.MONEY: pa.decimal128(18, 2),
        Kind.RATE: pa.decimal128(38, PLACES),
        Kind.DATE: pa.date32(),
        Kind.YES_NO: pa.bool_(),
    }
    fields = [
        pa.field(c.name, types[c.kind], nullable=not c.required, metadata=_metadata(c))
        for c in table.columns
    ]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, pa.schema(fields), preserve_index=False), stream)
    return stream.getvalue()


def _metadata(column: Column) -> dict[str, str]:
    return {"description": column.description, "unit": column.measured_in}
