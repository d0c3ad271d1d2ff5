"""Made-up wheels and a made-up interpreter, and the bundle that is made of them."""

import zipfile
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import svtools
from xl.addin.bridge import installed_version
from xl.addin.bundle import Bundle, write_bundle

XLWINGS = installed_version()
OURS = f"social_value_tools-{svtools.__version__}"
DLL = f"xlwings64-{XLWINGS}.dll"
OWN_NEEDS = (
    "Jinja2>=3.1",
    "pandas>=2.3",
    "numpy; extra == 'fast'",
    f"xlwings>={XLWINGS}; (sys_platform == 'win32' or os_name == 'nt') and extra == 'excel'",
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


def make_wheels(tmp_path: Path) -> Path:
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


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
