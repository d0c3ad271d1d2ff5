import sys
import venv
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from svtools.cli.app import app
from svtools.errors import SvtoolsError
from svtools.settings import FOLDER_VARIABLE, named, setting
from xl.addin import bridge, build
from xl.addin import install as installing
from xl.addin.bridge import installed_version
from xl.addin.check import ASK_IT, Machine, check, refusal_of, ticket
from xl.addin.install import Places, configuration, install, of_this_user, uninstall, unreadable
from xl.addin.obstacles import Finding
from xl.windows_registry import (
    CLICK_TO_RUN,
    OPTIONS,
    POLICY,
    SECURITY,
    TRUSTED,
    Registry,
    excel_bits,
    is_ticked,
)

ROOT = Path(__file__).parents[3]
MARLBRIDGE = ROOT / "tests" / "fixtures" / "councils" / "marlbridge"
MEASURES = ROOT / "sample_workbooks" / "open_measure_set.xlsx"
NOTHING: dict[str, Path | None] = {
    "council": None,
    "measures": None,
    "edition": None,
    "postcodes": None,
}
VERSION = installed_version()
TICKED = {OPTIONS: {"OPEN": '/R "Another.xlam"', "OPEN1": f'"{build.FILE_NAME}"'}}


@dataclass
class Stored(Registry):
    """A registry of made-up keys."""

    keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    def values(self, key: str) -> Mapping[str, Any]:
        """The made-up values of a key."""
        return self.keys.get(key, {})

    def subkeys(self, key: str) -> list[str]:
        """The made-up keys below a key."""
        start = f"{key}\\"
        return [each[len(start) :] for each in self.keys if each.startswith(start)]


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A person's folders on a made-up machine, with Python in a virtual environment."""
    home = tmp_path / "home"
    scripts = tmp_path / "venv" / "Scripts"
    for folder in (home, scripts):
        folder.mkdir(parents=True)
    (scripts / "pythonw.exe").touch()
    (scripts.parent / f"xlwings64-{VERSION}.dll").touch()
    (scripts.parent / f"xlwings32-{VERSION}.dll").touch()
    monkeypatch.setenv(FOLDER_VARIABLE, str(home / ".svtools"))
    return Places(
        home / "AppData" / "Roaming" / "Microsoft" / "AddIns",
        home,
        home / ".svtools" / "settings.yaml",
        scripts / "pythonw.exe",
    )


def machine(places: Places, keys: dict[str, dict[str, Any]] | None = None) -> Machine:
    return Machine(
        places,
        Stored(keys or TICKED),
        has_module=lambda _: True,
        refusal=lambda _: "",
        unloadable=lambda _: "",
    )


def found(findings: list[Finding], subject: str) -> Finding:
    (only,) = [each for each in findings if each.subject == subject]
    return only


def test_installing_writes_the_addin_and_where_python_is(places: Places) -> None:
    assert install(places, NOTHING) == [places.addin, places.configuration, places.settings]
    assert places.addin.read_bytes() == build.content()
    written = places.configuration.read_bytes().decode()
    assert written.startswith(f'"INTERPRETER_WIN","{places.python}"\r\n')
    assert places.configuration == places.home / ".svtools" / "svtools.conf"


def test_installing_notes_the_newest_edition_and_keeps_it(places: Places) -> None:
    install(places, NOTHING)
    assert named("edition") == "open-2026"
    places.settings.write_text("edition: open-2025\n", encoding="utf-8")
    assert install(places, NOTHING) == [places.addin, places.configuration]
    assert named("edition") == "open-2025"


def test_installing_over_an_installation_of_before_keeps_its_edition(places: Places) -> None:
    """No figure in anybody's sheet changes with an upgrade."""
    places.addins.mkdir(parents=True)
    places.addin.touch()
    install(places, NOTHING)
    assert named("edition") == "open-2025"
    install(places, NOTHING | {"edition": Path("open-2026")})
    assert named("edition") == "open-2026"


def test_a_council_without_a_set_that_ships_has_no_edition(places: Places) -> None:
    install(places, NOTHING | {"council": MARLBRIDGE})
    assert named("edition") is None


