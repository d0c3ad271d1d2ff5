"""The folder for IT, made from made-up wheels and a made-up interpreter, without a network."""

import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from packaging.requirements import Requirement
from typer.testing import CliRunner

import svtools
from svtools.cli.app import app
from svtools.errors import SvtoolsError
from svtools.settings import FOLDER_VARIABLE, named
from xl.addin import build
from xl.addin import bundle as bundling
from xl.addin import wheels as collecting
from xl.addin.bridge import installed_version
from xl.addin.bundle import Bundle, interpreter, write_bundle
from xl.addin.check import Machine, check
from xl.addin.install import install, places_of
from xl.addin.wheels import download, find
from xl.windows_registry import Registry

XLWINGS = installed_version()
OURS = f"social_value_tools-{svtools.__version__}"
DLL = f"xlwings64-{XLWINGS}.dll"
OWN_NEEDS = (
    "Jinja2>=3.1",
    "pandas>=2.3",
    "numpy; extra == 'fast'",
    f"xlwings>={XLWINGS}; (sys_platform == 'win32' or sys_platform == 'darwin') and extra == 'excel'",
    "uvloop; sys_platform != 'win32'",
)


def make_wheel(
    folder: Path,
    stem: str,
    *,
    tag: str = "py3-none-any",
    needs: Sequence[str] = (),
    files: Mapping[str, str] | None = None,
    licence: str = "License-Expression: MIT",
) -> Path:
    name, version = stem.split("-")
    path = folder / f"{stem}-{tag}.whl"
    fields = [
        f"Name: {name}",
        f"Version: {version}",
        licence,
        *(f"Requires-Dist: {n}" for n in needs),
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            f"{stem}.dist-info/METADATA", "\n".join(["Metadata-Version: 2.4", *fields, "", ""])
        )
        for each, text in (files or {f"{name}/__init__.py": ""}).items():
            archive.writestr(each, text)
    return path


