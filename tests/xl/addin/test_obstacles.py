"""What may stand in the add-in's way on a machine, and which way is open then."""

from pathlib import Path, PureWindowsPath
from typing import Any, cast

import pytest

from tests.xl.addin.test_install import Stored
from xl.addin.check import unloadable
from xl.addin.obstacles import (
    BY_GROUP_POLICY,
    BY_INTUNE,
    CHILD_PROCESSES,
    EXCEL_PATH,
    OWN_RULES,
    STORE_ADDINS,
    WIN32_CALLS,
    Finding,
    obstacles,
    route,
)
from xl.windows_registry import CLICK_TO_RUN

ADDIN = cast("Path", PureWindowsPath(r"D:\Profiles\A\AppData\Roaming\Microsoft\AddIns\SV.xlam"))
PYTHON = cast("Path", PureWindowsPath(r"D:\Profiles\A\svtools\Scripts\pythonw.exe"))
STORE_PYTHON = cast(
    "Path", PureWindowsPath(r"D:\Profiles\A\AppData\Local\Microsoft\WindowsApps\pythonw.exe")
)
IN_STORE = r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop.Excel\Office16\EXCEL.EXE"
Keys = dict[str, dict[str, Any]]


def looked_at(keys: Keys, addin: Path = ADDIN, python: Path = PYTHON) -> dict[str, Finding]:
    return {each.subject: each for each in obstacles(Stored(keys), addin, python)}


def test_a_plain_machine_has_none() -> None:
    found = list(obstacles(Stored({}), ADDIN, PYTHON))
    assert not [each for each in found if each.remedy or each.closes]
    assert route(Stored({}), found) == Finding(
        "The way that is open", "the add-in: functions and ribbon"
    )


@pytest.mark.parametrize("rule", [CHILD_PROCESSES, WIN32_CALLS])
@pytest.mark.parametrize(
    ("key", "values"),
    [
        (BY_GROUP_POLICY, "{}"),
        (OWN_RULES, "{}"),
        (BY_INTUNE, "ASRRules"),
    ],
)
@pytest.mark.parametrize(
    ("action", "told", "closes"),
    [(0, False, False), (1, True, True), (2, False, False), (6, True, False)],
)
def test_each_rule_is_read_wherever_it_is_set(
    rule: str, key: str, values: str, action: int, told: bool, closes: bool
) -> None:
    listed = f"56a863a9-875e-4185-98a7-b882c64b5ce5=1|{rule.lower()}={action}"
    content = {values: listed} if values == "ASRRules" else {rule.lower(): str(action)}
    finding = looked_at({key: content})[f"Rule {rule[:8]}"]
    assert (bool(finding.remedy), finding.closes) == (told, closes)
    if told:
        assert rule in finding.remedy
        assert str(PYTHON if rule == CHILD_PROCESSES else ADDIN) in finding.remedy


def test_a_policy_counts_more_than_what_the_machine_has_of_its_own() -> None:
    keys: Keys = {OWN_RULES: {CHILD_PROCESSES: 1}, BY_GROUP_POLICY: {CHILD_PROCESSES: "0"}}
    assert not looked_at(keys)[f"Rule {CHILD_PROCESSES[:8]}"].remedy


def test_what_is_no_number_is_no_rule() -> None:
    keys: Keys = {BY_GROUP_POLICY: {CHILD_PROCESSES: ""}, BY_INTUNE: {"ASRRules": "nonsense|=|"}}
    assert not looked_at(keys)[f"Rule {CHILD_PROCESSES[:8]}"].closes


def test_the_stores_python_and_excel_are_told() -> None:
    found = looked_at({EXCEL_PATH: {"": IN_STORE}}, python=STORE_PYTHON)
    assert found["Where Python is from"].closes
    assert found["Where Excel is from"].closes
    both = looked_at({EXCEL_PATH: {"": IN_STORE}, CLICK_TO_RUN: {"Platform": "x64"}})
    assert not both["Where Excel is from"].closes


@pytest.mark.parametrize(
    ("home", "closes"),
    [
        (r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_x64", True),
        (r"D:\Profiles\A\AppData\Local\Programs\Python\Python312", False),
    ],
)
def test_an_environment_made_of_the_stores_python_is_told(
    tmp_path: Path, home: str, closes: bool
) -> None:
    (tmp_path / "pyvenv.cfg").write_text(f"include-system-site-packages = false\nhome = {home}\n")
    python = tmp_path / "Scripts" / "pythonw.exe"
    assert looked_at({}, python=python)["Where Python is from"].closes is closes


def test_a_profile_on_a_share_is_told_and_closes_nothing() -> None:
    share = cast("Path", PureWindowsPath(r"\\server\profiles\A\AddIns\SV.xlam"))
    finding = looked_at({}, addin=share)["Where the add-in lies"]
    assert finding.remedy
    assert not finding.closes


def test_a_python_on_a_share_is_told_and_closes_nothing() -> None:
    share = cast("Path", PureWindowsPath(r"\\server\tools\svtools\Scripts\pythonw.exe"))
    finding = looked_at({}, python=share)["Where Python lies"]
    assert "install it on this machine" in finding.remedy
    assert not finding.closes
    assert not looked_at({})["Where Python lies"].remedy


def test_the_way_that_is_open_goes_by_what_is_closed() -> None:
    closed = [Finding("Rule D4F940AB", "blocks", "Ask IT.", closes=True)]
    assert "xlwings Lite" in route(Stored({}), closed).found
    for name in ("DisableOMEXCatalogs", "DisableAllCatalogs"):
        way = route(Stored({STORE_ADDINS: {name: 1}}), closed)
        assert way.found.startswith("the calculator")
        assert "new calculator" in way.remedy


def test_a_dll_that_is_none_is_told_and_one_of_other_bits_is_not_tried(tmp_path: Path) -> None:
    for bits in (32, 64):
        (tmp_path / f"xlwings{bits}-1.0.dll").write_text("no DLL")
    said = [unloadable(tmp_path / f"xlwings{bits}-1.0.dll") for bits in (32, 64)]
    assert sum(map(bool, said)) == 1
