"""The pages say what is true: examples run, links lead somewhere, generated pages are fresh."""

import doctest
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from svtools.cli.app import app
from svtools.folders import councils, parameters_folder
from svtools.numbers import how_many, pounds
from svtools.policy import Category, load_council, requirement
from svtools.policy.ask import Ask
from svtools.policy.council import FILES, FORMER_FILES, TOPICS, Identity
from svtools.schema import plan_of
from svtools.workbooks.blocks import Block, Chart, Fields, Line, State, Table, Text
from svtools.workbooks.declaration import Sheet, Template
from svtools.workbooks.items import Column, Item
from svtools.workbooks.parse import parse
from tests.examples import Example, examples, svtools
from tools.pages import pages
from tools.references import EXAMPLES, REBUILD, commands

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
COMMANDS = DOCS / "commands.md"
NOT_RUN = (
    *("postcodes", "issue", "addin install", "addin check", "addin uninstall", "addin bundle"),
    *("merge", "log close"),  # they need what other commands make; a guide's example merges
)
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md"))]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
LEAST_ALT, MOST_OF_PICTURES = 60, 6_000_000
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
# A folder of one person's machine, in the ways the systems write them.
MACHINE = re.compile(r"(?<![\w.])/(?:work|tmp|home|root|Users|mnt)/\w|[A-Z]:\\\\?Users", re.ASCII)
TEXTS = (".py", ".md", ".yaml", ".toml", ".csv")
OWN_FOLDERS = (
    "svtools",
    "xl",
    "tools",
    "templates",
    "docs",
    "sample_workbooks",
    "tests",
    "benchmarks",
)
USED_IN_EXAMPLES = (
    "sample_workbooks",
    "tests/fixtures/councils",
    "svtools/policy/parameters/southend",
)


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return CODE.sub("", text)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    slugs: set[str] = set()
    for heading in HEADING.findall(text_of(page)):
        words = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        slugs.add(words)
    return slugs


@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_fresh(name: str) -> None:
    kept = text_of(DOCS / name)

    assert kept == pages()[name], f"docs/{name} is out of date: run {REBUILD}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    dead = []
    for link in LINK.findall(without_code(text_of(page))):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            dead.append(link)

    assert dead == []


def test_links_to_nowhere_would_be_found() -> None:
    found = LINK.findall(without_code("[a](b.md#c), `[d](e)`, ![picture](f.png)"))

    assert found == ["b.md#c"]


@pytest.mark.parametrize("page", [page for page in PAGES if examples(text_of(page))], ids=name_of)
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path) -> None:
    for name in USED_IN_EXAMPLES:
        shutil.copytree(ROOT / name, tmp_path / name)

    for example in examples(text_of(page)):
        done = svtools(example.command, tmp_path)
        shown = f"{example.command}\n{done.stdout}{done.stderr}"
        assert done.returncode == example.code, shown
        assert "Traceback" not in done.stderr, shown
        assert [line for line in example.prints if line not in done.stdout] == [], shown


def test_examples_are_found_with_their_exit_codes() -> None:
    text = """
<!-- exit code 1 -->
```bash
pip install . && svtools one
```
```console
$ svtools two
It prints this
$ svtools three
```
```sh
svtools never
```
| `four` | does it | `svtools four --year 2025-26` | 2 |
"""

    assert examples(text) == [
        Example("svtools one", 1),
        Example("svtools two", 0, ("It prints this",)),
        Example("svtools three", 0),
        Example("svtools four --year 2025-26", 2),
    ]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_python_examples_give_what_they_show(page: Path) -> None:
    failed, _ = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert failed == 0


def own_texts() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.suffix in TEXTS)
    for folder in OWN_FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in TEXTS:
                yield path


def test_nothing_names_a_folder_of_somebodys_machine() -> None:
    found = {
        name_of(path): hit[0]
        for path in own_texts()
        if path != Path(__file__).resolve()
        and (hit := MACHINE.search(path.read_text(encoding="utf-8", errors="replace")))
    }

    assert found == {}


def test_no_sample_names_a_folder_of_somebodys_machine() -> None:
    found = []
    for path in (ROOT / "sample_workbooks").rglob("*"):
        if not zipfile.is_zipfile(path):
            continue
        with zipfile.ZipFile(path) as package:
            parts = [package.read(part).decode("utf-8", "ignore") for part in package.namelist()]
        found += [name_of(path) for part in parts if MACHINE.search(part)]

    assert found == []


