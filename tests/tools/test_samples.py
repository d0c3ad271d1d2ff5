"""The samples are what the tool makes of their source today."""

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pytest

from svtools import yamlfile
from svtools.folders import templates_folder
from svtools.workbooks.copies import Copy
from svtools.workbooks.write import Master, build
from tests.making import spot
from tests.workbooks.peoples_parts import packed as repacked
from tests.workbooks.peoples_parts import parts_of
from tests.workbooks.plain_writer import plain
from tests.workbooks.same_workbook import differences as differences_of
from tools.samples import RETURNS, SOURCE, build_samples
from tools.statement_sample import FOLDER as STATEMENT
from tools.statement_sample import TEXTS

SAMPLES = Path(__file__).resolve().parents[2] / "sample_workbooks"
MOST_TOLD, MOST_SAID = 5, 200
ABSENT = ("absent",)
LOT = spot("contract.lot")[1]


def source() -> Any:
    return yamlfile.read(SAMPLES / SOURCE)


def made_by(who: str) -> set[str]:
    return {f"{RETURNS}/{spec['file']}" for spec in source()["returns"] if spec["made_by"] == who}


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def is_source(name: str) -> bool:
    is_text = name.startswith(f"{STATEMENT}/{TEXTS}/")
    return is_text or name.endswith(".yaml") or name in made_by("office") | made_by("hand")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples made anew from their source and from what LibreOffice or a hand made."""
    folder = tmp_path_factory.mktemp("rebuilt") / SAMPLES.name
    for name in files(SAMPLES):
        if is_source(name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(SAMPLES / name, folder / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Master, "print", remembered)
        assert list(build_samples(folder))
    return folder


PRINTED: dict[tuple[str, bool], Copy] = {}
"""The first workbook that was printed of each template, and the first blank one."""

_print = Master.print


def remembered(master: Master, copy: Copy, stream: BinaryIO) -> None:
    PRINTED.setdefault((copy.template.name, copy.blank), copy)
    _print(master, copy, stream)


@pytest.mark.usefixtures("rebuilt")
def test_samples_of_every_job_are_as_the_plain_writer_has_them() -> None:
    """It takes seconds: the plain writer calculates and writes each of them twice."""
    assert len(PRINTED) > len(list(templates_folder().glob("*.yaml"))) / 2
    for copy in PRINTED.values():
        made = build(copy.template, copy.data, blank=copy.blank)
        found = differences_of(made, plain(copy.template, copy.data, blank=copy.blank))
        assert found == [], copy.template.name


def test_the_samples_are_the_files_that_their_source_names(rebuilt: Path) -> None:
    assert files(SAMPLES) == files(rebuilt)
    assert made_by("tool") | made_by("office") | made_by("hand") <= files(SAMPLES)


def test_no_sample_is_out_of_date(rebuilt: Path) -> None:
    stale = {
        name: differences
        for name in sorted(files(SAMPLES) & files(rebuilt))
        if (differences := list(compared(SAMPLES / name, rebuilt / name)))
    }

    assert stale == {}, "rebuild with: python -m tools"


def test_the_source_holds_what_is_promised() -> None:
    content = source()
    contracts, returns = content["contracts"], content["returns"]
    faults = {spec.get("fault", "") for spec in returns}

    assert len(contracts) >= 12
    assert {row["category"] for row in contracts} == {
        "supplies and services",
        "light touch",
        "works",
    }
    assert any("lot" in row for row in contracts)
    assert len(returns) >= 16
    assert {spec["file"].rpartition(".")[2] for spec in returns if spec["made_by"] == "office"} == {
        "xlsx",
        "ods",
    }
    assert {
        "wrong workbook",
        "older version",
        "text in a number",
        "blank",
        "#REF!",
        "inserted rows",
        "changed promise",
        "password",
        "duplicate",
        "late resubmission that changes an earlier quarter",
        "",
    } <= faults


def without_hashes(path: Path) -> str:
    return re.sub(r"\b[0-9a-f]{64}\b", "a hash", path.read_text(encoding="utf-8-sig"))


def text_of_word(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return package.read("word/document.xml").decode()


READ: dict[str, Callable[[Path], str]] = {
    ".json": without_hashes,
    ".csv": without_hashes,
    ".docx": text_of_word,
}
"""What of a file may differ only where the file itself does; workbooks' bytes and hashes may."""


