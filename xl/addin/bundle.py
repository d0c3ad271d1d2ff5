"""The add-in with its own Python in one folder, which IT installs for all users of a machine.

Everything is put together when the bundle is made, on any system. Its scripts only copy files:
nothing is fetched, and nothing asks a question.
"""

import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from svtools import __version__
from svtools.errors import SvtoolsError
from svtools.policy import load_council
from svtools.settings import FOR_ALL
from svtools.workbooks.replacing import replace_with
from xl.addin import build
from xl.addin.bill_of_materials import bill_of_materials
from xl.addin.wheels import PROJECT, Found, Wheel, download, find

KNOWN = {
    "3.11.9": "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b",
    "3.12.10": "4acbed6dd1c744b0376e3b1cf57ce906f9dc9e95e68824584c8099a63025a3c3",
}
"""SHA-256 of python.org's embeddable packages for 64-bit Windows, by version."""

LARGEST = 60_000_000
"""The most bytes of the interpreter and the wheels together, as they are packed."""

APP = "app"
SCRIPTS = ("install.cmd", "uninstall.cmd", "detect.cmd", "READ_ME.txt")
SETTINGS = Path("settings", "settings.yaml")
_DLL = re.compile(r"python3(\d\d)\.dll", re.IGNORECASE)
_NAMED = re.compile(r"(\d+\.\d+\.\d+)")


@dataclass(frozen=True)
class Interpreter:
    """An embeddable Python, as python.org packs it."""

    path: Path
    sha256: str
    version: str
    minor: tuple[int, int]

    def unpack(self, folder: Path) -> None:
        """Unpack it, so that it finds its packages below itself and nothing elsewhere."""
        with zipfile.ZipFile(self.path) as archive:
            archive.extractall(folder)
        name = "python{}{}".format(*self.minor)
        paths = [f"{name}.zip", ".", r"Lib\site-packages", "import site"]
        (folder / f"{name}._pth").write_bytes("\r\n".join([*paths, ""]).encode("ascii"))


@dataclass(frozen=True)
class Bundle:
    """What was made: its folder, its name, how many packages, and its size packed, in bytes."""

    folder: Path
    id: str
    packages: int
    packed: int