def test_installing_notes_the_settings(places: Places) -> None:
    install(places, NOTHING | {"measures": MEASURES})
    assert setting("measures") == MEASURES
    assert setting("council") is None


def test_installing_again_keeps_the_settings_that_are_not_given(places: Places) -> None:
    install(places, NOTHING | {"council": MARLBRIDGE})
    postcodes = places.home / "postcodes.csv"
    postcodes.write_text("Postcode\nZZ1 1AA\n", encoding="utf-8")
    install(places, NOTHING | {"postcodes": postcodes})
    install(places, NOTHING)
    assert yaml.safe_load(places.settings.read_text(encoding="utf-8")) == {
        "council": str(MARLBRIDGE),
        "postcodes": str(postcodes),
    }
    assert uninstall(places, Stored())[1] == []


def test_measures_that_do_not_fit_the_council_are_refused(places: Places) -> None:
    install(places, NOTHING | {"council": MARLBRIDGE})
    with pytest.raises(SvtoolsError, match=r"has \d+ problems"):
        install(places, NOTHING | {"measures": MEASURES})
    assert setting("measures") is None


@pytest.mark.parametrize(
    ("name", "path", "said"),
    [
        ("council", Path("nowhere"), "There is no .*nowhere"),
        ("council", ROOT / "docs", "council.yaml"),
        ("edition", Path("open-1066"), "No measure set 'open-1066'"),
        ("measures", ROOT / "README.md", "README.md"),
    ],
)
def test_a_setting_that_can_not_be_used_stops_before_anything_is_written(
    name: str, path: Path, said: str, places: Places
) -> None:
    with pytest.raises(SvtoolsError, match=said):
        install(places, NOTHING | {name: path})
    assert not places.addin.exists()
    assert not places.configuration.exists()


def test_no_python_without_a_window_is_told(places: Places) -> None:
    places.python.unlink()
    with pytest.raises(SvtoolsError, match=r"no .*pythonw\.exe, which Excel has to start"):
        install(places, NOTHING)


def test_excel_that_holds_the_file_is_told(places: Places) -> None:
    places.addin.mkdir(parents=True)  # so that nothing can take its place
    with pytest.raises(SvtoolsError, match="Close Excel, and run this again"):
        install(places, NOTHING)


def test_a_path_that_vba_can_not_read_is_told(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "code_page", lambda: "cp1252")
    folder = places.home / "Žofia"
    folder.mkdir()
    (folder / "pythonw.exe").touch()
    install(replace(places, python=folder / "pythonw.exe"), NOTHING)
    (places.home / "Ωmega").mkdir()
    greek = places.home / "Ωmega" / "pythonw.exe"
    greek.touch()
    with pytest.raises(SvtoolsError, match="has the character 'Ω', which VBA can't read"):
        install(replace(places, python=greek), NOTHING)
    assert configuration(places.configuration)["INTERPRETER_WIN"].endswith("Žofia/pythonw.exe")


