"""Every job over the workbooks that 0.1.0 made, and the figures that come of them.

The jobs run as commands of a house (a folder with `svtools` and `templates`); the figures are
read from what they write, by the keys of that house's templates. So neither a change of the code
behind a command nor of a label matters here; a figure, an answer or a name that is lost does.
Where a figure is meant to change, `python -m tests.jobs.chain` writes them anew.
"""

import csv
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from svtools.settings import VARIABLES
from svtools.workbooks.blocks import Fields, Table
from svtools.workbooks.book import open_book
from svtools.workbooks.declaration import Template
from svtools.workbooks.items import normal
from svtools.workbooks.parse import parse
from svtools.workbooks.read import identify

ROOT = Path(__file__).resolve().parents[2]
OLD = ROOT / "tests" / "fixtures" / "made_by_0_1_0"
KEPT = OLD / "figures.json"

REGISTER, LOG = OLD / "contracts_register.xlsx", "validation_log.xlsx"
TENDER, OFFERS = OLD / "tender", OLD / "tender" / "3_offers"
LOADED, MARKED = TENDER / "4_loaded.xlsx", TENDER / "5_marked.xlsx"
CODES = "exit_codes"
WINNER = "Shoreline Parking Trust"
PACK = "pack/C0116 Parking machines"
ISSUED = ("C0101 Estuary Grounds Ltd", f"C0116 {WINNER}")
CONSOLIDATE = (
    *("consolidate", OLD / "returns", "--register", REGISTER, "--year", "2025-26"),
    *("--validation", LOG, "--as-at", "2026-05-20", "--output", "summary.xlsx", "--json"),
)
COMMANDS = {
    "consolidate": CONSOLIDATE,
    "measures": ("measures", "list", OLD / "open_measure_set.xlsx", "--json"),
    "new": (
        *("tender", "new", "--register", REGISTER, "--contract", "C0116"),
        *("--record", TENDER / "1_record.xlsx", "--output", "pack"),
    ),
    "load": ("tender", "load", OFFERS, "--scoring", LOADED, "--output", "loaded.xlsx"),
    "load again": ("tender", "load", OFFERS, "--scoring", MARKED, "--output", "marked.xlsx"),
    "results": ("tender", "results", MARKED, "--json"),
    "summaries": ("tender", "summaries", MARKED, "--output", "summaries"),
    "award": (
        *("tender", "award", MARKED, "--bidder", WINNER),
        *("--register", REGISTER, "--output", "awarded.xlsx"),
    ),
    "monitoring": (
        *("monitoring", "awarded.xlsx", "--year", "2026-27"),
        *("--validation", LOG, "--output", "monitoring"),
    ),
}
WORKBOOKS = {
    "summary.xlsx": "consolidated_summary",
    LOG: "validation_log",
    f"{PACK} - record.xlsx": "pre_procurement_record",
    f"{PACK} - offer.xlsx": "tender_offer",
    "loaded.xlsx": "tender_scoring",
    "marked.xlsx": "tender_scoring",
    "awarded.xlsx": "contracts_register",
    **{f"monitoring/{name} 2026-27.xlsx": "monitoring_return" for name in ISSUED},
}
FROM_ELSEWHERE = (
    *("made", "readings", "themes", "policy", "statutory", "regimes", "rules", "scale"),
    *("wards", "groups", "kinds", "about", "came_in.meaning", "returns.note"),
    *("problems.what", "problems.remedy", "requirement.reason", "requirement.advice"),
    *("contract.reason", "contract.notice", "measures.counting_rule", "measures.evidence"),
    *("measures.title", "measures.theme", "measures.derivation", "measures.proxy_source"),
    *("promises.counting_rule", "promises.evidence", "promises.title"),
)
"""What the policy, the tool's own words or the measure set (which is listed once) decide."""

