"""Paths as Excel hands them over: files kept online, on network shares, and with long names.

For a workbook that OneDrive or SharePoint keeps in step, Excel gives a web address. Its copy on
this computer is used where it is certain which file that is; otherwise the refusal says what to do.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote, urlsplit

from svtools.errors import InputError
from xl.windows_registry import Registry

LONGEST = 218
"""The most characters of folder and name together that Excel opens or saves."""

_SAVE_A_COPY = (
    "Sync its folder with OneDrive, or use File > Save a Copy to put it in a folder on this "
    "computer or on a network drive. Then try again."
)
_WEB_FOLDER = re.compile(r"^\\\\[^\\]+\\DavWWWRoot\\|^\\\\[^\\]+@SSL", re.IGNORECASE)
_END = re.compile(r"[/\\][^/\\]*$")
_SYNCED = r"HKCU\SOFTWARE\SyncEngines\Providers\OneDrive"
_LIBRARIES = {"Shared Documents": "Documents"}
"""SharePoint's own library, in web addresses and in the names of folders."""


def is_online(name: str) -> bool:
    """Whether Excel gave a web address, or a web folder shown as a network share."""
    return name.lower().startswith(("http://", "https://")) or bool(_WEB_FOLDER.match(name))


def local_path(name: str) -> Path:
    """The file or folder on this computer or network that `name` means.

    Raises InputError where it is only online, or where several could be meant.
    """
    if not is_online(name):
        return Path(name)
    copies = {path.resolve(): path for path in _candidates(name) if path.exists()}
    if len(copies) == 1:
        return next(iter(copies.values()))
    said = f"'{_last(name)}' is kept online ({_host(name)})"
    if copies:
        raise InputError(
            f"{said}, and several files on this computer could be its copy: "
            f"{', '.join(map(str, copies.values()))}.",
            "Open the right one from its folder on this computer, or save a copy to another.",
        )
    raise InputError(f"{said}, and no copy of it is found on this computer.", _SAVE_A_COPY)


def path_to_write(name: str) -> Path:
    """Where a file called `name` goes; its folder must be on this computer or network.

    Raises InputError as `local_path`, and for a path that is too long for Excel.
    """
    path = Path(name)
    if is_online(name):
        path = local_path(_END.sub("", name)) / _last(name)
    refuse_too_long(path)
    return path


def refuse_too_long(*paths: Path) -> None:
    """Raises InputError where Excel could not open a file at one of `paths`."""
    for path in paths:
        if (length := len(str(path))) > LONGEST:
            raise InputError(
                f"The path of '{path.name}' has {length} characters; Excel takes {LONGEST} at "
                "the most.",
                "Choose a folder with a shorter path.",
            )


def refuse_missing(path: Path) -> None:
    """Raises InputError, with the likely reason, where there is nothing at `path`."""
    if path.exists():
        return
    share = PureWindowsPath(path).drive
    if share.startswith("\\\\"):
        raise InputError(
            f"'{PureWindowsPath(path).name}' on the network share {share} can't be reached.",
            "Check that you are connected to the council's network, and that the file is there.",
        )
    refuse_too_long(path)
    raise InputError(f"There is no '{path}'.", "Check its name and its folder.")


def _candidates(address: str) -> Iterator[Path]:
    """Where the copy could be: by what OneDrive says it syncs, else by its folders."""
    registry = Registry()
    libraries = (registry.values(rf"{_SYNCED}\{name}") for name in registry.subkeys(_SYNCED))
    synced = [library for library in libraries if {"URLNamespace", "MountPoint"} <= library.keys()]
    for library in synced:
        yield from _below(address, library["URLNamespace"], Path(library["MountPoint"]))
    if not synced:
        yield from _in_onedrive(address)


def _below(address: str, start: str, folder: Path) -> Iterator[Path]:
    """The place under `folder`, which syncs the library at `start` or one folder of it."""
    library, parts = _parts(start), _parts(address)
    rest = parts[len(library) :]
    if _host(start) != _host(address) or [p.casefold() for p in parts[: len(library)]] != [
        p.casefold() for p in library
    ]:
        return
    yield folder.joinpath(*rest)
    for at, name in enumerate(rest, start=1):
        if folder.name == name or folder.name.endswith(f" - {name}"):
            yield folder.joinpath(*rest[at:])


def _in_onedrive(address: str) -> Iterator[Path]:
    """The places under OneDrive's folders, by the names that OneDrive gives what it syncs."""
    host, parts = _host(address), _parts(address)
    match parts:
        case [_, *rest] if host == "d.docs.live.net":
            yield from (root.joinpath(*rest) for root in _roots("OneDriveConsumer"))
        case ["personal", _, _, *rest] if host.endswith("-my.sharepoint.com"):
            yield from (root.joinpath(*rest) for root in _roots("OneDriveCommercial"))
        case ["sites" | "teams", site, library, *rest]:
            for folder in _site_folders():
                yield from _of_site(folder, site, library, rest)


def _roots(name: str) -> list[Path]:
    """OneDrive's folders; `OneDrive` is whichever account signed in last."""
    folders = dict.fromkeys(os.environ.get(variable) for variable in (name, "OneDrive"))
    return [Path(folder) for folder in folders if folder]


def _site_folders() -> Iterator[Path]:
    """What is synced of SharePoint sites: beside the person's own OneDrive, or within it."""
    for root in _roots("OneDriveCommercial"):
        for parent in (root, root.with_name(root.name.removeprefix("OneDrive - "))):
            if parent.is_dir():
                yield from filter(Path.is_dir, parent.iterdir())


def _of_site(folder: Path, site: str, library: str, rest: list[str]) -> Iterator[Path]:
    """The place in `folder`, where its name says that it syncs this site's library or folder."""
    for at, shown in enumerate([_LIBRARIES.get(library, library), *rest]):
        if _squeezed(folder.name) in map(_squeezed, (f"{site} - {shown}", f"{shown} - {site}")):
            yield folder.joinpath(*rest[at:])


def _squeezed(name: str) -> str:
    """A name as it is compared: web addresses of sites leave out spaces."""
    return name.replace(" ", "").casefold()


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").casefold() or address.strip("\\").split("\\")[0]


def _parts(address: str) -> list[str]:
    path = urlsplit(address.replace("#", "%23").replace("?", "%3F")).path
    return [unquote(part) for part in path.split("/") if part]


def _last(address: str) -> str:
    return unquote(re.split(r"[/\\]", address.rstrip("/\\"))[-1])