def test_an_own_folder_that_vba_can_not_read_is_told(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """VBA and xlwings' DLL take paths in the code page; seen with the DLL itself."""
    monkeypatch.setattr(installing, "code_page", lambda: "cp1252")
    polish = replace(places, home=places.home / "Łucja")
    with pytest.raises(SvtoolsError, match="has the character 'Ł'") as refused:
        install(polish, NOTHING)
    assert "ask IT for the bundle" in refused.value.remedy
    finding = found(check(machine(polish)), "Settings for VBA")
    assert finding.closes
    assert "can't read here" in finding.found
    assert unreadable(replace(places, home=places.home / "José")) is None
    assert unreadable(replace(polish, for_all=True)) is None


def test_uninstalling_takes_away_what_installing_wrote(places: Places) -> None:
    before = sorted(places.home.rglob("*"))
    install(places, NOTHING | {"council": MARLBRIDGE})
    removed, kept = uninstall(places, Stored())
    assert set(removed) == {places.addin, places.configuration, places.settings}
    assert kept == []
    assert [path for path in sorted(places.home.rglob("*")) if path.is_file()] == []
    assert before == []
    assert not places.configuration.parent.exists()


def test_uninstalling_keeps_settings_that_were_edited(places: Places) -> None:
    install(places, NOTHING | {"council": MARLBRIDGE})
    places.settings.write_text(f"council: {MARLBRIDGE}\n# mine\n", encoding="utf-8")
    beside = places.addins / "Another.xlam"
    beside.touch()
    _, kept = uninstall(places, Stored())
    assert kept == [places.settings]
    assert places.settings.exists()
    assert beside.exists()
    assert not places.addin.exists()


def test_uninstalling_what_is_not_there_does_nothing(places: Places) -> None:
    assert uninstall(places, Stored())[0] == []


def test_uninstalling_waits_until_excel_no_longer_loads_it(places: Places) -> None:
    install(places, NOTHING)
    with pytest.raises(SvtoolsError, match="still ticked"):
        uninstall(places, Stored(TICKED))
    assert places.addin.exists()


def test_a_council_is_set_by_its_name(places: Places) -> None:
    install(places, NOTHING | {"council": Path("rotherham")})
    assert "Rotherham" in found(check(machine(places)), "Council").found


def test_another_addin_is_not_taken_for_ours() -> None:
    assert is_ticked(Stored(TICKED), build.FILE_NAME)
    assert not is_ticked(Stored({OPTIONS: {"OPEN": '"Another.xlam"'}}), build.FILE_NAME)
    assert not is_ticked(Stored({OPTIONS: {"Font": build.FILE_NAME}}), build.FILE_NAME)


@pytest.mark.parametrize(("platform", "bits"), [("x64", 64), ("x86", 32), (None, None)])
def test_excels_bits(platform: str | None, bits: int | None) -> None:
    assert excel_bits(Stored({CLICK_TO_RUN: {"Platform": platform}})) == bits


def test_a_machine_in_order_needs_nothing(places: Places) -> None:
    install(places, NOTHING | {"council": MARLBRIDGE})
    findings = check(machine(places))
    assert [each for each in findings if each.remedy] == []
    assert "Marlbridge" in found(findings, "Council").found
    assert "All checks passed." in ticket(machine(places), findings)


def test_a_machine_with_nothing_says_so(places: Places) -> None:
    bare = replace(machine(places), registry=Stored(), has_module=lambda _: False)
    findings = check(bare)
    wrong = {each.subject for each in findings if each.remedy}
    assert wrong == {"pywin32", "The add-in file", "Settings for VBA", "Ticked in Excel"}
    asked = ticket(bare, findings)
    assert str(places.python) in asked
    assert "- The add-in file: not in" in asked


@pytest.mark.parametrize(
    ("change", "subject", "said"),
    [
        ({"python_version": (3, 10)}, "Python", "3.10"),
        ({"xlwings_version": None}, "xlwings", "not installed"),
        ({"xlwings_version": "0.1"}, "xlwings64-0.1.dll", "neither in"),
        ({"has_module": lambda name: name != "pythoncom"}, "pywin32", "not installed"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_python_lacks_is_found(
    change: dict[str, Any], subject: str, said: str, places: Places
) -> None:
    install(places, NOTHING)
    finding = found(check(replace(machine(places), **change)), subject)
    assert said in finding.found
    assert finding.remedy


def test_a_python_without_this_tool_is_found(places: Places, tmp_path: Path) -> None:
    findings = check(replace(machine(places), refusal=lambda _: "No module named 'xl'"))
    assert found(findings, "Functions in that Python").remedy
    assert refusal_of(Path(sys.executable)) == ""
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=False)
    python = next(path for path in bare.glob("*/python*") if path.is_file())
    assert refusal_of(python).startswith("ModuleNotFoundError: No module named 'xl")
    assert "pythonw.exe" in refusal_of(places.python)


def test_only_the_dll_of_excels_bits_is_needed(places: Places) -> None:
    (places.python.parent.parent / f"xlwings32-{VERSION}.dll").unlink()
    ticked = TICKED[OPTIONS]
    keys = {OPTIONS: ticked, CLICK_TO_RUN: {"Platform": "x64"}}
    findings = check(machine(places, keys))
    assert not found(findings, f"xlwings64-{VERSION}.dll").remedy
    assert not [each for each in findings if each.subject.startswith("xlwings32")]
    keys[CLICK_TO_RUN] = {"Platform": "x86"}
    assert found(check(machine(places, keys)), f"xlwings32-{VERSION}.dll").remedy


def test_a_part_of_xlwings_that_was_taken_away_is_told(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "SOURCE", "taken_away.bas")
    with pytest.raises(SvtoolsError, match=r"taken_away\.bas.* antivirus"):
        install(places, NOTHING)
    places.addins.mkdir(parents=True)
    places.addin.write_bytes(b"of yesterday")
    finding = found(check(machine(places)), "The add-in file")
    assert "taken_away.bas" in finding.found
    assert "antivirus" in finding.remedy


def test_an_addin_of_another_version_is_found(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(places, NOTHING)
    modules = build.all_modules()
    monkeypatch.setattr(build, "all_modules", lambda: modules[1:])
    finding = found(check(machine(places)), "The add-in file")
    assert "of another version" in finding.found
    assert finding.remedy == "Run: svtools addin install"


def test_a_signed_addin_is_current(places: Places) -> None:
    install(places, NOTHING)
    with zipfile.ZipFile(places.addin, "a") as archive:
        archive.writestr("xl/vbaProjectSignature.bin", b"made up")
    finding = found(check(machine(places)), "The add-in file")
    assert "current; signed or saved" in finding.found
    assert not finding.remedy


def test_a_damaged_addin_is_found(places: Places) -> None:
    install(places, NOTHING)
    places.addin.write_bytes(b"nothing")
    assert "no add-in" in found(check(machine(places)), "The add-in file").found


@pytest.mark.parametrize(("zone", "blocked"), [(3, True), (4, True), (2, False), (0, False)])
def test_windows_mark_of_a_downloaded_file_is_found(
    zone: int, blocked: bool, places: Places
) -> None:
    install(places, NOTHING)
    stream = Path(f"{places.addin}:Zone.Identifier")
    stream.write_text(f"[ZoneTransfer]\nZoneId={zone}\n", encoding="ascii")
    assert bool(found(check(machine(places)), "Mark of the Web").remedy) is blocked


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('"INTERPRETER_WIN","C:\\gone\\pythonw.exe"', "which is not there"),
        ('"SOMETHING","else"', "not there or empty"),
        ("INTERPRETER_WIN=pythonw", "not there or empty"),
    ],
)
def test_a_wrong_settings_file_of_vba_is_found(content: str, said: str, places: Places) -> None:
    install(places, NOTHING)
    places.configuration.write_text(content, encoding="ascii")
    finding = found(check(machine(places)), "Settings for VBA")
    assert said in finding.found
    assert finding.remedy


def test_another_python_than_this_one_is_found(places: Places) -> None:
    install(places, NOTHING)
    other = places.home / "pythonw.exe"
    other.touch()
    finding = found(check(machine(replace(places, python=other))), "Settings for VBA")
    assert "another Python" in finding.found


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("council: /nowhere\n", "Council"),
        ("measures: /nowhere/measures.xlsx\n", "Measures"),
        ("postcodes: /nowhere/postcodes.csv\n", "Local postcodes"),
        ("council: 7\n", "Council"),
        (f"measures: {ROOT / 'README.md'}\n", "Measures"),
    ],
)
def test_settings_that_lead_nowhere_are_found(text: str, subject: str, places: Places) -> None:
    install(places, NOTHING)
    places.settings.write_text(text, encoding="utf-8")
    assert found(check(machine(places)), subject).remedy