def interpreter(path: Path, expected: str | None = None) -> Interpreter:
    """The embeddable Python in a zip file.

    Raises SvtoolsError where its checksum is neither the expected nor, where none is given, one of
    the known, and where it is no embeddable Python.
    """
    try:
        checksum = sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise SvtoolsError(f"{path} can't be read ({error.strerror}).", "Check --python.") from None
    if checksum not in ({expected.lower()} if expected else KNOWN.values()):
        raise SvtoolsError(
            f"The SHA-256 of {path.name} is {checksum}, which is not "
            + (f"{expected}." if expected else f"that of Python {' or '.join(KNOWN)}."),
            "Download the 'Windows embeddable package (64-bit)' from python.org again, and for "
            "another version give the checksum that you trust with --python-sha256.",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            dlls = {match[1] for name in archive.namelist() if (match := _DLL.fullmatch(name))}
            has_window = "pythonw.exe" in archive.namelist()
    except zipfile.BadZipFile:
        dlls, has_window = set(), False
    if len(dlls) != 1 or not has_window:
        raise SvtoolsError(
            f"{path.name} is no embeddable Python.",
            "Download the 'Windows embeddable package (64-bit)' from python.org.",
        )
    minor = (3, int(dlls.pop()))
    known = next((version for version, known in KNOWN.items() if known == checksum), None)
    named = _NAMED.search(path.name)
    version = known or (named[1] if named else "{}.{}".format(*minor))
    return Interpreter(path, checksum, version, minor)


def write_bundle(
    output: Path, python: Path, python_sha256: str | None = None, wheels: Path | None = None
) -> Bundle:
    """Make the bundle in a folder; over an older one, whose settings stay and nothing else.

    `wheels` is a folder of wheels; without one they are downloaded now. Raises SvtoolsError where
    the interpreter is not to be trusted, a wheel is missing, the bundle would be too large, or the
    folder holds something else.
    """
    given = interpreter(python, python_sha256)
    addin = build.content()
    _refuse_foreign(output)
    with tempfile.TemporaryDirectory() as scratch:
        found = _found(wheels, Path(scratch), given.minor)
        packed = python.stat().st_size + sum(w.path.stat().st_size for w in found.wheels)
        if packed > LARGEST:
            raise SvtoolsError(
                f"The bundle would have {packed / 1e6:.0f} MB packed, more than "
                f"{LARGEST / 1e6:.0f}.",
                "Look for the largest wheels, and give smaller versions with --wheels.",
            )
        return _write(output, given, found, addin, packed)


def _found(wheels: Path | None, scratch: Path, minor: tuple[int, int]) -> Found:
    """All wheels; those that are missing are downloaded where no folder is given."""
    found = find(wheels or scratch, minor)
    while found.missing and not wheels:
        download(found.missing, scratch, minor)
        before, found = found.missing, find(scratch, minor)
        if found.missing == before:
            break
    if found.missing:
        raise SvtoolsError(
            f"There is no wheel for Python {minor[0]}.{minor[1]} on 64-bit Windows of: "
            f"{', '.join(sorted(map(str, found.missing)))}.",
            "Put them into the folder that --wheels names, or leave --wheels out to download them.",
        )
    return found


def _write(output: Path, given: Interpreter, found: Found, addin: bytes, packed: int) -> Bundle:
    requirements = "".join(map(_pinned, found.wheels))
    content = sha256(requirements.encode() + given.sha256.encode() + addin).hexdigest()
    bundle = Bundle(output, f"{__version__}-{content[:8]}", len(found.wheels), packed)
    texts = scripts_and_texts(bundle, given)
    new = output / f"{APP}.new"
    shutil.rmtree(new, ignore_errors=True)
    root = new / "python"
    given.unpack(root)
    for wheel in found.wheels:
        wheel.unpack(root / "Lib" / "site-packages", root)
    (new / build.FILE_NAME).write_bytes(addin)
    (new / "addin.cmd").write_bytes(texts["addin.cmd"])
    (new / _marker(bundle)).write_text(f"{bundle.id}\n", encoding="ascii")
    bill = bill_of_materials(found, given.version, given.sha256)
    (new / "bom.json").write_text(bill, encoding="utf-8")
    if (output / APP).exists():
        shutil.rmtree(output / APP)
    new.rename(output / APP)
    for name in SCRIPTS:
        replace_with(output / name, texts[name])
    replace_with(output / "requirements.txt", requirements.encode("ascii"))
    if not (output / SETTINGS).exists():
        (output / SETTINGS).parent.mkdir(exist_ok=True)
        replace_with(output / SETTINGS, texts[SETTINGS.name])
    return bundle


def scripts_and_texts(bundle: Bundle, given: Interpreter) -> dict[str, bytes]:
    """The scripts and texts of a bundle, with Windows' ends of lines."""
    environment = Environment(  # noqa: S701 - these are scripts, not pages
        loader=PackageLoader("xl.addin", "bundle_files"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        newline_sequence="\r\n",
    )
    values = {
        "id": bundle.id,
        "marker": _marker(bundle),
        "folder": FOR_ALL,
        "addin": build.FILE_NAME,
        "python": given.version,
        "minor": "{}.{}".format(*given.minor),
        "packages": bundle.packages,
        "megabytes": round(bundle.packed / 1e6),
        "edition": load_council(None).measures or "",
    }
    return {
        name: environment.get_template(f"{name}.j2").render(values).encode("ascii")
        for name in (*SCRIPTS, "addin.cmd", SETTINGS.name)
    }


def _pinned(wheel: Wheel) -> str:
    """A line of requirements.txt; no index has the project's own wheel."""
    line = f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n"
    return f"# {line}" if wheel.name == PROJECT else line


def _marker(bundle: Bundle) -> str:
    """The file by which it is seen that just this bundle is installed."""
    return f"bundle-{bundle.id}.txt"


def _refuse_foreign(output: Path) -> None:
    if output.is_file() or (
        output.is_dir() and any(output.iterdir()) and not (output / SCRIPTS[0]).is_file()
    ):
        raise SvtoolsError(
            f"{output} is there and is no bundle.", "Name a new folder with --output."
        )
    output.mkdir(parents=True, exist_ok=True)
