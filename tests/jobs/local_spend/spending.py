"""Made-up payments and lists of suppliers, and Local Spend of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from svtools.jobs.local_spend.run import Inputs, worked_out
from svtools.jobs.local_spend.workbook import LocalSpendResult
from svtools.monitoring import FinancialYear
from svtools.policy import Council, load_council

YEAR = FinancialYear(2025)
HEADINGS = "Supplier ID,Supplier Name,Directorate,Expense Type,Payment Date,Net Amount"
LIST = """Supplier number,Supplier name,Postcode,Size
1,Pier View Limited,SS1 1AA,Small
2,Estuary Services,M1 1AE,Large
3,Old Box Ltd,SS99 1AA,
4,Over the Hill LLP,SS4 1AA,
"""
LOCAL = "Postcode\nSS1 1AA\nSS2 2BB\n"


def council() -> Council:
    """The council whose area is made up of the postcodes in LOCAL."""
    return load_council("southend")


def lines(*rows: str, headings: str = HEADINGS) -> str:
    """A file of payments."""
    return "\n".join((headings, *rows, ""))


def save(folder: Path, name: str, content: str | bytes) -> Path:
    """A file with that content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def inputs(
    folder: Path, payments: str | bytes | Sequence[Path], listed: str = LIST, **more: Any
) -> Inputs:
    """The files of a run; `more` are further contents by what they are."""
    paths = (
        [save(folder, "payments.csv", payments)] if isinstance(payments, str | bytes) else payments
    )
    suffixes = {"rules": "yaml", "columns": "yaml", "rings": "csv", "postcodes": "csv"}
    given = {
        name: save(folder, f"{name}.{suffixes[name]}", content)
        for name, content in {"postcodes": LOCAL, **more}.items()
        if content is not None
    }
    given.setdefault("postcodes", None)  # type: ignore[arg-type]
    return Inputs(paths, [save(folder, "list.csv", listed)], **given)


def spent(
    folder: Path,
    payments: str | bytes | Sequence[Path],
    listed: str = LIST,
    *,
    year: FinancialYear | None = YEAR,
    **more: Any,
) -> LocalSpendResult:
    """Local Spend of payments."""
    return worked_out(inputs(folder, payments, listed, **more), council(), year)


def three(result: LocalSpendResult) -> tuple[float, float, float]:
    """£ local, elsewhere and not known."""
    spend = result.figures.whole.pounds
    return float(spend.local), float(spend.elsewhere), float(spend.unknown)


def codes(result: LocalSpendResult) -> set[str]:
    """The codes of what was found."""
    return {problem.code for problem in result.problems}


def texts(rows: Iterable[dict[str, Any]]) -> str:
    """Everything that rows show, as one text."""
    return " ".join(str(value) for row in rows for value in row.values())