LOCATION = rf"{SECURITY}\{TRUSTED}\Location7"


@pytest.mark.parametrize(
    ("keys", "subject", "said", "remedy"),
    [
        ({}, "Macro setting", "asked about (own setting)", ""),
        ({SECURITY: {"VBAWarnings": 1}}, "Macro setting", "all macros run (own setting)", ""),
        ({POLICY: {"VBAWarnings": 3}}, "Macro setting", "signed macros run (by policy)", ASK_IT),
        ({POLICY: {"VBAWarnings": 4}}, "Macro setting", "no macros run (by policy)", ASK_IT),
        ({SECURITY: {"VBAWarnings": 9}}, "Macro setting", "unknown setting 9", ASK_IT),
        ({POLICY: {"RequireAddinSig": 1}}, "Add-ins", "signed by a trusted publisher", ASK_IT),
        (
            {POLICY: {"RequireAddinSig": 1}, LOCATION: {"Path": r"%APPDATA%\Microsoft\AddIns"}},
            "Add-ins", "allowed", "",
        ),
        ({POLICY: {"DisableAllAddins": 1}}, "Add-ins", "disabled", "Ask IT to allow this one."),
        ({POLICY: {"blockcontentexecutionfrominternet": 1}}, "Add-ins", "downloaded", ""),
        (
            {POLICY: {"VBAWarnings": 4}, LOCATION: {"Path": r"%APPDATA%\Microsoft\AddIns"}},
            "Macro setting", "no macros run", "",
        ),
        (
            {POLICY: {"VBAWarnings": 4}, LOCATION: {"Path": r"%APPDATA%\Microsoft\AddIns"},
             rf"{POLICY}\{TRUSTED}": {"AllLocationsDisabled": 1}},
            "Macro setting", "no macros run", ASK_IT,
        ),
        (
            {POLICY: {"VBAWarnings": 4}, LOCATION: {"Path": r"C:\Elsewhere"}},
            "Macro setting", "no macros run", ASK_IT,
        ),
    ],
)  # fmt: skip
def test_what_policy_says_is_found(
    keys: dict[str, dict[str, Any]], subject: str, said: str, remedy: str, places: Places
) -> None:
    finding = found(check(machine(places, {"": {}, **keys})), subject)
    assert said in finding.found
    assert finding.remedy == remedy


