"""The folder for IT, made from made-up wheels and a made-up interpreter, without a network."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from typer.testing import CliRunner

from svtools.cli.app import app
from svtools.errors import SvtoolsError
from svtools.settings import FOLDER_VARIABLE, named
from tests.xl.addin.made_up_bundle import DLL, OURS, XLWINGS, checksum, files, made, make_wheel
from xl.addin import build
from xl.addin import bundle as bundling
from xl.addin import wheels as collecting
from xl.addin.bundle import write_bundle
from xl.addin.check import Machine, check
from xl.addin.install import install, places_of
from xl.addin.wheels import download
from xl.windows_registry import Registry


@pytest.fixture(scope="module", autouse=True)
def _addin_is_built_once() -> Iterator[None]:
    addin = build.content()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "content", lambda: addin)
        yield


def test_the_bundle_has_all_that_excel_starts(tmp_path: Path, python: Path, wheels: Path) -> None:
    bundle = made(tmp_path, python, wheels)
    root = bundle.folder / "app" / "python"
    packages = root / "Lib" / "site-packages"
    assert (root / DLL).read_text() == "a DLL"  # beside pythonw.exe, where the add-in looks
    assert (root / "pythonw.exe").is_file()
    assert (packages / "xlwings" / "fast.pyd").is_file()
    assert (packages / f"{OURS}.dist-info" / "METADATA").is_file()
    assert (bundle.folder / "app" / "Social Value Tools.xlam").is_file()
    assert bundle.packages == 5
    assert not list(bundle.folder.rglob("scripts"))


def test_the_interpreter_reads_nothing_but_its_own_folder(
    tmp_path: Path, python: Path, wheels: Path
) -> None:
    bundle = made(tmp_path, python, wheels)
    paths = (bundle.folder / "app" / "python" / "python312._pth").read_bytes()
    assert paths == b"python312.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n"


def test_every_wheel_is_pinned_with_its_checksum(
    tmp_path: Path, python: Path, wheels: Path
) -> None:
    bundle = made(tmp_path, python, wheels)
    lines = (bundle.folder / "requirements.txt").read_text().splitlines()
    jinja = checksum(wheels / "jinja2-3.1.6-py3-none-any.whl")
    assert lines[0] == f"jinja2==3.1.6 --hash=sha256:{jinja}"
    assert len(lines) == 5
    assert lines[3].startswith("# social-value-tools==")


def test_a_wheel_that_is_missing_is_named(tmp_path: Path, python: Path, wheels: Path) -> None:
    (wheels / "markupsafe-3.0.2-cp312-cp312-win_amd64.whl").unlink()
    make_wheel(wheels, "markupsafe-3.0.2", tag="cp311-cp311-win_amd64")  # another Python's
    make_wheel(wheels, "markupsafe-3.0.3", tag="cp312-cp312-manylinux_2_17_x86_64")
    make_wheel(wheels, "markupsafe-1.0")  # too old
    with pytest.raises(SvtoolsError, match=r"Python 3\.12 on 64-bit Windows of: MarkupSafe>=2\.0"):
        made(tmp_path, python, wheels)
    assert not (tmp_path / "bundle" / "app").exists()


def test_a_wheel_that_writes_elsewhere_is_refused(
    tmp_path: Path, python: Path, wheels: Path
) -> None:
    make_wheel(wheels, "jinja2-3.1.6", files={"../../../../elsewhere.py": ""})
    make_wheel(wheels, "jinja2-3.1.7", needs=["MarkupSafe"], files={"../../../../elsewhere.py": ""})
    with pytest.raises(SvtoolsError, match="outside its folder"):
        made(tmp_path, python, wheels)
    assert not list(tmp_path.rglob("elsewhere.py"))


@pytest.mark.parametrize("over", [0, 1])
def test_a_bundle_has_at_most_its_largest_size(
    over: int, tmp_path: Path, python: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = made(tmp_path, python, wheels).packed
    monkeypatch.setattr(bundling, "LARGEST", packed - over)
    if over:
        with pytest.raises(SvtoolsError, match="MB packed, more than"):
            made(tmp_path, python, wheels)
    else:
        assert made(tmp_path, python, wheels).packed == packed


def test_the_same_contents_make_the_same_bundle(tmp_path: Path, python: Path, wheels: Path) -> None:
    first = files(made(tmp_path, python, wheels).folder)
    assert files(made(tmp_path, python, wheels).folder) == first


def test_a_bundle_over_an_older_one_keeps_its_settings_only(
    tmp_path: Path, python: Path, wheels: Path
) -> None:
    old = made(tmp_path, python, wheels)
    settings = old.folder / "settings" / "settings.yaml"
    settings.write_text("council: rotherham\n", encoding="utf-8")
    (old.folder / "settings" / "postcodes.csv").write_text("S60 1AE\n")
    (wheels / "jinja2-3.1.6-py3-none-any.whl").unlink()
    make_wheel(wheels, "jinja2-3.2.0", needs=["MarkupSafe"], files={"jinja2/new.py": ""})
    new = made(tmp_path, python, wheels)
    packages = new.folder / "app" / "python" / "Lib" / "site-packages"
    assert [path.name for path in (packages / "jinja2").iterdir()] == ["new.py"]
    assert [path.name for path in packages.glob("jinja2-*")] == ["jinja2-3.2.0.dist-info"]
    assert [path.name for path in (new.folder / "app").glob("bundle-*")] == [f"bundle-{new.id}.txt"]
    assert new.id != old.id
    assert settings.read_text(encoding="utf-8") == "council: rotherham\n"
    assert (new.folder / "settings" / "postcodes.csv").is_file()


def test_a_folder_of_something_else_is_left_alone(
    tmp_path: Path, python: Path, wheels: Path
) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "letter.docx").touch()
    with pytest.raises(SvtoolsError, match="is no bundle"):
        made(tmp_path, python, wheels)
    assert [path.name for path in (tmp_path / "bundle").iterdir()] == ["letter.docx"]


def test_scripts_are_such_as_cmd_reads(tmp_path: Path, python: Path, wheels: Path) -> None:
    bundle = made(tmp_path, python, wheels)
    for name in ("install.cmd", "uninstall.cmd", "detect.cmd", "app/addin.cmd"):
        text = (bundle.folder / name).read_bytes()
        assert text.count(b"\n") == text.count(b"\r\n") > 0
        assert b"powershell" not in text.lower()
    assert bundle.id in (bundle.folder / "detect.cmd").read_text()
    said = (bundle.folder / "READ_ME.txt").read_text()
    marker = f"bundle-{bundle.id}.txt"
    assert marker in said
    assert (bundle.folder / "app" / marker).is_file()
    settings = yaml.safe_load((bundle.folder / "settings" / "settings.yaml").read_text())
    assert settings == {"edition": "open-2026"}


def test_wheels_are_downloaded_for_windows_only_when_they_are_not_given(
    tmp_path: Path, python: Path, wheels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []

    def pip(*arguments: str) -> None:
        asked.append(arguments)
        option = "--wheel-dir" if arguments[0] == "wheel" else "--dest"
        folder = Path(arguments[arguments.index(option) + 1])
        for wheel in wheels.iterdir():
            (folder / wheel.name).write_bytes(wheel.read_bytes())

    monkeypatch.setattr(collecting, "_pip", pip)
    write_bundle(tmp_path / "given", python, checksum(python), wheels)
    assert asked == []
    bundle = write_bundle(tmp_path / "downloaded", python, checksum(python))
    assert bundle.packages == 5
    (own, xlwings) = asked
    assert own[0] == "wheel"  # the project's own source
    assert xlwings[-1] == f"xlwings=={XLWINGS}"
    download([Requirement("Jinja2>=3.1; sys_platform == 'win32'")], tmp_path, (3, 12))
    assert asked[-1] == (
        "download", "--no-deps", "--only-binary=:all:", "--dest", str(tmp_path),
        "--platform", "win_amd64", "--implementation", "cp", "--python-version", "3.12",
        "Jinja2>=3.1",
    )  # fmt: skip


def test_what_cannot_be_downloaded_is_named(
    tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "_pip", lambda *_: None)
    with pytest.raises(SvtoolsError, match="of: social-value-tools"):
        write_bundle(tmp_path / "bundle", python, checksum(python))


def test_the_command_makes_a_bundle(tmp_path: Path, python: Path, wheels: Path) -> None:
    options = [
        "--python",
        str(python),
        "--python-sha256",
        checksum(python),
        "--wheels",
        str(wheels),
    ]
    done = CliRunner().invoke(
        app, ["addin", "bundle", "--output", str(tmp_path / "made"), *options]
    )
    assert done.exit_code == 0
    assert "5 packages, 0 MB packed" in " ".join(done.output.split())
    assert (tmp_path / "made" / "install.cmd").is_file()


@pytest.fixture
def for_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a bundle that is installed on a made-up machine."""
    folder = tmp_path / "Program Files" / "Social Value Tools"
    (folder / "app" / "python").mkdir(parents=True)
    (folder / "app" / "python" / "pythonw.exe").touch()
    (folder / "settings").mkdir()
    monkeypatch.setenv("ProgramW6432", str(tmp_path / "Program Files"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "roaming"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "home" / ".svtools"))
    return folder


