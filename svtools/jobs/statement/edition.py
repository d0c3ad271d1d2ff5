"""One edition of a statement: what goes into its folder, and how it is made again from that.

manifest.json names every input with its SHA-256, so that a figure can be traced, an edition issued
and a change found, as long as the inputs are where they were.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any

from svtools import __version__
from svtools.errors import InputError
from svtools.folders import parameters_folder
from svtools.jobs.statement.texts import files_of
from svtools.policy import Council

MANIFEST, PAGE, WORD = "manifest.json", "statement.html", "statement.docx"
FIGURES, FIGURES_CSV = "figures.xlsx", "figures.csv"
FILES = (PAGE, WORD, FIGURES, FIGURES_CSV)
PATHS = ("texts", "local_spend", "earlier")
"""What of the given may be a path and need not be there."""

AGAIN = "Make the statement again with 'svtools statement'."


@dataclass(frozen=True, slots=True)
class Given:
    """What a statement is asked to be made from: paths, and the choices beside them."""

    summaries: Sequence[Path]
    register: Path
    year: str
    council: str
    texts: Path | None = None
    local_spend: Path | None = None
    earlier: Path | None = None

    def files(self) -> list[Path]:
        """Every file that goes into it."""
        return [*self.workbooks(), *(files_of(self.texts) if self.texts else ())]

    def workbooks(self) -> list[Path]:
        """The files that its figures are from."""
        single = [path for path in (self.register, self.local_spend) if path]
        return [*self.summaries, *single]


def council_name(council: Council) -> str:
    """What `load_council` finds the council by: the name of one that ships, else its folder."""
    ships = council.folder.parent == parameters_folder()
    return council.folder.name if ships else str(council.folder.resolve())


def sha256(content: bytes) -> str:
    """The content's hash, as manifest and issued.csv hold it."""
    return hashlib.sha256(content).hexdigest()


def manifest(
    given: Given, folder: Path, outputs: Mapping[str, bytes], about: Mapping[str, Any]
) -> bytes:
    """The content of manifest.json: inputs and outputs with their hashes."""
    said = {
        "made_with": f"svtools {__version__}",
        **about,
        "given": {
            "summaries": [_beside(path, folder) for path in given.summaries],
            "register": _beside(given.register, folder),
            "year": given.year,
            "council": given.council,
            "texts": _beside(given.texts, folder),
            "local_spend": _beside(given.local_spend, folder),
            "earlier": _beside(given.earlier, folder),
        },
        "inputs": {_beside(path, folder): sha256(path.read_bytes()) for path in given.files()},
        "outputs": {name: sha256(content) for name, content in outputs.items()},
    }
    return json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n"


def _beside(path: Path | None, folder: Path) -> str | None:
    """A path as it is from the statement's folder; a whole one where it is on another drive."""
    if path is None:
        return None
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path.resolve().as_posix()


_KINDS: Mapping[str, tuple[type, ...]] = {
    "inputs": (dict,), "outputs": (dict,), "draft": (bool,), "headline": (str,),
    "issued": (dict, NoneType),
}  # fmt: skip


def read_manifest(folder: Path) -> dict[str, Any]:
    """What the folder's manifest says. Raises InputError where it has none that can be read."""
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError(
            f"{folder} holds no statement: there is no {MANIFEST} in it.",
            "Give the folder that 'svtools statement' wrote.",
        )
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        _given(folder, said)
        for name, kinds in _KINDS.items():
            if not isinstance(said[name], kinds):
                raise TypeError(name)
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path} can't be read.", AGAIN) from None
    return dict(said)


def _given(folder: Path, said: Mapping[str, Any]) -> Given:
    given = said["given"]
    return Given(
        [folder / path for path in given["summaries"]],
        folder / given["register"],
        given["year"],
        given["council"],
        **{name: folder / given[name] if given[name] else None for name in PATHS},
    )


def given_again(folder: Path, remedy: str = AGAIN, texts: str | None = "") -> Given:
    """What the edition in `folder` was made from.

    Raises InputError, with the `remedy`, where that has changed; of the `texts`, what matters to
    `changed_inputs`.
    """
    said = read_manifest(folder)
    changed = changed_inputs(folder, said, texts)
    if changed:
        raise InputError(
            f"What the statement in {folder} was made from has changed since: "
            f"{'; '.join(changed)}.",
            remedy,
        )
    return _given(folder, said)


def changed_inputs(folder: Path, said: Mapping[str, Any], texts: str | None = "") -> list[str]:
    """The inputs that are gone, new or not what they were, in words.

    Of the texts those matter whose path in their folder begins with `texts`; with None, none.
    """
    given = _given(folder, said)
    workbooks = {_beside(path, folder) for path in given.workbooks()}
    start = None if texts is None else f"{said['given']['texts']}/{texts}"

    def matters(name: str | None) -> bool:
        return name in workbooks or bool(name and start and name.startswith(start))

    known = {name: value for name, value in said["inputs"].items() if matters(name)}
    now = [name for path in given.files() if matters(name := _beside(path, folder))]
    return [*changed_from(folder, known), *(f"{name} is new" for name in now if name not in known)]


def changed_outputs(folder: Path, said: Mapping[str, Any]) -> list[str]:
    """The statement's own files that are gone or aren't what they were, in words."""
    return changed_from(folder, said["outputs"])


def changed_from(folder: Path, hashes: Mapping[str, str], known_as: str = "it was") -> list[str]:
    """The files that are gone or don't have these hashes, in words."""
    found = []
    for name, known in hashes.items():
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is not there")
        elif sha256(path.read_bytes()) != known:
            found.append(f"{name} is another than {known_as}")
    return found
