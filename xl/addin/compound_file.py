"""Writes compound files (MS-CFB, version 3): a small file system in one file.

The same streams give the same bytes: no times, no class identifiers, and an order of its own.
It holds as much as the table in its header can say, which is 6.8 MB: hundreds of times what a VBA
project of text needs.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from svtools.errors import SvtoolsError

_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_HEADER = struct.Struct("<8s16x5H6x9I109I")
_ENTRY = struct.Struct("<64sHBBIII16xI8x8xIQ")
_SECTOR, _MINI_SECTOR, _MINI_LIMIT = 512, 64, 4096  # bytes; a stream from the limit on is no mini
_FORMS = (0x3E, 3, 0xFFFE, 9, 6)  # versions, little-endian, the sectors' sizes as powers of 2
_TABLE_SECTORS = 109  # as many as the header can name
_NUMBERS = _SECTOR // 4  # in a sector, of four bytes each
_FREE, _END, _TABLE_MARK = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NOBODY = 0xFFFFFFFF  # where an entry would name another one
_UNUSED, _STORAGE, _STREAM, _ROOT = 0, 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass
class _Chains:
    """Sectors of one size, and the table that says which sector follows which."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """The first sector of the new chain that holds `data`; _END where there is nothing."""
        if not data:
            return _END
        start, count = len(self.table), -(-len(data) // self.size)
        self.table += [*range(start + 1, start + count), _END]
        self.data += data.ljust(count * self.size, b"\0")
        return start


@dataclass
class _Entry:
    """A storage or a stream in the directory, with the numbers of the entries beside and in it."""

    name: str
    kind: int
    content: bytes = b""
    inside: dict[str, "_Entry"] = field(default_factory=dict)
    colour: int = _BLACK
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY
    start: int = 0

    def packed(self) -> bytes:
        """The entry as the directory has it."""
        name = f"{self.name}\0".encode("utf-16-le") if self.name else b""
        links = (self.left, self.right, self.child, 0, self.start, len(self.content))
        return _ENTRY.pack(name, len(name), self.kind, self.colour, *links)


def write(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with `streams`, named by their paths ("VBA/dir"); storages are made.

    The names are those of VBA: up to 31 letters, digits and underscores, and no two of one storage
    that differ in capitals only. Raises SvtoolsError where the streams are too large.
    """
    entries = _numbered(streams)
    main, mini = _Chains(_SECTOR), _Chains(_MINI_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.start = (mini if len(entry.content) < _MINI_LIMIT else main).add(entry.content)
    entries[0].content = bytes(mini.data)
    entries[0].start = main.add(entries[0].content)
    mini_table = _sectors(mini.table)
    mini_table_at = main.add(mini_table)
    entries += [_Entry("", _UNUSED, colour=_RED)] * (-len(entries) % (_SECTOR // _ENTRY.size))
    directory_at = main.add(b"".join(entry.packed() for entry in entries))
    table_at = len(main.table)
    count = -(-table_at // (_NUMBERS - 1))  # the table has a place for each of its own sectors too
    if count > _TABLE_SECTORS:
        raise SvtoolsError(f"The VBA project has {table_at * _SECTOR} bytes.", "Make it smaller.")
    header = _HEADER.pack(
        _SIGNATURE,
        *_FORMS,
        *(0, count, directory_at, 0, _MINI_LIMIT),
        *(mini_table_at, len(mini_table) // _SECTOR, _END, 0),
        *range(table_at, table_at + count),
        *[_FREE] * (_TABLE_SECTORS - count),
    )
    return header + main.data + _sectors(main.table + [_TABLE_MARK] * count)


def order(name: str) -> tuple[int, str]:
    """Where a name stands among its neighbours: shorter ones first, then by capital letters."""
    return len(name), name.upper()


def _numbered(streams: Mapping[str, bytes]) -> list[_Entry]:
    """All entries in the order of their numbers, linked into one tree for each storage."""
    entries = [_Entry("Root Entry", _ROOT)]
    for path, content in streams.items():
        *folders, name = path.split("/")
        storage = entries[0]
        for folder in folders:
            storage = storage.inside.setdefault(folder, _Entry(folder, _STORAGE))
        storage.inside[name] = _Entry(name, _STREAM, content)
    for storage in entries:  # which grows on the way
        inside = sorted(storage.inside.values(), key=lambda entry: order(entry.name))
        storage.child = _linked(inside, len(entries), max(1, len(inside).bit_length() - 1))
        entries += inside
    return entries


def _linked(entries: Sequence[_Entry], first: int, levels: int) -> int:
    """The number of the top of a balanced tree of sorted `entries`, with `levels` below the top.

    The entries are numbered from `first` on.

    Red-black by depth: all levels but the lowest are full, so the lowest alone is red. (A top
    without anything below is black; so it counts as one level up.)
    """
    if not entries:
        return _NOBODY
    middle = len(entries) // 2
    top = entries[middle]
    top.left = _linked(entries[:middle], first, levels - 1)
    top.right = _linked(entries[middle + 1 :], first + middle + 1, levels - 1)
    top.colour = _BLACK if levels else _RED
    return first + middle


def _sectors(numbers: list[int]) -> bytes:
    """Whole sectors of `numbers`, filled up with _FREE."""
    filled = [*numbers, *[_FREE] * (-len(numbers) % _NUMBERS)]
    return struct.pack(f"<{len(filled)}I", *filled)