def test_the_machines_settings_count_where_the_person_has_none(
    for_all: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert named("edition") is None
    (for_all / "settings" / "settings.yaml").write_text("edition: open-2025\ncouncil: rotherham\n")
    assert named("edition") == "open-2025"
    (tmp_path / "home" / ".svtools").mkdir(parents=True)
    (tmp_path / "home" / ".svtools" / "settings.yaml").write_text("edition: open-2026\n")
    assert (named("edition"), named("council")) == ("open-2026", "rotherham")
    monkeypatch.setenv("SVTOOLS_COUNCIL", "another")
    assert named("council") == "another"


def test_a_person_sets_only_their_own_settings_where_it_installed_the_addin(
    for_all: Path, tmp_path: Path
) -> None:
    places = places_of(for_all / "app" / "python" / "pythonw.exe")
    assert places.for_all
    assert places.addin == for_all / "app" / "Social Value Tools.xlam"
    written = install(places, {"council": Path("rotherham")})
    assert written == [places.configuration, places.settings]
    assert not places.addin.exists()
    findings = check(Machine(places, Registry(), refusal=lambda _: "", unloadable=lambda _: ""))
    (vba,) = [each for each in findings if each.subject == "Settings for VBA"]
    assert not vba.remedy
    assert not places_of(tmp_path / "venv" / "Scripts" / "pythonw.exe").for_all
