"""The council's own workbooks: their own limits, and remedies that ask nobody for a copy."""

from dataclasses import fields
from pathlib import Path

import pytest

from svtools.errors import InputError, UnreadableFile
from svtools.jobs.opening import open_own
from svtools.workbooks import book
from svtools.workbooks.opening import open_workbook
from svtools.workbooks.package_parts import WORKBOOK, packed, unpacked
from svtools.workbooks.problems import told
from svtools.workbooks.safety import OWN, Limits

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
REGISTER = SAMPLES / "contracts_register.xlsx"


def test_limits_of_the_councils_own_workbooks_are_larger_than_for_files_from_outside() -> None:
    wider = [getattr(OWN, each.name) - getattr(Limits(), each.name) for each in fields(Limits)]
    assert min(wider) >= 0
    a_sheet_to_the_last_row = 1_048_576 * 18
    assert OWN.cells > a_sheet_to_the_last_row


def test_a_register_too_large_for_a_suppliers_file_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(book, "Limits", lambda: Limits(cells=1_000))
    with pytest.raises(UnreadableFile) as refused:
        open_workbook(REGISTER)
    assert refused.value.code == "too-large"
    assert open_own(REGISTER, "contracts_register").content.rows("contracts")


@pytest.mark.parametrize(
    ("change", "remedy"),
    [
        (lambda data: data[:-100], "Version History"),
        (lambda data: b"", "Version History"),  # noqa: ARG005  # as the others
        (lambda data: b"%PDF" + data, "Name the workbook that this tool made"),
    ],
)
def test_nobody_is_asked_for_a_copy_of_a_register(
    change: object, remedy: str, tmp_path: Path
) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(change(REGISTER.read_bytes()))  # type: ignore[operator]  # a function
    with pytest.raises(InputError) as refused:
        open_own(path, "contracts_register")
    assert remedy in refused.value.remedy
    assert "sk for" not in refused.value.remedy


def test_a_sheet_that_a_register_lost_is_put_back_and_not_asked_for(tmp_path: Path) -> None:
    parts = unpacked(REGISTER.read_bytes())
    parts[WORKBOOK] = parts[WORKBOOK].replace(b'name="Promises"', b'name="Ours"')
    rows = [name for name in parts if name.startswith("xl/worksheets/sheet3")]
    parts[rows[0]] = b"<worksheet><sheetData/></worksheet>"
    path = tmp_path / "register.xlsx"
    path.write_bytes(packed(parts))
    problems = told(open_own(path, "contracts_register").content.problems)
    (missing,) = [problem for problem in problems if problem.code == "missing-sheet"]
    assert "copy it from the version that was saved before" in missing.remedy