RUN = """
import contextlib, io, json, sys
from pathlib import Path
import svtools
from svtools.cli.app import main
assert Path(svtools.__file__).is_relative_to(sys.argv[1]), svtools.__file__
for name, command in json.loads(sys.argv[2]).items():
    complaints = io.StringIO()
    with (
        open(f"{name}.txt", "w", encoding="utf-8") as said,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(complaints),
    ):
        sys.argv = ["svtools", *command]
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    if code == 2:
        sys.exit(f"could not be done: {name}: {complaints.getvalue()}")
    print(code, name, file=sys.stderr)
"""


def run_chain(house: Path, folder: Path) -> None:
    """Run all the commands in `folder`, with the code and the templates of `house`."""
    (folder / LOG).write_bytes((OLD / LOG).read_bytes())
    commands = {name: list(map(str, command)) for name, command in COMMANDS.items()}
    ran = subprocess.run(
        [sys.executable, "-c", RUN, str(house), json.dumps(commands)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(house), **dict.fromkeys(VARIABLES.values(), "")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    (folder / CODES).write_text(ran.stderr, encoding="utf-8")


def figures(house: Path, folder: Path) -> dict[str, Any]:
    """All that the commands of `run_chain` said and wrote: tables as rows, by key."""
    codes = (folder / CODES).read_text(encoding="utf-8").splitlines()
    return {
        "exit codes": {"commands": [line.split(" ", 1) for line in codes]},
        "said": {name: _said(folder, name) for name in ("consolidate", "results")},
        "measure set": {"measures": _json(folder, "measures")},
        "problems of offers": {n: list(_problems(folder, n)) for n in ("load", "load again")},
        "overdue.csv": {"lines": _lines(folder / "overdue.csv")},
        "summaries": {page.stem: _page(page) for page in sorted(folder.glob("summaries/*.html"))},
        **{
            name: _workbook(folder / name, parse(house / "templates" / f"{template}.yaml"))
            for name, template in WORKBOOKS.items()
        },
    }


def _json(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.txt").read_text(encoding="utf-8"))


def _said(folder: Path, name: str) -> Any:
    """What a command said as JSON; of remarks in words only how many there are."""

    def counted(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: counted(inner) for key, inner in value.items()}
        if isinstance(value, list):
            dicts = all(isinstance(inner, dict) for inner in value)
            return [counted(inner) for inner in value] if value and dicts else len(value)
        return value

    return counted(_json(folder, name))


def _problems(folder: Path, name: str) -> Iterator[list[str]]:
    """Effect, file, sheet and cell of each problem in the table that a command printed."""
    for line in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("│")[1:-1]]
        if cells and cells[0]:
            yield cells[:3]


def _lines(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _page(path: Path) -> list[list[str]]:
    """The rows of a page's tables."""
    rows = re.findall(r"<tr>(.*?)</tr>", path.read_text(encoding="utf-8"), re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]


def _workbook(path: Path, template: Template) -> dict[str, Any]:
    """Every block of fields, and every table as rows that are not blank, by key."""
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        content: dict[str, Any] = {}
        _, version = identify(open_book(path))
        for declared in template.as_of(version).sheets:
            names = (declared.name, *declared.formerly)
            sheet = next((book[name] for name in names if name in book), None)
            if sheet is None:  # it is newer than the workbook
                continue
            blocks = [b for b in declared.blocks if getattr(b, "key", None) not in FROM_ELSEWHERE]
            row = 1
            for block in blocks:
                if isinstance(block, Table):
                    content[block.key] = _table(sheet, block)
                elif isinstance(block, Fields):
                    content[block.key], row = _fields(sheet, block, row)
        return {key: rows for key, rows in content.items() if rows}
    finally:
        book.close()


def _fields(sheet: Any, block: Fields, row: int) -> tuple[dict[str, Any], int]:
    """The fields from `row` on, where one may stand beside others, and the row after the first."""
    values = {}
    cells = [cell for cells in sheet.iter_rows() for cell in cells]
    labels = {normal(str(cell.value)): cell for cell in reversed(cells) if cell.value is not None}
    for item in block.items:
        if item.since > 1:
            continue
        found = [labels[normal(label)] for label in item.labels if normal(label) in labels]
        assert found, f"{sheet.title} has no {item.label}"
        row = max(row, found[0].row)
        if f"{block.key}.{item.key}" not in FROM_ELSEWHERE:
            values[item.key] = _plain(found[0].offset(0, 1).value)
    return values, row + 1


def _table(sheet: Any, table: Table) -> list[dict[str, Any]]:
    if table.name not in sheet.tables:
        return []
    ref = sheet.tables[table.name].ref
    headings, *rows = [[_plain(cell.value) for cell in row] for row in sheet[ref]]
    named = [table.labels.get(normal(heading)) for heading in headings]
    shown = [
        {
            key: value
            for key, value in zip(named, row, strict=True)
            if key and f"{table.key}.{key}" not in FROM_ELSEWHERE
        }
        for row in rows
    ]
    return [row for row in shown if any(value is not None for value in row.values())]


def _plain(value: Any) -> Any:
    """A cell's value as JSON says it; numbers at 6 decimals, blank text as none."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, float):
        return round(value, 6)
    return value if value != "" else None


def differences(was: Any, now: Any, where: str = "") -> Iterator[str]:
    """Where figures are not what they were. A new column or answer is no difference."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key, value in was.items():
            yield from differences(value, now.get(key), f"{where} / {key}" if where else key)
    elif isinstance(was, list) and isinstance(now, list):
        yield from _differences_of_rows(was, now, where)
    elif was != now:
        yield f"{where}: {was!r} is {now!r} now"


def _differences_of_rows(was: list[Any], now: list[Any], where: str) -> Iterator[str]:
    """Rows that changed one by one; where their number did, those that are gone and new."""
    if len(was) == len(now):
        for number, pair in enumerate(zip(was, now, strict=True), start=1):
            yield from differences(*pair, f"{where} {number}")
        return
    old, new = [_json_of(row) for row in was], [_json_of(_as_in(was, row)) for row in now]
    yield from (f"{where}: gone: {row}" for row in old if row not in new)
    yield from (f"{where}: new: {row}" for row in new if row not in old)
    yield f"{where}: {len(was)} rows are {len(now)} now"


def _as_in(was: list[Any], row: Any) -> Any:
    """A row without the columns that came later."""
    if not was or not isinstance(was[0], dict) or not isinstance(row, dict):
        return row
    return {key: row.get(key) for key in was[0]}


def kept() -> dict[str, Any]:
    """The figures as they were when the test was made."""
    return {
        name: {part: _as_rows(value) for part, value in parts.items()}
        for name, parts in json.loads(KEPT.read_text(encoding="utf-8")).items()
    }


def keep(content: dict[str, Any]) -> None:
    """Write figures down with a line for each row of a table, so that a change can be read."""
    books = []
    for name, parts in content.items():
        lines = [f"  {_json_of(part)}: {_lined(_as_table(value))}" for part, value in parts.items()]
        books.append(f" {_json_of(name)}: {{\n" + ",\n".join(lines) + "}")
    KEPT.write_text("{\n" + ",\n".join(books) + "}\n", encoding="utf-8")


def _as_table(value: Any) -> Any:
    if not isinstance(value, list) or not isinstance(value[0], dict):
        return value
    columns = list(value[0])
    return [{"columns": columns}, *([row[key] for key in columns] for row in value)]


def _as_rows(value: Any) -> Any:
    if not isinstance(value, list) or not isinstance(value[0], dict):
        return value
    first, *rows = value
    return [dict(zip(first["columns"], row, strict=True)) for row in rows]


def _lined(value: Any) -> str:
    if not isinstance(value, list):
        return _json_of(value)
    return "[" + ",\n   ".join(map(_json_of, value)) + "]"


def _json_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        run_chain(ROOT, Path(name))
        keep(figures(ROOT, Path(name)))
