"""A statement of the samples' year, and its files read back by other libraries than write them."""

import csv
import io
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
from docx.table import Table
from lxml import html  # type: ignore[import-untyped]

from svtools.jobs.local_spend.run import Inputs, local_spend
from svtools.jobs.statement.document import Statement
from svtools.jobs.statement.edition import Given
from svtools.jobs.statement.run import write_statement
from svtools.jobs.statement.texts import begin, kinds
from svtools.monitoring import FinancialYear
from svtools.policy import load_council
from tests.making import sheet_rows

SAMPLES = Path(__file__).parents[3] / "sample_workbooks"
SUMMARIES = ("summary.xlsx", "summary 2024-25.xlsx")
STORY = "C0107.md"
Rows = list[list[str]]


def files(folder: Path) -> Given:
    """The samples, copied into a folder, and texts that are filled in."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*SUMMARIES, "contracts_register.xlsx"):
        shutil.copy(SAMPLES / name, folder / name)
    paid = SAMPLES / "local_spend"
    spend = folder / "local_spend.xlsx"
    local_spend(
        Inputs(
            [paid / "payments"], [paid / "suppliers.csv"], paid / "rules.yaml", paid / "rings.csv",
            postcodes=paid / "postcodes.csv",
        ),
        spend, load_council("southend"), FinancialYear(2025),
    )  # fmt: skip
    return Given(
        [folder / name for name in SUMMARIES],
        folder / "contracts_register.xlsx",
        "2025-26",
        "southend",
        write_texts(folder / "texts"),
        spend,
    )


def write_texts(folder: Path) -> Path:
    """Texts, begun by the tool and filled in."""
    begin(folder)
    for name in kinds():
        (folder / f"{name}.md").write_text(f"Words of the {name}.\n", encoding="utf-8")
    story = "---\ncontract: C0107\ntitle: At the pier\n---\nThey gave {{ AI01 }}.\n"
    (folder / "case_studies" / STORY).write_text(story, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Published:
    """A statement's folder, and what stands in its files."""

    given: Given
    folder: Path
    made: Statement

    @cached_property
    def html(self) -> Any:
        """The page."""
        return html.fromstring((self.folder / "statement.html").read_bytes())

    @cached_property
    def of_page(self) -> Mapping[str, Rows]:
        """The page's tables with a number, heads first."""
        return {
            each.get("id"): [[_words(cell) for cell in row] for row in each.iter("tr")]
            for each in self.html.iter("table")
            if each.get("id")
        }

    @cached_property
    def word(self) -> Any:
        """The Word file."""
        return docx.Document(str(self.folder / "statement.docx"))

    @cached_property
    def of_word(self) -> Mapping[str, Rows]:
        """The Word file's tables with a number, heads first."""
        found: dict[str, Rows] = {}
        number = ""
        for item in self.word.iter_inner_content():
            if isinstance(item, Table):
                if number:
                    found[number] = [[cell.text for cell in row.cells] for row in item.rows]
                number = ""
            elif item.style.name == "Caption":
                number = item.text.partition(".")[0]
        return found

    @cached_property
    def of_csv(self) -> dict[str, dict[str, str]]:
        """The rows of figures.csv by number."""
        text = (self.folder / "figures.csv").read_text(encoding="utf-8-sig")
        return {row["Number"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    @cached_property
    def of_workbook(self) -> dict[str, dict[str, Any]]:
        """The rows of figures.xlsx by number."""
        rows = sheet_rows(self.folder / "figures.xlsx", "Figures")
        return {row["Number"]: row for row in rows}

    @cached_property
    def everything(self) -> Mapping[str, str]:
        """All the text of each file."""
        cells = (v for row in self.of_workbook.values() for v in row.values())
        tables = (c for rows in self.word.tables for row in rows.rows for c in row.cells)
        return {
            "statement.html": self.html.text_content(),
            "statement.docx": "\n".join(
                (*(p.text for p in self.word.paragraphs), *(c.text for c in tables))
            ),
            "figures.xlsx": "\n".join(map(str, cells)),
            "figures.csv": (self.folder / "figures.csv").read_text(encoding="utf-8-sig"),
            "manifest.json": (self.folder / "manifest.json").read_text(encoding="utf-8"),
        }


def _words(cell: Any) -> str:
    return str(cell.text_content())


def publish(given: Given, folder: Path) -> Published:
    """A draft of what is given."""
    return Published(given, folder, write_statement(given, folder))
