"""The files of a folder that people fill: each of them, and what can't be opened there."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from svtools.errors import InputError
from svtools.workbooks.file_names import shown


def files_of(folder: Path, leave_out: frozenset[Path] = frozenset()) -> list[str]:
    """Every file of the folder and its sub-folders, by its path inside, sorted.

    Among them is what can't be opened, a folder or a link that leads nowhere; `why_not` says why.
    A linked folder is looked into once. Raises InputError where there is no such folder, or where
    it can't be opened.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", "Give the folder that holds the files.")
    try:
        os.scandir(folder).close()
    except OSError as error:
        raise InputError(
            f"The folder {folder} can't be opened ({error.strerror}).",
            "Check that you may read it.",
        ) from None
    files = (path for path in _below(folder) if Path(os.path.realpath(path)) not in leave_out)
    return sorted(path.relative_to(folder).as_posix() for path in files)


def why_not(folder: Path, file: str) -> str:
    """The code of what can't be read whatever it holds; empty for a file that can be tried."""
    path = folder / file
    if shown(file) != file:
        return "file-name"
    if _is_folder(path):
        return "closed-folder"
    with suppress(OSError):
        return "dead-link" if path.is_symlink() and not path.exists() else ""
    return ""


def _below(folder: Path) -> Iterator[Path]:
    """What is in a folder and below it, but for the folders that can be opened."""
    waiting, links, seen = [folder], list[Path](), set[str]()
    while waiting or links:
        here = (waiting or links).pop()
        real = os.path.realpath(here)
        if real in seen:
            continue
        seen.add(real)
        try:
            entries = list(os.scandir(here))
        except OSError:
            yield here
            continue
        for entry in entries:
            path = here / entry.name
            if not _is_folder(path):
                yield path
            else:  # what is linked comes after everything that lies here
                (links if entry.is_symlink() else waiting).append(path)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # it lies where nobody may look
        return False
