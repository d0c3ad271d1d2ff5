"""Files put in place whole or not at all, one or several together, and safe on the disk."""

import errno
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO

from svtools.errors import OutputError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_TEMPORARY = ".svtools-"

BEFORE_PLACING: ContextVar[Callable[[], None]] = ContextVar("before_placing", default=lambda: None)
"""Called before anything takes its place; what it raises leaves everything as it was."""


Content = bytes | Callable[[BinaryIO], None]
"""What a file is to hold, or what writes it into a stream."""


def replace_with(path: Path, content: Content) -> None:
    """Put `content` at `path` through a temporary file beside it. Raises as `replace_all`."""
    replace_all({path: content})


def replace_all(files: Mapping[Path, Content], then: Callable[[], None] = lambda: None) -> None:
    """Put each content at its path: all of them, or none, and what was there stands.

    Where a path is a link, what it leads to is replaced. Writing may take a while: what is to be
    done `then`, just before anything takes its place, may still refuse it. Raises OutputError, with
    what to do, where a folder is missing, the disk is full or a file is open in Excel.
    """
    beside: dict[Path, Path] = {}
    try:
        for named, content in files.items():
            is_link = os.path.islink(named)  # noqa: PTH114 - Path.is_symlink fails at long names
            path = Path(os.path.realpath(named)) if is_link else named
            beside[path] = _temporary(path)
            _fill(beside[path], path, content)
        BEFORE_PLACING.get()()
        then()
        _take_their_places(beside)
    finally:
        for name in beside.values():
            name.unlink(missing_ok=True)


def put_all(folder: Path, files: Mapping[str, Content]) -> None:
    """Put files into a folder by their names, all or none; the folder is made if need be.

    Raises OutputError as `replace_all`, and where the folder can't be made; one that wasn't there
    then isn't afterwards.
    """
    if folder.is_file():
        raise OutputError(f"{folder} is a file.", "Give a folder with --output.")
    new = not folder.exists()
    make_folder(folder)
    try:
        replace_all({folder / name: content for name, content in files.items()})
    except OutputError:
        if new:
            folder.rmdir()
        raise


def make_folder(folder: Path) -> None:
    """Make a folder where it isn't there. Raises OutputError where it can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {folder} can't be made ({error.strerror}).",
            "Check that you may write there.",
        ) from None


def create(path: Path, content: bytes) -> None:
    """Put `content` at `path`, where nothing may be yet.

    Raises FileExistsError where something is, and OutputError as `replace_all`.
    """
    BEFORE_PLACING.get()()
    beside = _temporary(path)
    try:
        if path.exists():  # before writing all of it in vain
            raise FileExistsError(path)
        _fill(beside, path, content)
        path.open("xb").close()
        beside.replace(path)
    except FileExistsError:
        raise
    except OSError as error:
        raise _refused(path, error) from None
    finally:
        beside.unlink(missing_ok=True)


def clear_up_after(process: int, folder: Path) -> None:
    """Remove from `folder` what a process that was ended has left of its temporary files."""
    for left in folder.glob(f"{_TEMPORARY}{process}-*.tmp"):
        left.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    """An empty file beside `path`, with this process in its name."""
    prefix = f"{_TEMPORARY}{os.getpid()}-"
    try:
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise no_place(path, error) from None
    os.close(handle)
    return Path(name)


def _fill(file: Path, path: Path, content: Content) -> None:
    """Write what will stand at `path` into `file`, down to the disk itself."""
    try:
        with file.open("wb") as stream:
            if callable(content):
                content(stream)
            else:
                stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        file.chmod(0o644)
    except OSError as error:
        raise _refused(path, error) from None


def _take_their_places(beside: Mapping[Path, Path]) -> None:
    """Let each temporary file take its path; where one can't, undo those before it."""
    old: dict[Path, bytes | None] = {}
    try:
        for path, name in beside.items():
            if len(beside) > 1:  # of one alone there is nothing to undo
                old[path] = path.read_bytes() if path.exists() else None
            name.replace(path)
    except OSError as error:
        old.pop(path, None)
        for undone, content in old.items():
            with suppress(OSError, OutputError):
                if content is None:
                    undone.unlink()
                else:
                    replace_with(undone, content)
        raise _refused(path, error) from None
    for folder in {path.parent for path in beside}:
        _flush(folder)


def _flush(folder: Path) -> None:
    """Have the folder itself on the disk, where the system can (Windows can't)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def no_place(path: Path, error: OSError) -> OutputError:
    """Why nothing can be put into the folder of `path`, and what to do."""
    if error.errno in _FULL:
        return _refused(path, error)
    return OutputError(
        f"Nothing can be written in the folder {path.parent} ({error.strerror}).",
        "Check that the folder exists and that you may write in it.",
    )


def _refused(path: Path, error: OSError) -> OutputError:
    """Why nothing can be put at `path`, and what to do."""
    reasons = {
        **dict.fromkeys(
            _FULL,
            (
                f"There is no room left on the disk for {path}.",
                "Make room there, or give a folder on another disk, and run this again.",
            ),
        ),
        errno.EROFS: (f"{path} is on a disk that can't be written to.", "Choose another folder."),
        errno.ENAMETOOLONG: (f"The name of {path} is too long.", "Choose a shorter one."),
        errno.EISDIR: (f"{path} can't be replaced: it is a folder.", "Choose another name."),
    }
    otherwise = (
        f"{path} can't be replaced ({error.strerror}).",
        "If it is open in Excel, close it there and run this again.",
    )
    what, remedy = reasons.get(error.errno or 0, otherwise)
    return OutputError(f"{what} What was there stands as it was.", remedy)