@pytest.mark.skipif(sys.platform == "win32", reason="this is Windows")
def test_this_system_is_told_where_it_is_no_windows() -> None:
    with pytest.raises(SvtoolsError, match="Excel for Windows only"):
        of_this_user()


@pytest.mark.skipif(sys.platform == "win32", reason="this is Windows")
def test_the_commands_build_and_refuse_elsewhere(tmp_path: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(app, ["addin", "build", "--output", str(tmp_path / "made")])
    assert done.exit_code == 0
    assert (tmp_path / "made" / build.FILE_NAME).is_file()
    for command in ("install", "check", "uninstall"):
        refused = runner.invoke(app, ["addin", command])
        assert isinstance(refused.exception, SvtoolsError)


@pytest.fixture
def on_windows(places: Places, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setattr("xl.addin.install.of_this_user", lambda: places)
    monkeypatch.setattr("xl.windows_registry.Registry", Stored)
    return places


def test_the_commands_install_check_and_uninstall(on_windows: Places) -> None:
    runner = CliRunner()
    done = runner.invoke(app, ["addin", "install", "--council", str(MARLBRIDGE)])
    assert done.exit_code == 0
    assert "tick 'Social Value Tools'" in done.output
    checked = runner.invoke(app, ["addin", "check"])
    assert checked.exit_code == 1  # it is not ticked, and pywin32 is for Windows
    assert "For a request to IT:" in checked.output
    gone = runner.invoke(app, ["addin", "uninstall"])
    assert (gone.exit_code, gone.output.count("Removed")) == (0, 3)
    assert configuration(on_windows.configuration) == {}
    assert "was not installed" in runner.invoke(app, ["addin", "uninstall"]).output


def test_excels_keys_are_those_that_microsoft_names() -> None:
    assert [OPTIONS, SECURITY, POLICY] == [
        r"HKCU\Software\Microsoft\Office\16.0\Excel\Options",
        r"HKCU\Software\Microsoft\Office\16.0\Excel\Security",
        r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security",
    ]