def compared(kept: Path, rebuilt: Path) -> Iterator[str]:
    """How two files differ: nothing where the bytes are the same, for workbooks by the cell.

    Another machine or another version of a library may pack the same workbook otherwise.
    """
    if kept.read_bytes() == rebuilt.read_bytes():
        return
    if kept.suffix in READ:
        yield from () if READ[kept.suffix](kept) == READ[kept.suffix](rebuilt) else ("other text",)
        return
    if kept.suffix != ".xlsx":
        yield "other bytes"
        return
    told = list(_told(kept, rebuilt))
    yield from told[:MOST_TOLD]
    if len(told) > MOST_TOLD:
        yield f"and {len(told) - MOST_TOLD} more"


def _told(kept: Path, rebuilt: Path) -> Iterator[str]:
    """Differences of formulas and looks, then of the results that are stored beside them."""
    for stored in (False, True):
        yield from differences(kept, rebuilt, stored=stored)


def differences(kept: Path, rebuilt: Path, *, stored: bool) -> Iterator[str]:
    old, new = cells(kept, stored=stored), cells(rebuilt, stored=stored)
    for place in sorted(old.keys() | new.keys()):
        was, now = old.get(place, ABSENT), new.get(place, ABSENT)
        if was != now:
            pairs = zip_longest(was, now)
            told = [f"{a!r} is {b!r} now"[:MOST_SAID] for a, b in pairs if a != b]
            yield f"{'!'.join(place)}: {'; '.join(told)}"


def cells(path: Path, *, stored: bool) -> dict[tuple[str, str], Any]:
    """What every sheet looks like, and what every cell holds: its formula, or what is stored."""
    book = openpyxl.load_workbook(path, data_only=stored)
    try:
        found: dict[tuple[str, str], Any] = {}
        for number, sheet in enumerate(book.worksheets):
            found[sheet.title, ""] = (number, *_setting(sheet))
            for row in sheet.iter_rows():
                found |= {(sheet.title, c.coordinate): (c.value, *_look(c)) for c in row}
        return found
    finally:
        book.close()


def _setting(sheet: Any) -> tuple[Any, ...]:
    asked = sorted(
        f"{v.type} {v.formula1} {v.sqref}" for v in sheet.data_validations.dataValidation
    )
    toned = sorted(str(each.sqref) for each in sheet.conditional_formatting)
    widths = {name: column.width for name, column in sheet.column_dimensions.items()}
    return sheet.freeze_panes, sheet.protection.sheet, sheet.sheet_state, asked, toned, widths


def _look(cell: Any) -> tuple[str, ...]:
    parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
    return (cell.number_format, *map(repr, parts)) if cell.has_style else ()


def _value(book: Any) -> None:
    book["Start"][LOT] = "Another answer"


def _formula(book: Any) -> None:
    book["Sign off"]["B9"] = "=1+1"


def _format(book: Any) -> None:
    book["Start"][LOT].number_format = "0.000"


def _unlock(book: Any) -> None:
    book["Start"].protection.sheet = False


def _rename(book: Any) -> None:
    book["Start"].title = "Agreement"


def saved(kept: Path, path: Path, change: Callable[[Any], None] = lambda _: None) -> Path:
    """The workbook packed by another library, with a change in it."""
    book = openpyxl.load_workbook(kept)
    change(book)
    book.save(path)
    book.close()
    return path


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (_value, {f"Start!{LOT}"}),
        (_formula, {"Sign off!B9"}),
        (_format, {f"Start!{LOT}"}),
        (_unlock, {"Start!"}),
    ],
)
def test_a_change_of_one_thing_would_be_found(
    change: Callable[[Any], None], places: set[str], tmp_path: Path
) -> None:
    kept = SAMPLES / "blank" / "blank_monitoring.xlsx"
    changed = saved(kept, tmp_path / kept.name, change)

    assert {told.partition(":")[0] for told in differences(kept, changed, stored=False)} == places


def test_a_renamed_sheet_would_be_found(tmp_path: Path) -> None:
    kept = SAMPLES / "blank" / "blank_monitoring.xlsx"
    changed = saved(kept, tmp_path / kept.name, _rename)

    assert {"Start!", "Agreement!"} <= {
        told.partition(":")[0] for told in differences(kept, changed, stored=False)
    }


def test_a_result_that_is_not_stored_would_be_found(tmp_path: Path) -> None:
    kept = SAMPLES / "contracts_register.xlsx"
    without_results = saved(kept, tmp_path / kept.name)

    assert list(differences(kept, without_results, stored=False)) == []
    assert list(compared(kept, without_results)) != []


def test_the_same_cells_packed_otherwise_are_no_change(tmp_path: Path) -> None:
    kept = SAMPLES / "open_measure_set.xlsx"
    packed = tmp_path / kept.name
    packed.write_bytes(repacked(parts_of(kept.read_bytes())))

    assert packed.read_bytes() != kept.read_bytes()
    assert list(compared(kept, packed)) == []
