"""Each edition prints on one page, also in a council of 120 contracts that all fall short."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from svtools.documents.blocks import Table
from svtools.jobs.board import room
from svtools.jobs.board.pages import Pages
from svtools.jobs.board.run import write_board
from svtools.jobs.consolidation.run import consolidate
from tests.chromium import needs_chromium, printed_pages
from tests.jobs.board.reading import headings, rows
from tests.jobs.board.two_boards import write_texts
from tests.libreoffice import converted, needs_libreoffice
from tests.making import AS_AT, YEAR, contract, council, register_of, save_register

EDITIONS = ("board", "cross_sector")
CODES = ("PJ04", "SW03", "AI01", "OP01", "OP08", "CS04")
DECISION = (
    "| {}. Ask the five suppliers for the returns they owe | No figures of any kind | 30 June |"
)
MANY = 120
KINDS = ("small", "large", "large with few decisions")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pages, Path]:
    """Both editions where no return came, every name is long and every weighting is too low."""
    folder = tmp_path_factory.mktemp("large")
    contracts = [
        contract(
            f"DN{number:04d}/2025", "2",
            f"The Very Long Named Estuary Environmental Services Company {number} Ltd",
            title=f"Provision of integrated highways maintenance and street cleansing {number}",
            net_value=Decimal(2_000_000 + number), end=date(2029, 3, 31), extension=24,
            manager="Strategic highways and transport contracts manager for the north",
            weighting=Decimal("0.05"), weighting_approver="Executive Director of Neighbourhoods",
            weighting_reason="Few bidders were expected after a first round without any answers, "
            "as the market engagement showed",
        )
        for number in range(MANY)
    ]  # fmt: skip
    pairs = [(each, dict.fromkeys(CODES, 90)) for each in contracts]
    save_register(folder / "register.xlsx", register_of(*pairs))
    (folder / "returns").mkdir()
    summary = folder / "summary.xlsx"
    consolidate(folder / "returns", folder / "register.xlsx", YEAR, summary, council(), as_at=AS_AT)
    decisions = ["| Decide | Because | By |", "| --- | --- | --- |"]
    decisions += [DECISION.format(number) for number in range(1, 7)]
    asked = "- Tell us what providers see of the policy, and what you would change first.\n" * 7
    texts = write_texts(folder / "texts", "\n".join(decisions), asked)
    given = [summary], folder / "register.xlsx"
    few = write_texts(folder / "few", "- One thing to decide.\n")
    write_board(*given, folder / "few_out", council(), texts=few)
    made = write_board(*given, folder / "out", council(), texts=texts)
    return made, folder / "out"


def test_what_there_is_no_room_for_is_counted(large: tuple[Pages, Path]) -> None:
    made, _ = large
    shown = len(rows(made.board, "Contract and supplier"))
    assert room.LEAST_ATTENTION <= shown <= room.MOST_ATTENTION
    said = f"{MANY} contracts need attention: the {shown} with the most at stake, and "
    assert f"{said}{MANY - shown} more" in headings(made.board)
    watched = {what: (number, which) for what, number, which in rows(made.board, "What")}
    assert watched["Returns overdue"][0] == str(4 * MANY)
    assert watched["Weightings under the minimum"][1].endswith(f"; and {MANY - 1} more")


@pytest.mark.parametrize(
    ("room_left", "shown"), [(100, 6), (0, 3), (4 * 1.3, 4), (4 * 1.3 - 0.1, 3)]
)
def test_rows_go_as_far_as_the_room(room_left: float, shown: int) -> None:
    table = Table("", ("A",), tuple((str(n),) for n in range(8)), widths=(100,))
    assert len(room.fitting(table, room_left).rows) == shown


def pages(pdf: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf.read_bytes()))


@needs_chromium
@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("of", KINDS)
def test_the_web_page_prints_on_one_page(
    of: str, edition: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    page = (_folder(of, request) / f"{edition}.html").read_text(encoding="utf-8")
    assert printed_pages(page, tmp_path) == 1


@needs_libreoffice
def test_the_word_files_print_on_one_page(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    folders = [_folder(of, request) for of in KINDS]
    files = [out / f"{edition}.docx" for out in folders for edition in EDITIONS]
    assert [*map(pages, converted(files, "pdf", tmp_path))] == [1] * len(files)


def _folder(of: str, request: pytest.FixtureRequest) -> Path:
    if of != "small":
        out = Path(request.getfixturevalue("large")[1])
        return out if of == "large" else out.with_name("few_out")
    request.getfixturevalue("made")
    return Path(request.getfixturevalue("folder"))
