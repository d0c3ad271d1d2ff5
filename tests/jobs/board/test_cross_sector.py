"""The cross-sector group's page: what is published, and no supplier."""

from pathlib import Path

import docx
import pytest

from svtools.documents.blocks import Bars, Document
from svtools.jobs.board import themes
from svtools.jobs.board.pages import Pages
from svtools.jobs.statement.document import statement
from svtools.jobs.statement.figures import Figure, Unit
from svtools.jobs.statement.parts import theme_bars
from svtools.jobs.statement.texts import read_texts
from tests.jobs.board.reading import numbers, rows, title
from tests.jobs.board.two_boards import TwoBoards, register, write_texts


def said_in_word(path: Path) -> str:
    file = docx.Document(str(path))
    cells = (cell.text for table in file.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


@pytest.mark.usefixtures("made")
def test_no_supplier_contract_or_manager_is_named(folder: Path) -> None:
    said = (folder / "cross_sector.html").read_text(encoding="utf-8")
    said += said_in_word(folder / "cross_sector.docx")
    for each in register().contracts:
        assert each.key.supplier not in said
        assert each.title not in said
        assert not each.manager or each.manager not in said


def bars(document: Document) -> Bars:
    return next(block for block in document.blocks if isinstance(block, Bars))


def test_figures_are_the_statements(made: Pages) -> None:
    published = statement(made.inputs, read_texts(None))
    assert numbers(made.cross_sector) == numbers(published.document)
    assert bars(made.cross_sector).bars == theme_bars(published.tables["T2"]).bars
    assert title(made.cross_sector) == published.data["funnel"]


def test_every_objective_stands_once(made: Pages) -> None:
    found = {
        name: (count, has, lacks) for name, count, has, lacks in rows(made.cross_sector, "Theme")
    }
    for theme in made.inputs.council.themes:
        count, has, lacks = found[theme.name]
        said = [part for cell in (has, lacks) if cell != "none" for part in cell.split("; ")]
        assert sorted(int(part.split()[0]) for part in said) == [
            *range(1, len(theme.objectives) + 1)
        ]
        assert count == f"{len(has.split('; ')) if has != 'none' else 0} of {len(said)}"


def test_an_objective_with_validated_value_is_told_from_those_without(made: Pages) -> None:
    counts = {name: count for name, count, *_ in rows(made.cross_sector, "Theme")}
    assert counts["Pride and Joy"] == "1 of 4"
    assert counts["Connected and Smart"] == "0 of 5"


def test_a_withheld_figure_is_something_and_not_printed() -> None:
    withheld = Figure(None, Unit.POUNDS, is_withheld=True)
    assert themes.is_some(withheld)
    assert not themes.is_some(Figure(None, Unit.POUNDS))
    assert not themes.is_some("")


def test_a_supplier_in_the_teams_text_is_told(files: TwoBoards, tmp_path: Path) -> None:
    texts = write_texts(tmp_path / "texts", asked="- Ask Slow Works plc, not Shown Trustees.\n")
    assert files.write(tmp_path / "out", texts=texts).suppliers_named == ["Slow Works plc"]
