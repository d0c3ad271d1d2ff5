"""Every template that ships, and every workbook that was made of one."""

import re
import subprocess
import sys
import zipfile
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from svtools.folders import templates_folder
from svtools.jobs.blanks import KINDS, write_blank
from svtools.policy import load_council
from svtools.workbooks.blocks import Table
from svtools.workbooks.book import open_book
from svtools.workbooks.declaration import EXPRESSION, Sheet, Template
from svtools.workbooks.formula_rules import objection
from svtools.workbooks.items import Role
from svtools.workbooks.parse import parse, template
from svtools.workbooks.read import identify, read
from svtools.workbooks.references import expanded
from svtools.workbooks.sheet_setup import A4
from tests.libreoffice import differences, needs_libreoffice
from tests.written_cells import cells_of

TEMPLATES = sorted(templates_folder().glob("*.yaml"))
SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
OLDER = sorted((SAMPLES / "older_templates").glob("*.yaml"))
MADE = sorted(
    path
    for folder in (SAMPLES, SAMPLES / "blank", SAMPLES / "monitoring")
    for path in folder.glob("*.xlsx")
    if not path.name.startswith("~$")
)
LONGEST_FORMULA = 8_192
WORDS = r'"([^"]*)"'
COUNTED = r'\{(\w+\.\w+)\},"([^"]+)"'
LONGEST_MESSAGE, LONGEST_NAME = 255, 31


@pytest.fixture(scope="module", params=[*TEMPLATES, *OLDER], ids=lambda path: path.stem)
def declared(request: pytest.FixtureRequest) -> Template:
    return parse(request.param)


def test_a_template_goes_by_its_files_name(declared: Template) -> None:
    assert declared.name == declared.file.stem


def test_every_formula_works_alike_everywhere(declared: Template) -> None:
    for home, item in declared.cells():
        if item.role is Role.FORMULA:
            formula = expanded(item.source, home, declared)
            assert objection(formula) is None, item.key
            assert len(formula) < LONGEST_FORMULA, item.key
            assert "{" not in formula, item.key


def test_reading_the_templates_does_not_load_the_engine() -> None:
    script = (
        "import sys; from svtools.folders import templates_folder\n"
        "from svtools.workbooks.parse import template\n"
        "for file in templates_folder().glob('*.yaml'): template(file.stem)\n"
        "print('svtools.workbooks.parse' in sys.modules, 'formualizer' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False"]


def test_help_is_never_cut(declared: Template) -> None:
    assert all(len(item.help) <= LONGEST_MESSAGE for _, item in declared.cells())


def test_everything_that_is_filled_in_says_by_whom(declared: Template) -> None:
    assert all(item.by for _, item in declared.cells() if item.role is Role.INPUT)


def test_a_status_names_every_word_its_formula_can_give(declared: Template) -> None:
    for _, item in declared.cells():
        if item.status and item.role is Role.FORMULA:
            sources = {item.source}
            while more := _followed(sources, declared) - sources:
                sources |= more
            words = {word for said in sources for word in re.findall(WORDS, said)}
            assert item.status.keys() <= words, item.key


def _followed(sources: set[str], declared: Template) -> set[str]:
    """The formulas of what these name."""
    named = {key for source in sources for key in re.findall(r"{(?:\w+\.)?(\w+)}", source)}
    return {item.source for _, item in declared.cells() if item.key in named}


def test_what_is_counted_of_a_status_is_a_word_it_can_give(declared: Template) -> None:
    """A word that the column never says is never found, and the count is 0 for ever."""
    said = {
        f"{table.key}.{column.key}": column.status
        for _, table in declared.tables()
        for column in table.columns
        if column.status
    }
    formulas = [item.source for _, item in declared.cells() if item.role is Role.FORMULA]
    formulas += [sheet.state.formula for sheet in declared.sheets if sheet.state]
    for column, words in re.findall(COUNTED, " ".join(formulas)):
        known = set(said.get(column, ()))
        assert not known or any(fnmatchcase(each, words) for each in known), (column, words)