@pytest.mark.parametrize("path", ["/home/ann/x.py", "file:///root/x", "C:\\Users\\ann"])
def test_a_folder_of_a_machine_would_be_found(path: str) -> None:
    assert MACHINE.search(f"see {path}.")


def test_the_readme_has_the_two_commands_as_they_are_promised() -> None:
    lines = text_of(README).splitlines()

    assert (
        "pip install . && svtools consolidate sample_workbooks/returns "
        "--register sample_workbooks/contracts_register.xlsx --year 2025-26 --output summary.xlsx"
    ) in lines
    assert 'pip install -e ".[test]" && pytest' in lines


def test_the_readme_fits_ninety_lines_and_begins_with_its_picture() -> None:
    lines = text_of(README).splitlines()
    picture, command = (
        next(n for n, line in enumerate(lines) if line.startswith(start))
        for start in ("![", "pip install .")
    )

    assert len(lines) <= 90
    assert picture < command < 15


def test_the_commands_of_groups_are_found() -> None:
    assert {"requirement", "measures import", "tender new", "tender award"} <= set(commands())


def test_every_example_is_one_of_a_command() -> None:
    assert set(EXAMPLES) == set(commands())


def section_of(command: str) -> str:
    (section,) = re.findall(
        rf"^## {command}\n(.*?)(?=^## |\Z)", text_of(COMMANDS), re.MULTILINE | re.DOTALL
    )
    return str(section)


