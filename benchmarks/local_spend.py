"""A million payments: svtools local-spend against the script a pandas user would write.

    python benchmarks/local_spend.py [--payments 1000000] [--repeat 3]

Both read the same made-up file and list of suppliers, and write a workbook with £ and payments by
place, by month and by directorate. Every run is a process of its own, timed after its imports;
runs alternate, and the median counts.
"""

import argparse
import csv
import json
import platform
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SUPPLIERS = 20_000
PLACES = ("SS1 1CM", "M1 1CM", "CM2 2CM")
PAYMENTS, LIST, LOCAL = "payments.csv", "suppliers.csv", "local.csv"
HEADINGS = (
    *("Directorate", "Expense Type", "Supplier ID", "Supplier Name", "Payment Date"),
    *("Transaction Number", "Net Amount", "Purpose"),
)
NAMES = ("script", "svtools")
MEGABYTE = 1024 * 1024


def make(folder: Path, payments: int) -> None:
    """The file of payments, the list of suppliers, and the postcodes of the area."""
    draw = Random(1)
    with (folder / PAYMENTS).open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(HEADINGS)
        for number in range(payments):
            supplier = draw.randrange(SUPPLIERS) * draw.randrange(SUPPLIERS) // SUPPLIERS
            day = date(2025, 4, 1) + timedelta(days=draw.randrange(365))
            lines.writerow(
                (
                    f"Directorate {draw.randrange(9)}",
                    f"Type {draw.randrange(80)}",
                    100_000 + supplier,
                    f"Supplier {supplier} Ltd",
                    f"{day:%d/%m/%Y}",
                    number,
                    f"{draw.randrange(-900, 900_000) / 100:.2f}",
                    "Made up",
                )
            )
    with (folder / LIST).open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("Supplier ID", "Supplier Name", "Postcode"))
        lines.writerows(
            (100_000 + n, f"Supplier {n} Limited", PLACES[n % 3]) for n in range(SUPPLIERS) if n % 6
        )
    (folder / LOCAL).write_text(f"Postcode\n{PLACES[0]}\n", encoding="utf-8")


def script(folder: Path) -> dict[str, float]:
    """What somebody who knows pandas writes; it types nothing, checks nothing, trusts the file."""
    import pandas as pd

    data: Any = pd.read_csv(folder / PAYMENTS)
    data["Payment Date"] = pd.to_datetime(data["Payment Date"], dayfirst=True)
    listed = pd.read_csv(folder / LIST)[["Supplier ID", "Postcode"]]
    local = set(pd.read_csv(folder / LOCAL)["Postcode"])
    data = data.merge(listed, on="Supplier ID", how="left")
    data["Place"] = "Elsewhere"
    data.loc[data["Postcode"].isin(local), "Place"] = "Local"
    data.loc[data["Postcode"].isna(), "Place"] = "Not known"
    data["Month"] = data["Payment Date"].dt.strftime("%Y-%m")
    with pd.ExcelWriter(folder / "script.xlsx") as book:
        for name in ("Place", "Month", "Directorate"):
            sides = ["Place"] if name == "Place" else [name, "Place"]
            sums = data.groupby(sides)["Net Amount"].agg(["sum", "count"])
            sums.to_excel(book, sheet_name=f"By {name.lower()}")
    return {str(k): float(v) for k, v in data.groupby("Place")["Net Amount"].sum().items()}


def svtools(folder: Path) -> dict[str, float]:
    """The whole job, with its checks, its list to look up and its workbook of live formulas."""
    from svtools.jobs.local_spend.run import Inputs, local_spend
    from svtools.monitoring import FinancialYear
    from svtools.policy import load_council

    inputs = Inputs([folder / PAYMENTS], [folder / LIST], postcodes=folder / LOCAL)
    result = local_spend(inputs, folder / "svtools.xlsx", load_council(), FinancialYear(2025))
    spend = result.figures.whole.pounds
    return {
        "Elsewhere": float(spend.elsewhere),
        "Local": float(spend.local),
        "Not known": float(spend.unknown),
    }


RUNS = {"script": script, "svtools": svtools}


def main() -> None:
    asked = argparse.ArgumentParser(description="Speed over a year's payments.")
    asked.add_argument("--payments", type=int, default=1_000_000)
    asked.add_argument("--repeat", type=int, default=3)
    asked.add_argument("--run", choices=NAMES, help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.run:
        print(json.dumps(_run(given.run, given.folder)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        make(Path(scratch), given.payments)
        found: dict[str, list[Any]] = {name: [] for name in NAMES}
        for _ in range(given.repeat):
            for name, runs in found.items():
                command = [sys.executable, __file__, "--run", name, "--folder", scratch]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                runs.append(json.loads(done.stdout))
    _report(found, given.payments)


def _run(name: str, folder: Path) -> dict[str, Any]:
    import resource

    if name == "script":
        import pandas  # noqa: F401 - timed from after the imports
    else:
        import svtools.jobs.local_spend.run  # noqa: F401
    start, before = time.perf_counter(), time.process_time()
    sums = RUNS[name](folder)
    seconds, busy = time.perf_counter() - start, time.process_time() - before
    unit = 1 if sys.platform == "darwin" else 1024
    peak = unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": seconds, "busy": busy, "peak": peak, "sums": sums}


def _report(found: dict[str, list[Any]], payments: int) -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "XlsxWriter"))
    print(f"Python {platform.python_version()}, {libraries}; {payments:,} payments\n")
    for name, runs in found.items():
        spread = ", ".join(f"{run['seconds']:.1f}" for run in runs)
        seconds, peak = median(run["seconds"] for run in runs), max(run["peak"] for run in runs)
        busy = median(run["busy"] for run in runs)
        print(
            f"{name:<10}{seconds:8.1f} s, {busy:.1f} s of a processor, "
            f"peak {peak / MEGABYTE:.0f} MB   ({spread})"
        )
    one, other = (
        {name: round(value, 2) for name, value in found[run][0]["sums"].items()} for run in NAMES
    )
    print("\nthe same sums" if one == other else f"\nother sums: {one} and {other}")


if __name__ == "__main__":
    main()
