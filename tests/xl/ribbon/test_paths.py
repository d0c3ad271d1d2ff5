"""Files kept online, on network shares and with long names: found for certain, or refused."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from svtools.errors import InputError
from tests.xl.ribbon.stand_in import CANCEL, REGISTER, press
from xl.paths import local_path, path_to_write, refuse_missing, refuse_too_long

PERSONAL = "https://d.docs.live.net/1a2b3c4d"
BUSINESS = "https://marlbridge-my.sharepoint.com/personal/jo_b_marlbridge_gov_uk/Documents"
SITE = "https://marlbridge.sharepoint.com/sites/SocialValue/Shared Documents"


@pytest.fixture(autouse=True)
def no_onedrive(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OneDrive", "OneDriveConsumer", "OneDriveCommercial"):
        monkeypatch.delenv(name, raising=False)


def put(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(REGISTER.read_bytes())
    return path


@pytest.mark.parametrize("variable", ["OneDriveConsumer", "OneDrive"])
@pytest.mark.parametrize("written", ["My contracts", "My%20contracts"])
def test_a_personal_onedrive(
    variable: str, written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path / "My contracts" / "register #1.xlsx")
    monkeypatch.setenv(variable, str(tmp_path))
    assert local_path(f"{PERSONAL}/{written}/register #1.xlsx") == file


@pytest.mark.parametrize("variable", ["OneDriveCommercial", "OneDrive"])
def test_the_works_onedrive(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put(tmp_path / "register.xlsx")
    monkeypatch.setenv(variable, str(tmp_path))
    assert local_path(f"{BUSINESS}/register.xlsx") == file


def test_one_folder_under_two_variables_is_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "register.xlsx")
    monkeypatch.setenv("OneDrive", str(tmp_path))
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    assert local_path(f"{BUSINESS}/register.xlsx").is_file()


@pytest.mark.parametrize(
    "synced",
    [
        "Marlbridge/Social Value - Documents/2026/register.xlsx",
        "Marlbridge/Social Value - 2026/register.xlsx",
        "OneDrive - Marlbridge/Documents - Social Value/2026/register.xlsx",
        "OneDrive - Marlbridge/2026 - Social Value/register.xlsx",
    ],
)
def test_a_site_is_found_by_the_names_that_onedrive_gives(
    synced: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "OneDrive - Marlbridge"
    own.mkdir()
    file = put(tmp_path / synced)
    monkeypatch.setenv("OneDriveCommercial", str(own))
    assert local_path(f"{SITE}/2026/register.xlsx") == file
    assert path_to_write(f"{SITE}/2026/new name.xlsx") == file.with_name("new name.xlsx")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "Marlbridge/Other Site - Documents/2026/register.xlsx",
        "OneDrive - Marlbridge/2026/register.xlsx",
        "Marlbridge/Social Value - 2025/register.xlsx",
        "Marlbridge/Social Value - Documents/register.xlsx",
    ],
)
def test_a_file_of_the_same_name_elsewhere_is_never_taken(
    elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / elsewhere)
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "OneDrive - Marlbridge"))
    (tmp_path / "OneDrive - Marlbridge").mkdir(exist_ok=True)
    with pytest.raises(InputError, match="no copy of it is found on this computer") as refused:
        local_path(f"{SITE}/2026/register.xlsx")
    assert "'register.xlsx' is kept online (marlbridge.sharepoint.com)" in refused.value.what
    assert "Save a Copy" in refused.value.remedy


def test_two_possible_files_are_refused_with_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = put(tmp_path / "one" / "register.xlsx"), put(tmp_path / "two" / "register.xlsx")
    monkeypatch.setenv("OneDriveCommercial", str(one.parent))
    monkeypatch.setenv("OneDrive", str(other.parent))
    with pytest.raises(InputError, match="several files") as refused:
        local_path(f"{BUSINESS}/register.xlsx")
    assert str(one) in refused.value.what
    assert str(other) in refused.value.what


@pytest.mark.parametrize(
    "name",
    [
        f"{PERSONAL}/register.xlsx",
        f"{BUSINESS}/register.xlsx",
        f"{SITE}/register.xlsx",
        "https://marlbridge.sharepoint.com/sites",
        "https://files.example/register.xlsx",
        "HTTPS://FILES.EXAMPLE/register.xlsx",
        r"\\marlbridge.sharepoint.com@SSL\DavWWWRoot\sites\SocialValue\register.xlsx",
        r"\\marlbridge.sharepoint.com\DavWWWRoot\sites\SocialValue\register.xlsx",
    ],
)
def test_what_is_only_online_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="is kept online"):
        local_path(name)


class Key(SimpleNamespace):
    """A key of a made-up registry."""

    def __enter__(self) -> "Key":
        return self

    def __exit__(self, *_: object) -> None:
        return None


def winreg() -> Any:
    """Windows' own module, without keys."""
    made: Any = ModuleType("winreg")
    made.HKEY_CURRENT_USER, made.HKEY_LOCAL_MACHINE = object(), object()
    made.KEY_READ, made.KEY_WOW64_64KEY = 0x20019, 0x100
    return made


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, str]]:
    """What OneDrive says it syncs, in a made-up Windows registry."""
    synced: dict[str, dict[str, str]] = {}
    start = r"SOFTWARE\SyncEngines\Providers\OneDrive"
    made = winreg()

    def open_key(hive: object, path: str, *_: int) -> Key:
        assert hive is made.HKEY_CURRENT_USER
        if path == start:
            return Key(keys=list(synced), values=[])
        return Key(keys=[], values=list(synced[path.removeprefix(f"{start}\\")].items()))

    made.OpenKey = open_key
    made.QueryInfoKey = lambda key: (len(key.keys), len(key.values), 0)
    made.EnumKey = lambda key, at: key.keys[at]
    made.EnumValue = lambda key, at: (*key.values[at], 1)
    monkeypatch.setitem(sys.modules, "winreg", made)
    return synced