@pytest.mark.parametrize("command", commands())
def test_the_commands_page_has_every_command_with_an_example(command: str) -> None:
    assert re.findall(rf"^svtools {command}\b", section_of(command), re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_the_commands_page_has_every_option_that_help_lists(command: str) -> None:
    told = set(re.findall(r"^\| `(--[\w-]+)` \|", section_of(command), re.MULTILINE))
    shown = CliRunner().invoke(app, [*command.split(), "--help"], env={"COLUMNS": "200"}).output

    assert told == set(re.findall(r"(?<= )--[\w-]+", shown)) - {"--help", "--no-force"}


@pytest.mark.parametrize("command", commands())
def test_the_examples_of_commands_are_run_where_they_can_be(command: str) -> None:
    run = any(each.command.startswith(f"svtools {command}") for each in examples(text_of(COMMANDS)))

    assert run is not command.startswith(NOT_RUN)


def test_the_samples_page_names_every_return() -> None:
    folder = ROOT / "sample_workbooks" / "returns"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    page = text_of(DOCS / "samples.md")
    told = set(re.findall(r"^\| `([^`]+\.\w+)` \| (?:C0|none)", page, re.MULTILINE))

    assert told == files


def test_the_samples_page_names_everything_beside_the_returns() -> None:
    page = text_of(DOCS / "samples.md")
    names = {path.name for path in (ROOT / "sample_workbooks").iterdir()}

    assert {name for name in names if f"`{name}`" not in page and f"`{name}/`" not in page} == set()


def test_the_index_leads_to_every_page() -> None:
    links = {(DOCS / link).resolve() for link in LINK.findall(text_of(DOCS / "README.md"))}

    assert links >= set(PAGES) - {README, DOCS / "README.md"}


def pictures() -> list[tuple[Path, Path, str]]:
    """Every picture of a page: the page, the picture's file, its alt text."""
    return [
        (page, page.parent / link, alt)
        for page in PAGES
        for alt, link in PICTURE.findall(without_code(text_of(page)))
    ]


def test_every_picture_is_there_and_says_what_it_shows() -> None:
    assert [path for _, path, _ in pictures() if not path.is_file()] == []
    assert [path for _, path, alt in pictures() if len(alt) < LEAST_ALT] == []
    assert [page for page, _, _ in pictures()].count(README) == 1


def test_every_picture_is_shown_and_all_are_small() -> None:
    files = set(DOCS.glob("*/*.png"))

    assert files == {path.resolve() for _, path, _ in pictures()}
    assert sum(path.stat().st_size for path in files) < MOST_OF_PICTURES


def test_a_picture_would_be_found() -> None:
    assert PICTURE.findall("![a garden](b.png) [c](d.md)") == [("a garden", "b.png")]


def declaration_keys() -> set[str]:
    """The keys that a declaration may have: its classes' fields, and what is written out first."""
    blocks = get_args(Block)
    kinds = (Template, Sheet, *blocks, Item, Column)
    keys = {key for kind in kinds for key in plan_of(kind).keys}
    return keys | {block.__name__.lower() for block in blocks} | {"for", "use"}


def test_the_architecture_page_explains_every_key_of_a_declaration() -> None:
    page = text_of(DOCS / "architecture.md")
    keys = declaration_keys()

    assert {"template", "spare", "choices_from", "stacked"} <= keys
    assert [key for key in sorted(keys) if f"`{key}`" not in page and f"`{key}: " not in page] == []


@pytest.mark.parametrize(
    ("kind", "section"),
    [
        (Template, "The workbook"),
        (Sheet, "A sheet"),
        (State, "A sheet"),
        (Line, "A block is exactly one of"),
        (Text, "A block is exactly one of"),
        (Fields, "A block is exactly one of"),
        (Table, "A table"),
        (Item, "A field or a column"),
        (Column, "A field or a column"),
        (Chart, "A chart"),
    ],
)
def test_each_key_stands_in_the_table_of_what_has_it(kind: type, section: str) -> None:
    page = text_of(DOCS / "architecture.md")
    heads = (section, "A block is exactly one of")
    tables = [page.partition(f"\n### {head}\n")[2].partition("\n### ")[0] for head in heads]
    rows = [line for table in tables for line in table.splitlines() if line.startswith("| `")]

    assert [key for key in plan_of(kind).keys if not any(f"`{key}`" in row for row in rows)] == []


def test_every_module_that_the_architecture_page_names_is_there() -> None:
    modules = [path for room in ("svtools", "xl", "tools") for path in (ROOT / room).rglob("*.py")]
    names = set(re.findall(r"`([\w/]+\.py)`", text_of(DOCS / "architecture.md")))

    assert {name for name in names if not any(f"/{name}" in f"/{m}" for m in modules)} == set()


def test_the_example_of_a_declaration_is_one(tmp_path: Path) -> None:
    page = text_of(DOCS / "architecture.md")
    block = re.search(r"```yaml\n(template: .*?)```", page, re.DOTALL)
    assert block
    file = tmp_path / "garden_return.yaml"
    file.write_text(block[1], encoding="utf-8")

    assert [sheet.name for sheet in parse(file).sheets] == ["Garden"]


ANOTHER_COUNCIL = DOCS / "another_council.md"
MOST_YAML = 60
NAMED = re.compile(r"^```yaml\n# (elmford/\w+\.yaml)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", FILES)
def test_the_page_for_another_council_tells_every_file(name: str) -> None:
    assert f"| `{name}.yaml` |" in text_of(ANOTHER_COUNCIL)
    assert (parameters_folder() / "southend" / f"{name}.yaml").is_file()


@pytest.mark.parametrize("kind", [Ask, Identity])
def test_the_page_for_another_council_explains_every_key(kind: type) -> None:
    explained = re.findall(r"^\| (`.+?) \|", text_of(ANOTHER_COUNCIL), re.MULTILINE)
    keys = {key for cell in explained for key in re.findall(r"`([^`]+)`", cell)}

    assert set(plan_of(kind).keys) <= keys


def test_the_page_for_another_council_names_every_topic_and_every_council() -> None:
    page = text_of(ANOTHER_COUNCIL)

    assert [topic for topic in TOPICS if f"`{topic}`" not in page] == []
    assert [name for name in councils() if f"| `{name}` |" not in page] == []
    assert "not endorsed by the council" in page


def test_the_page_for_another_council_leads_from_the_old_form() -> None:
    section = text_of(ANOTHER_COUNCIL).partition("## From the old form\n")[2]

    assert [name for name in FORMER_FILES if f"| `{name}.yaml` |" not in section] == []


def test_the_page_for_another_council_makes_one(tmp_path: Path) -> None:
    page = text_of(ANOTHER_COUNCIL)
    files = NAMED.findall(page)
    (tmp_path / "elmford").mkdir()
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")

    council = load_council(tmp_path / "elmford")
    asked = requirement("works", 600_000, months=18, on=date(2026, 5, 1), council=council)

    assert sum(len(text.splitlines()) for _, text in files) <= MOST_YAML
    assert council.themes[0].objectives[0].key == "2.W.1"
    assert f"\n{asked.reason}\n" in page


def test_the_officers_page_has_the_policys_figures_of_today() -> None:
    page = text_of(DOCS / "officers.md")
    today = date.today()  # noqa: DTZ011 - a page is true on the reader's own day
    own = [rule for rule in load_council().rules if rule.figure and not rule.law]

    for category in Category:
        figures = [
            pounds(rule.figure or 0)
            + (f" and {how_many(rule.months, 'month')} or more" if rule.months else "")
            for rule in own
            if rule.concerns(category, today, "")
        ]
        cells = f"{category} | {figures[0]} |" if figures else f"{category} | none: "
        assert f"| {cells}" in page