def test_every_sheet_says_what_it_is_for(declared: Template) -> None:
    for sheet in declared.sheets:
        assert sheet.purpose.endswith("."), sheet.name
        assert len(sheet.name) <= LONGEST_NAME


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_workbook_reads_as_blank(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    write_blank(kind, path, load_council())
    name, _, _ = KINDS[kind]
    book = open_book(path)
    assert identify(book) == (name, template(name).version)
    content = read(book, template(name), template(name).version)
    assert {problem.code for problem in content.problems} <= {"required-blank"}


@pytest.fixture(scope="module", params=MADE, ids=lambda path: path.stem)
def made(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


@cache
def opened(path: Path) -> Any:
    """The workbook as an independent reader sees it."""
    return openpyxl.load_workbook(path)


@cache
def template_of(path: Path) -> Template:
    return template(identify(open_book(path))[0])


def written_tables(path: Path) -> list[tuple[Sheet, Table]]:
    """The tables that a workbook is written with; those of older versions are only read."""
    tables = template_of(path).tables()
    there = opened(path).sheetnames
    return [(s, table) for s, table in tables if not table.until and s.name in there]


def test_every_formula_of_a_sample_carries_its_result(made: Path) -> None:
    formulas = [cell for cell in cells_of(made).values() if cell.formula is not None]
    of = template_of(made)
    calculated = any(item.role is Role.FORMULA for _, item in of.cells())
    stated = any(sheet.state and sheet.state.formula for sheet in of.sheets)
    assert bool(formulas) is (calculated or stated)
    assert all(cell.value is not None for cell in formulas)
    assert not [cell for cell in formulas if str(cell.value).startswith("#")]


def test_a_samples_tables_are_the_declared_ones(made: Path) -> None:
    book = opened(made)
    for sheet, table in written_tables(made):
        columns = [column.name for column in book[sheet.name].tables[table.name].tableColumns]
        assert columns == [column.label for column in table.columns]
        (headings, *_) = book[sheet.name][book[sheet.name].tables[table.name].ref]
        assert [cell.value for cell in headings] == columns
    assert not any(sheet.merged_cells.ranges for sheet in book)


def test_a_sample_is_protected_as_declared(made: Path) -> None:
    protected = template_of(made).protected
    for sheet in opened(made):
        assert bool(sheet.protection.sheet) is protected, sheet.title
        assert not sheet.protection.password


def test_a_samples_inputs_are_open_and_nothing_that_is_calculated(made: Path) -> None:
    book, blank = opened(made), "blank_monitoring" in made.name
    for sheet, table in written_tables(made):
        area = book[sheet.name][book[sheet.name].tables[table.name].ref]
        rows = area[1:-1] if table.totals else area[1:]
        for column, item in enumerate(table.columns):
            is_open = item.role is Role.INPUT or (blank and item.role is Role.ISSUED)
            locked = {row[column].protection.locked for row in rows}
            assert locked == {not is_open}, (sheet.name, item.key)


def test_a_samples_choices_and_messages_keep_within_excels_limits(made: Path) -> None:
    rules = [rule for sheet in opened(made) for rule in sheet.data_validations.dataValidation]
    for rule in rules:
        assert len(rule.promptTitle or "") <= 32
        assert len(rule.prompt or "") <= LONGEST_MESSAGE
        assert len(rule.error or "") <= LONGEST_MESSAGE
        if rule.type == "list":
            assert len(rule.formula1.strip('"')) <= LONGEST_MESSAGE
    wanted = {item.kind for _, item in template_of(made).cells() if item.choices}
    assert not wanted or any(rule.type == "list" for rule in rules)


def test_a_samples_sheets_print_on_landscape_pages(made: Path) -> None:
    for sheet in opened(made):
        if sheet.sheet_state == "visible":
            assert sheet.page_setup.orientation == "landscape", sheet.title
            assert sheet.page_setup.paperSize == A4
            fits = sheet.sheet_properties.pageSetUpPr
            assert (fits and fits.fitToPage) or sheet.col_breaks.brk or sheet.row_breaks.brk


def test_a_sample_holds_no_link_macro_or_connection(made: Path) -> None:
    with zipfile.ZipFile(made) as package:
        names = package.namelist()
        links = [name for name in names if name.endswith(".rels")]
        assert not any(b'TargetMode="External"' in package.read(name) for name in links)
    assert not [name for name in names if re.search("vba|connection|externalLink", name)]


def test_a_samples_charts_have_words(made: Path) -> None:
    with zipfile.ZipFile(made) as package:
        drawings = [name for name in package.namelist() if "drawings/drawing" in name]
        said = [text for name in drawings for text in _words(package.read(name).decode())]
        count = sum("charts/chart" in name for name in package.namelist())
    alts = [
        block.alt for sheet in template_of(made).sheets for block in sheet.blocks
        if hasattr(block, "alt")
    ]  # fmt: skip
    assert len(alts) == count
    patterns = [".*".join(map(re.escape, EXPRESSION.split(alt))) for alt in alts]
    assert all(any(re.fullmatch(each, text) for each in patterns) for text in said)
    assert len(set(said)) == count


def _words(drawing: str) -> list[str]:
    return re.findall(r'descr="([^"]+)"', drawing)


@needs_libreoffice
def test_libreoffice_finds_the_stored_results() -> None:
    assert len(MADE) > 12
    assert differences(*MADE) == []