def test_what_onedrive_says_it_syncs_decides(
    registry: dict[str, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path / "Somewhere" / "2026" / "register.xlsx")
    registry["a"] = {"URLNamespace": f"{SITE}/", "MountPoint": str(tmp_path / "Somewhere")}
    registry["broken"] = {"URLNamespace": f"{PERSONAL}/"}
    assert local_path(f"{SITE}/2026/register.xlsx") == file
    assert local_path(f"{SITE.upper().replace('HTTPS', 'https')}/2026/register.xlsx") == file
    put(tmp_path / "own" / "register.xlsx")
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "own"))
    with pytest.raises(InputError, match="no copy of it"):  # a colleague's OneDrive, not one's own
        local_path(f"{BUSINESS}/register.xlsx")


def test_a_folder_of_a_library_that_onedrive_syncs(
    registry: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    mount = tmp_path / "Social Value - 2026"
    file = put(mount / "Q1" / "register.xlsx")
    registry["a"] = {"URLNamespace": f"{SITE}/", "MountPoint": str(mount)}
    assert local_path(f"{SITE}/2026/Q1/register.xlsx") == file


def test_a_registry_without_onedrive_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = winreg()

    def nothing(*_: object) -> None:
        raise FileNotFoundError

    made.OpenKey = nothing
    monkeypatch.setitem(sys.modules, "winreg", made)
    file = put(tmp_path / "register.xlsx")
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    assert local_path(f"{BUSINESS}/register.xlsx") == file


@pytest.mark.parametrize(
    "name",
    [r"C:\Contracts\register.xlsx", r"\\nas01\contracts\register.xlsx", "/contracts/register.xlsx"],
)
def test_paths_of_this_computer_and_its_network_stay_as_they_are(name: str) -> None:
    assert str(local_path(name)) == name


def test_a_share_that_cannot_be_reached_is_told() -> None:
    with pytest.raises(InputError, match="can't be reached") as refused:
        refuse_missing(Path(r"\\nas01\contracts\2026\register.xlsx"))
    assert r"'register.xlsx' on the network share \\nas01\contracts" in refused.value.what
    assert "council's network" in refused.value.remedy


@pytest.mark.parametrize(("length", "fits"), [(218, True), (219, False)])
def test_the_longest_path_that_excel_takes(length: int, fits: bool) -> None:
    path = Path("C:/" + "x" * (length - 8) + ".xlsx")
    assert len(str(path)) == length
    if fits:
        refuse_too_long(path)
        return
    with pytest.raises(InputError, match="has 219 characters; Excel takes 218"):
        path_to_write(str(path))


def test_a_missing_file_with_a_path_too_long_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Excel takes 218"):
        refuse_missing(tmp_path / ("x" * 220))


@pytest.mark.parametrize("answer", [True, False, CANCEL])
def test_the_copy_of_a_register_kept_online_is_named_before_it_is_used(
    answer: bool | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(tmp_path / "register.xlsx")
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    more = [("Which financial year?", CANCEL)] if answer else []
    excel = press(
        "new_monitoring_workbooks",
        ("is kept online", answer),
        *more,
        active=f"{BUSINESS}/register.xlsx",
    )
    assert str(file) in excel.asked[0]
    assert excel.said == []


def test_a_register_that_is_only_online_is_asked_for_and_then_refused() -> None:
    excel = press(
        "new_monitoring_workbooks",
        ("Choose the contracts register", f"{SITE}/register.xlsx"),
        active=f"{SITE}/register.xlsx",
    )
    assert "'register.xlsx' is kept online" in excel.warned[0]
    assert "Sync its folder with OneDrive" in excel.warned[0]


@pytest.mark.parametrize("name", [f"{SITE}/measures.xlsx", r"\\srv@SSL\DavWWWRoot\measures.xlsx"])
def test_saving_to_a_place_that_is_only_online_is_refused(name: str) -> None:
    excel = press("measures", ("Where shall", name))
    assert "is kept online" in excel.warned[0]
