"""The tidy tables as pandas DataFrames, of the data types that their declaration says.

£, units and rates are Decimals, as everywhere in this tool. Whole pence would be exact too and
faster, but every reader would have to know to divide by a hundred; binary floats are not exact.
Where speed counts more, `frame["value"].astype(float)` is one step away.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from svtools.data.payments import TABLE as PAYMENTS
from svtools.data.payments import read_payments
from svtools.data.rows import ROWS, Sources
from svtools.data.tables import DTYPES, Column, Kind, Table, tables
from svtools.errors import InputError
from svtools.jobs.local_spend.run import Inputs
from svtools.jobs.register.read import read_register
from svtools.jobs.register.register import Register
from svtools.jobs.validation_log.log import LogFile
from svtools.jobs.years.summaries import read_summaries
from svtools.numbers import money, plain, rounded
from svtools.policy import Council

PLACES = 15
"""As many decimals as a spreadsheet's number can have."""


def load(
    summaries: Iterable[Path],
    council: Council,
    register: Path | None = None,
    validation: Path | None = None,
    payments: Inputs | None = None,
) -> dict[str, pd.DataFrame]:
    """Every declared table, from the files of `summaries`, register, validation log and `payments`.

    Without a register, contracts have only their names and nothing is known of whole-life
    promises; without a log the table of validation is empty; without payments there is no table
    of them. Raises InputError where a file can't be used.
    """
    return frames(sources(summaries, council, register, validation, payments))


def sources(
    summaries: Iterable[Path],
    council: Council,
    register: Path | None = None,
    validation: Path | None = None,
    payments: Inputs | None = None,
) -> Sources:
    """What stands in the files, read once. Raises as `load` does."""
    hub = read_register(register, council) if register else Register()
    if validation and not validation.exists():
        raise InputError(f"There is no file {validation}.", "Check its name and its folder.")
    log = LogFile(validation, hub if register else None).log if validation else {}
    years = read_summaries([*summaries], council)
    spent = read_payments(payments, council) if payments else None
    return Sources(council, years, hub, log, spent)


def frames(known: Sources) -> dict[str, pd.DataFrame]:
    """Every declared table by its name; that of payments only where they were given."""
    made = {name: frame(tables()[name], known.rows(name)) for name in ROWS}
    return made | ({PAYMENTS: known.spent.frame()} if known.spent else {})


def frame(table: Table, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a DataFrame with the declared columns, in their order and of their types.

    What a row leaves out is blank. Raises InputError where two rows have one key.
    """
    listed = [*rows]
    columns = {
        column.name: pd.Series(
            [_cell(column, row.get(column.name)) for row in listed], dtype=DTYPES[column.kind]
        )
        for column in table.columns
    }
    made = pd.DataFrame(columns)
    twice = made[made.duplicated([*table.unique])]
    if len(twice):
        which = ", ".join(str(value) for value in twice.iloc[0][[*table.unique]])
        raise InputError(
            f"Two rows of the table {table.title} are one: {which}.",
            "Look for it in the summaries, the register and the log, and keep one.",
        )
    return made


def _number(value: Any) -> Decimal:
    return Decimal(plain(rounded(value, PLACES)))


AS_HELD: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: _number,
    Kind.MONEY: money,
    Kind.RATE: _number,
    Kind.DATE: lambda day: pd.Timestamp(day).as_unit("s"),
    Kind.YES_NO: bool,
}
"""What makes of a value what a column of its kind holds."""


def _cell(column: Column, value: Any) -> Any:
    """A value as its column holds it; an empty text is a blank."""
    return None if value is None or value == "" else AS_HELD[column.kind](value)
