"""The wheels that a bundle is made of, as 64-bit Windows needs them, whatever system this is.

Wheels are found in a folder. Only `download` uses the network, and only where it is asked to.
"""

import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

import svtools
from svtools.errors import SvtoolsError
from xl.addin.bridge import installed_version
from xl.serving import NOT_FOR_EXCEL

PROJECT = "social-value-tools"
PLATFORM = "win_amd64"
_WINDOWS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_system": "Windows",
    "sys_platform": "win32",
}
"""What conditions of requirements ask about a machine; pip would ask the one it runs on."""


@dataclass(frozen=True)
class Wheel:
    """A wheel in a folder, and what it says of itself."""

    path: Path

    @cached_property
    def name(self) -> str:
        """The package's name as indexes spell it."""
        return canonicalize_name(self.metadata["Name"])

    @property
    def version(self) -> str:
        """The package's version."""
        return str(self.metadata["Version"])

    @cached_property
    def metadata(self) -> Message:
        """The fields of METADATA."""
        with zipfile.ZipFile(self.path) as archive:
            (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
            return BytesParser().parsebytes(archive.read(name))

    @cached_property
    def sha256(self) -> str:
        """The file's checksum, in hexadecimal digits."""
        return sha256(self.path.read_bytes()).hexdigest()

    def requirements(self, extras: set[str], environment: Mapping[str, str]) -> list[Requirement]:
        """What it needs on such a machine, with some of its extras."""
        named = map(Requirement, self.metadata.get_all("Requires-Dist") or [])
        return [
            each
            for each in named
            if each.marker is None
            or any(each.marker.evaluate({**environment, "extra": e}) for e in ("", *extras))
        ]

    def unpack(self, packages: Path, root: Path) -> None:
        """Unpack into the folder of packages; its data, such as xlwings' DLLs, into `root`.

        Scripts and headers are left out. Raises SvtoolsError for a path that leads elsewhere.
        """
        with zipfile.ZipFile(self.path) as archive:
            for info in archive.infolist():
                target = _target(PurePosixPath(info.filename), packages, root)
                if info.is_dir() or target is None:
                    continue
                if not target.resolve().is_relative_to(root.resolve()):
                    raise SvtoolsError(
                        f"{self.path.name} would write outside its folder: {info.filename}.",
                        "Don't use this wheel; get it again from where it comes from.",
                    )
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(info))


def _target(name: PurePosixPath, packages: Path, root: Path) -> Path | None:
    match name.parts:
        case [top, "data", *rest] if top.endswith(".data"):
            return root.joinpath(*rest)
        case [top, "purelib" | "platlib", *rest] if top.endswith(".data"):
            return packages.joinpath(*rest)
        case [top, *_] if top.endswith(".data"):
            return None
    return packages / name


@dataclass(frozen=True)
class Found:
    """The wheels that are needed and there, what each needs, and what is missing."""

    wheels: tuple[Wheel, ...]
    needs: Mapping[str, tuple[str, ...]]
    missing: tuple[Requirement, ...]


def find(folder: Path, python: tuple[int, int]) -> Found:
    """The wheels in `folder` that this version of the project needs in such a Python on Windows.

    pandas and numpy are left out, and so is what only they need. Raises SvtoolsError where two
    packages need different versions of a third.
    """
    minor = "{}.{}".format(*python)
    environment = {**_WINDOWS, "python_version": minor, "python_full_version": f"{minor}.0"}
    there = list(_usable(folder, python))
    todo = [
        Requirement(f"{PROJECT}[excel]=={svtools.__version__}"),
        Requirement(f"xlwings=={installed_version()}"),  # whose DLL the add-in asks for
    ]
    seen = set[str]()
    chosen: dict[str, Wheel] = {}
    needs: dict[str, tuple[str, ...]] = {}
    missing: dict[str, Requirement] = {}
    while todo:
        asked = todo.pop()
        name = canonicalize_name(asked.name)
        if str(asked) in seen or name in NOT_FOR_EXCEL:
            continue
        seen.add(str(asked))
        wheel = chosen.get(name) or _newest(asked, there)
        if wheel is None:
            missing[name] = asked
            continue
        _refuse_other_version(asked, wheel)
        chosen[name] = wheel
        further = wheel.requirements(asked.extras, environment)
        named = {canonicalize_name(each.name) for each in further} - set(NOT_FOR_EXCEL)
        needs[name] = tuple(sorted(named.union(needs.get(name, ()))))
        todo += further
    wheels = sorted(chosen.values(), key=lambda wheel: wheel.name)
    return Found(tuple(wheels), needs, tuple(missing.values()))


def download(missing: Sequence[Requirement], folder: Path, python: tuple[int, int]) -> None:
    """Get wheels with pip, which uses the network or what pip is set up with here.

    The project's own wheel is made from its source where this runs from one. Raises SvtoolsError
    where pip can't get them.
    """
    source = Path(svtools.__file__).parent.parent
    own = [each for each in missing if each.name == PROJECT and _is_source(source)]
    if own:
        _pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(source))
    others = [f"{each.name}{each.specifier}" for each in missing if each not in own]
    if others:
        _pip(
            *("download", "--no-deps", "--only-binary=:all:", "--dest", str(folder)),
            *("--platform", PLATFORM, "--implementation", "cp"),
            *("--python-version", "{}.{}".format(*python), *others),
        )


def _is_source(folder: Path) -> bool:
    return (folder / "pyproject.toml").is_file()


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - pip
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise SvtoolsError(
            f"pip can't get the wheels: {said}",
            "Check the network and pip's settings, or collect the wheels elsewhere and name "
            "their folder with --wheels.",
        )


def _usable(folder: Path, python: tuple[int, int]) -> Iterator[Wheel]:
    """The folder's wheels for such a Python, the newest and most particular first."""
    abi = "cp{}{}".format(*python)
    tags: list[Tag] = [
        *cpython_tags(python, [abi], [PLATFORM]),
        *compatible_tags(python, abi, [PLATFORM]),
    ]
    rank = {tag: number for number, tag in enumerate(reversed(tags))}
    found = []
    for path in folder.glob("*.whl"):
        try:
            name, version, build, its_tags = parse_wheel_filename(path.name)
        except InvalidWheelFilename:
            continue
        best = max((rank[tag] for tag in its_tags if tag in rank), default=None)
        if best is not None:
            found.append((name, version, best, build, path))
    return (Wheel(path) for *_, path in sorted(found, reverse=True))


def _newest(asked: Requirement, there: Sequence[Wheel]) -> Wheel | None:
    name = canonicalize_name(asked.name)
    early = bool(asked.specifier.prereleases)  # only where it is asked for
    fitting = (w for w in there if w.name == name and asked.specifier.contains(w.version, early))
    return next(fitting, None)


def _refuse_other_version(asked: Requirement, wheel: Wheel) -> None:
    if not asked.specifier.contains(wheel.version, prereleases=True):
        raise SvtoolsError(
            f"{wheel.path.name} doesn't fit all: another package needs {asked.name}"
            f"{asked.specifier}.",
            "Name a folder with --wheels that has one version that fits.",
        )
