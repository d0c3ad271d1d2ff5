"""Reads compound files (MS-CFB), such as the VBA project inside a workbook or an add-in."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from svtools.errors import InputError
from xl.addin.compound_file import (
    END,
    ENTRY,
    FAT_SECTORS_IN_HEADER,
    FORMS,
    HEADER,
    MINI_LIMIT,
    MINI_SECTOR,
    NOBODY,
    ROOT,
    SECTOR,
    SIGNATURE,
    STORAGE,
    STREAM,
)


class _Entry(NamedTuple):
    """What the directory says of a storage or stream."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_streams(content: bytes) -> dict[str, bytes]:
    """The streams of a compound file by their paths ("VBA/dir").

    An InputError where `content` is something else, or damaged.
    """
    return _File(content).streams()


class _File:
    """A compound file's tables and directory."""

    def __init__(self, content: bytes) -> None:
        if len(content) < SECTOR or not content.startswith(SIGNATURE):
            raise InputError(
                "This isn't a compound file.", "A VBA project is xl/vbaProject.bin in a workbook."
            )
        _, *forms, _, _, directory_at, _, limit, mini_table_at, _, difat_at, _ = HEADER.unpack_from(
            content
        )
        if (*forms[1:], limit) != (*FORMS[1:], MINI_LIMIT):
            raise InputError(
                "This compound file isn't of version 3, as Excel writes it.",
                "Open the workbook in Excel, save it, and try again.",
            )
        self.content = content
        self.table = [
            number for sector in self._fat_sectors(difat_at) for number in self._numbers(sector)
        ]
        directory = self._chain(directory_at)
        self.entries = [_entry(directory, at) for at in range(0, len(directory), ENTRY.size)]
        if not self.entries or self.entries[0].kind != ROOT:
            raise _damaged("has no root")
        self.mini_table = _unpacked(self._chain(mini_table_at))
        self.mini_stream = self._chain(self.entries[0].start)[: self.entries[0].size]

    def streams(self) -> dict[str, bytes]:
        """All streams by their paths."""
        return {path: self._stream(entry) for path, entry in self._inside() if entry.kind == STREAM}

    def _inside(self) -> Iterator[tuple[str, _Entry]]:
        """Every entry with its path; each is reached once, or the file is damaged."""
        reached = {0}
        waiting = [(self.entries[0].child, "")]
        while waiting:
            number, folder = waiting.pop()
            if number == NOBODY:
                continue
            if number in reached or number >= len(self.entries):
                raise _damaged("has a directory that runs in circles or into nothing")
            reached.add(number)
            entry = self.entries[number]
            yield folder + entry.name, entry
            waiting += [(entry.right, folder), (entry.left, folder)]
            if entry.kind == STORAGE:
                waiting.append((entry.child, f"{folder}{entry.name}/"))

    def _stream(self, entry: _Entry) -> bytes:
        size = entry.size & 0xFFFFFFFF  # writers leave the upper half to chance
        if not size:
            return b""
        data = self._small(entry.start) if size < MINI_LIMIT else self._chain(entry.start)
        if len(data) < size:
            raise _damaged(f"ends inside '{entry.name}'")
        return data[:size]

    def _small(self, start: int) -> bytes:
        places = (number * MINI_SECTOR for number in _followed(start, self.mini_table))
        return b"".join(self.mini_stream[at : at + MINI_SECTOR] for at in places)

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _followed(start, self.table)))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * SECTOR
        if at >= len(self.content):
            raise _damaged("is cut short")
        return self.content[at : at + SECTOR]  # a writer may leave the last one unfilled

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return _unpacked(self._sector(sector))

    def _fat_sectors(self, difat_at: int) -> Iterator[int]:
        """The sectors in which the table stands: from the header, then from the DIFAT."""
        header = struct.unpack_from(f"<{FAT_SECTORS_IN_HEADER}I", self.content, HEADER.size)
        yield from (number for number in header if number < END)
        reached: set[int] = set()
        while difat_at < END:
            if difat_at in reached:
                raise _damaged("has a table that runs in circles")
            reached.add(difat_at)
            *numbers, difat_at = self._numbers(difat_at) or (END,)
            yield from (number for number in numbers if number < END)


def _followed(start: int, table: list[int] | tuple[int, ...]) -> Iterator[int]:
    """The sectors of the chain that begins at `start`."""
    for _ in range(len(table) + 1):
        if start >= END:
            return
        if start >= len(table):
            break
        yield start
        start = table[start]
    raise _damaged("has a chain that runs in circles or into nothing")


def _unpacked(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 4}I", data)


def _entry(directory: bytes, at: int) -> _Entry:
    if at + ENTRY.size > len(directory):
        raise _damaged("ends inside its directory")
    name, length, kind, _, left, right, child, _, start, size = ENTRY.unpack_from(directory, at)
    text = name[: max(0, min(length, len(name)) - 2)].decode("utf-16-le", "replace")
    return _Entry(text, kind, left, right, child, start, size)


def _damaged(how: str) -> InputError:
    return InputError(f"The compound file {how}.", "Get the file again from its source.")