@pytest.fixture(scope="module", autouse=True)
def _addin_is_built_once() -> Iterator[None]:
    addin = build.content()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "content", lambda: addin)
        yield


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """The project, what it needs on Windows, and what it doesn't."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    make_wheel(folder, OURS, needs=OWN_NEEDS)
    make_wheel(
        folder,
        f"xlwings-{XLWINGS}",
        tag="cp312-cp312-win_amd64",
        needs=[
            "pywin32>=224 ; platform_system == 'Windows'",
            "psutil ; platform_system == 'Darwin'",
        ],
        files={
            "xlwings/__init__.py": "",
            f"xlwings-{XLWINGS}.data/data/{DLL}": "a DLL",
            f"xlwings-{XLWINGS}.data/scripts/xlwings": "a script",
            f"xlwings-{XLWINGS}.data/platlib/xlwings/fast.pyd": "a library",
        },
        licence="License: BSD 3-clause",
    )
    make_wheel(
        folder, "pywin32-311", tag="cp312-cp312-win_amd64", licence="License: a\n        whole text"
    )
    make_wheel(folder, "jinja2-3.1.6", needs=["MarkupSafe>=2.0"])
    make_wheel(folder, "markupsafe-3.0.2", tag="cp312-cp312-win_amd64")
    make_wheel(folder, "pandas-2.3.0", tag="cp312-cp312-win_amd64", needs=["python-dateutil"])
    return folder


@pytest.fixture
def python(tmp_path: Path) -> Path:
    return make_python(tmp_path / "python-3.12.9-embed-amd64.zip")


def make_python(
    path: Path,
    files: Sequence[str] = (
        "python.exe",
        "pythonw.exe",
        "python3.dll",
        "python312.dll",
        "python312.zip",
        "python312._pth",
    ),
) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in files:
            archive.writestr(name, "made up")
    return path


def checksum(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def made(tmp_path: Path, python: Path, wheels: Path) -> Bundle:
    return write_bundle(tmp_path / "bundle", python, checksum(python), wheels)


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


def test_pandas_and_what_is_for_other_systems_stay_out(wheels: Path) -> None:
    found = find(wheels, (3, 12))
    names = [wheel.name for wheel in found.wheels]
    assert names == ["jinja2", "markupsafe", "pywin32", "social-value-tools", "xlwings"]
    assert not found.missing
    assert found.needs["social-value-tools"] == ("jinja2", "xlwings")


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


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (("python312.dll",), "no embeddable Python"),
        (("pythonw.exe",), "no embeddable Python"),
        (("pythonw.exe", "python311.dll", "python312.dll"), "no embeddable Python"),
    ],
)
def test_another_zip_is_no_interpreter(tmp_path: Path, files: list[str], said: str) -> None:
    path = make_python(tmp_path / "other.zip", files)
    with pytest.raises(SvtoolsError, match=said):
        interpreter(path, checksum(path))
    path.write_bytes(b"no zip")
    with pytest.raises(SvtoolsError, match=said):
        interpreter(path, checksum(path))


def test_an_interpreter_of_unknown_or_wrong_checksum_is_refused(
    python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SvtoolsError, match="not that of Python 3"):
        interpreter(python)
    with pytest.raises(SvtoolsError, match="which is not 00ff"):
        interpreter(python, "00ff")
    assert interpreter(python, checksum(python).upper()).version == "3.12.9"
    monkeypatch.setattr(bundling, "KNOWN", {"3.12.99": checksum(python)})
    assert interpreter(python).version == "3.12.99"
    assert interpreter(python).minor == (3, 12)


def test_an_interpreter_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SvtoolsError, match="can't be read"):
        interpreter(tmp_path / "none.zip")


def test_known_checksums_are_of_the_right_length() -> None:
    assert {len(bytes.fromhex(each)) for each in bundling.KNOWN.values()} == {32}


def test_a_wheel_that_is_missing_is_named(tmp_path: Path, python: Path, wheels: Path) -> None:
    (wheels / "markupsafe-3.0.2-cp312-cp312-win_amd64.whl").unlink()
    make_wheel(wheels, "markupsafe-3.0.2", tag="cp311-cp311-win_amd64")  # another Python's
    make_wheel(wheels, "markupsafe-3.0.3", tag="cp312-cp312-manylinux_2_17_x86_64")
    make_wheel(wheels, "markupsafe-1.0")  # too old
    with pytest.raises(SvtoolsError, match=r"Python 3\.12 on 64-bit Windows of: MarkupSafe>=2\.0"):
        made(tmp_path, python, wheels)
    assert not (tmp_path / "bundle" / "app").exists()


def test_the_newest_wheel_is_taken_and_the_most_particular(wheels: Path) -> None:
    make_wheel(wheels, "jinja2-3.1.10", needs=["MarkupSafe"])
    make_wheel(wheels, "markupsafe-3.0.2")
    make_wheel(wheels, "markupsafe-4.0rc1")
    (wheels / "notes.whl").touch()
    chosen = {wheel.name: wheel.path.name for wheel in find(wheels, (3, 12)).wheels}
    assert chosen["jinja2"].startswith("jinja2-3.1.10-")
    assert chosen["markupsafe"] == "markupsafe-3.0.2-cp312-cp312-win_amd64.whl"


def test_versions_that_do_not_fit_all_are_refused(wheels: Path) -> None:
    make_wheel(wheels, f"{OURS}", needs=[*OWN_NEEDS, "MarkupSafe<3"])
    make_wheel(wheels, "jinja2-3.1.6", needs=["MarkupSafe>=3"])
    make_wheel(wheels, "markupsafe-2.0")
    with pytest.raises(SvtoolsError, match="doesn't fit all"):
        find(wheels, (3, 12))


def test_a_wheel_that_writes_elsewhere_is_refused(
    tmp_path: Path, python: Path, wheels: Path
) -> None:
    make_wheel(wheels, "jinja2-3.1.6", files={"../../../../elsewhere.py": ""})
    make_wheel(wheels, "jinja2-3.1.7", needs=["MarkupSafe"], files={"../../../../elsewhere.py": ""})
    with pytest.raises(SvtoolsError, match="outside its folder"):
        made(tmp_path, python, wheels)
    assert not list(tmp_path.rglob("elsewhere.py"))


def test_the_dll_is_the_one_that_the_addin_asks_for(wheels: Path) -> None:
    make_wheel(wheels, "xlwings-99.0", needs=["pywin32"])
    assert XLWINGS in {wheel.version for wheel in find(wheels, (3, 12)).wheels}
    (wheels / f"xlwings-{XLWINGS}-cp312-cp312-win_amd64.whl").unlink()
    assert [str(each) for each in find(wheels, (3, 12)).missing] == [f"xlwings=={XLWINGS}"]


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


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


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
    for name in ("install.cmd", "uninstall.cmd", "detect.cmd", "app/svtools.cmd"):
        text = (bundle.folder / name).read_bytes()
        assert text.count(b"\n") == text.count(b"\r\n") > 0
        assert b"powershell" not in text.lower()
        labels = {line[1:] for line in text.splitlines() if line.startswith(b":")}
        jumps = {line.split(b"goto ")[1] for line in text.splitlines() if b"goto " in line}
        assert jumps == labels
    assert bundle.id in (bundle.folder / "detect.cmd").read_text()
    said = (bundle.folder / "READ_ME.txt").read_text()
    marker = f"bundle-{bundle.id}.txt"
    assert marker in said
    assert (bundle.folder / "app" / marker).is_file()
    settings = yaml.safe_load((bundle.folder / "settings" / "settings.yaml").read_text())
    assert settings == {"edition": "open-2026"}


TEXT = {"type": "string", "minLength": 1}
LICENCE = {
    "oneOf": [
        {
            "type": "object",
            "required": ["expression"],
            "properties": {"expression": TEXT},
            "additionalProperties": False,
        },
        {
            "type": "object",
            "required": ["license"],
            "additionalProperties": False,
            "properties": {
                "license": {
                    "type": "object",
                    "oneOf": [{"required": ["id"]}, {"required": ["name"]}],
                }
            },
        },
    ]
}
HASH = {
    "type": "object",
    "required": ["alg", "content"],
    "additionalProperties": False,
    "properties": {"alg": {"const": "SHA-256"}, "content": {"pattern": "^[a-f0-9]{64}$"}},
}
COMPONENT = {
    "type": "object",
    "required": ["type", "name", "version", "bom-ref", "purl", "hashes"],
    "additionalProperties": False,
    "properties": {
        "type": {"enum": ["application", "library", "platform"]},
        "name": TEXT,
        "version": TEXT,
        "bom-ref": TEXT,
        "purl": {"pattern": "^pkg:(pypi|generic)/"},
        "hashes": {"type": "array", "items": HASH, "minItems": 1},
        "licenses": {"type": "array", "items": LICENCE, "minItems": 1},
    },
}
CYCLONEDX = {
    "type": "object",
    "required": ["bomFormat", "specVersion", "version", "components"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"const": "http://cyclonedx.org/schema/bom-1.5.schema.json"},
        "bomFormat": {"const": "CycloneDX"},
        "specVersion": {"const": "1.5"},
        "serialNumber": {"pattern": "^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
        "version": {"type": "integer", "minimum": 1},
        "metadata": {
            "type": "object", "properties": {"component": COMPONENT}, "additionalProperties": False,
        },
        "components": {"type": "array", "items": COMPONENT, "uniqueItems": True},
        "dependencies": {
            "type": "array", "uniqueItems": True,
            "items": {
                "type": "object", "required": ["ref"], "additionalProperties": False,
                "properties": {
                    "ref": TEXT,
                    "dependsOn": {"type": "array", "items": TEXT, "uniqueItems": True},
                },
            },
        },
    },
}  # fmt: skip
"""The part of CycloneDX 1.5's schema that the bill uses."""


def test_the_bill_of_materials_is_cyclonedx(tmp_path: Path, python: Path, wheels: Path) -> None:
    folder = made(tmp_path, python, wheels).folder
    bill = json.loads((folder / "app" / "bom.json").read_text(encoding="utf-8"))
    Draft202012Validator(CYCLONEDX).validate(bill)
    parts = {each["name"]: each for each in [bill["metadata"]["component"], *bill["components"]]}
    assert set(parts) == {
        "social-value-tools",
        "python",
        "jinja2",
        "markupsafe",
        "pywin32",
        "xlwings",
    }
    assert parts["python"]["hashes"][0]["content"] == checksum(python)
    assert parts["xlwings"]["licenses"] == [{"license": {"name": "BSD 3-clause"}}]
    assert "licenses" not in parts["pywin32"]
    refs = {each["bom-ref"] for each in parts.values()}
    assert {each["ref"] for each in bill["dependencies"]} == refs
    needs = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    assert refs.issuperset(need for each in needs.values() for need in each)
    assert needs[f"pkg:pypi/xlwings@{XLWINGS}"] == ["pkg:pypi/pywin32@311"]


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
