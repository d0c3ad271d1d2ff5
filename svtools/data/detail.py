"""Detail of a summary beyond a sheet as Parquet, where pyarrow is installed."""

import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from svtools.data.frames import PLACES
from svtools.jobs.consolidation.limits import Writer
from svtools.numbers import rounded
from svtools.workbooks.blocks import Table
from svtools.workbooks.items import CellKind

NUMBERS = (CellKind.NUMBER, CellKind.MONEY, CellKind.RATE, CellKind.INTEGER)


def formats() -> Mapping[str, Writer]:
    """The ways beside .csv in which detail can be written here, by their endings."""
    return {".parquet": as_parquet} if find_spec("pyarrow") else {}


def as_parquet(table: Table, rows: Iterable[Mapping[str, Any]], _: Mapping[str, Any]) -> bytes:
    """A table's rows with its columns' keys as names; numbers are exact decimals."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    listed = list(rows)
    columns = {}
    for column in table.columns:
        values = [_known(row.get(column.source, row.get(column.key))) for row in listed]
        if column.kind in NUMBERS:
            exact = [None if v is None else rounded(Decimal(v), PLACES) for v in values]
            columns[column.key] = pa.array(exact, pa.decimal128(38, PLACES))
        elif column.kind is CellKind.DATE:
            columns[column.key] = pa.array(values, pa.date32())
        else:
            texts = [None if v is None else str(v) for v in values]
            columns[column.key] = pa.array(texts, pa.string())
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def _known(value: Any) -> Any:
    return None if value == "" else value
