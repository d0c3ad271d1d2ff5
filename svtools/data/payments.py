"""The payments of Local Spend as a DataFrame, each as it counts there.

Made column by column from whole numbers: a million payments take seconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from svtools.data.tables import DTYPES, tables
from svtools.jobs.local_spend.figures import departments, folded, in_pounds, nameless
from svtools.jobs.local_spend.kept import Kept
from svtools.jobs.local_spend.rules import OUTSIDE, Payee
from svtools.jobs.local_spend.run import Inputs, worked_out
from svtools.jobs.local_spend.tally import Supplier, suppliers_of
from svtools.jobs.local_spend.workbook import WORDS, LocalSpendResult
from svtools.monitoring import FinancialYear
from svtools.policy import Council

TABLE = "payments"
_EPOCH = date(1970, 1, 1).toordinal()

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spent:
    """Local Spend, with every payment that was read for it."""

    inputs: Inputs
    result: LocalSpendResult
    kept: Kept

    def frame(self) -> pd.DataFrame:
        """The declared table, in the order in which the payments were read."""
        kept, of_payees = self.kept, _of_payees(self.kept, self.result)
        columns = {
            "payment": np.arange(1, len(kept.row) + 1),
            **_taken(list(map(_of_file, kept.files)), _file_numbers(kept)),
            "row": np.asarray(kept.row) + 1,
            **_of_days(np.asarray(kept.day)),
            **_taken(of_payees, np.asarray(kept.payee)),
            "amount": _in_pounds(np.asarray(kept.pence)),
        }
        declared = tables()[TABLE].columns
        return pd.DataFrame(
            {c.name: pd.Series(columns[c.name], dtype=DTYPES[c.kind]) for c in declared}
        )


def read_payments(inputs: Inputs, council: Council, year: FinancialYear | None = None) -> Spent:
    """Every payment in the files of `inputs` that can be read for certain, of the `year` if given.

    Raises InputError, in words, where anything can't be used.
    """
    kept = Kept()
    return Spent(inputs, worked_out(inputs, council, year, keep=kept), kept)


def payments(inputs: Inputs, council: Council, year: FinancialYear | None = None) -> pd.DataFrame:
    """The table `payments` alone, of the `year` or of all payments. Raises as `read_payments`.

    With a year, payments without a date are held back, as in Local Spend of that year.
    """
    return read_payments(inputs, council, year).frame()


def _of_file(file_and_count: Any) -> Values:
    table = file_and_count[0].table
    return {"file": table.file, "sheet": table.sheet}


def _file_numbers(kept: Kept) -> Any:
    counts = [count for _, count in kept.files]
    return np.repeat(np.arange(len(counts)), counts)


def _of_payees(kept: Kept, result: LocalSpendResult) -> list[Values]:
    """What is known of each payee, by its number."""
    totals = result.tally.totals()
    counts = {payee: part for payee, part in totals.items() if payee.treatment not in OUTSIDE}
    called = departments(totals) | departments(counts)
    known = {supplier.key: (supplier, where) for supplier, where in result.figures.suppliers}
    _, keys = suppliers_of(totals)
    found = list[Values]()
    for payee in kept.payees:
        supplier, where = known.get(keys.get(payee, ""), (None, None))
        if not where and payee.treatment not in OUTSIDE:
            where = nameless(payee)
        directorate = called[folded(payee.department)] if payee.department else None
        found.append({**_about(payee, supplier), "directorate": directorate, **_place(where)})
    return found


def _about(payee: Payee, supplier: Supplier | None) -> Values:
    """Who was paid; there is nobody where a rule recognised a person."""
    one = supplier or payee
    return {
        "supplier_number": one.supplier_id,
        "supplier": one.name,
        "treatment": str(payee.treatment),
        "rule": payee.rule,
    }


def _place(where: Any) -> Values:
    """Where a payee is; blank for one that is in no share."""
    return {
        "place": where and WORDS[where.place],
        "ring": where and where.ring,
        "how": where and str(where.how),
        "size": where and where.size,
        "vcse": where and where.vcse,
    }


def _taken(rows: Sequence[Values], numbers: Any) -> dict[str, Any]:
    """Columns of text, in which the row stands to which each of `numbers` points."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {
        name: pd.array([row.get(name) or None for row in rows], dtype="string").take(numbers)
        for name in names
    }


def _of_days(days: Any) -> dict[str, Any]:
    """Date, month and financial year; blank where there is no date."""
    ordinals, numbers = np.unique(days, return_inverse=True)
    dates = (ordinals - _EPOCH).astype("datetime64[D]").astype("datetime64[s]")
    dates[ordinals == 0] = np.datetime64("NaT")
    about = [_of_day(date.fromordinal(int(n)) if n else None) for n in ordinals]
    return {"date": dates[numbers], **_taken(about, numbers)}


def _of_day(day: date | None) -> Values:
    return {"month": day and f"{day:%Y-%m}", "year": day and str(FinancialYear.of(day))}


def _in_pounds(pence: Any) -> Any:
    """Exact £, each amount made once."""
    amounts, numbers = np.unique(pence, return_inverse=True)
    exact = np.empty(len(amounts), dtype=object)
    exact[:] = [in_pounds(int(amount)) for amount in amounts]
    return exact[numbers]
