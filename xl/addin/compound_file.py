"""Writes compound files (MS-CFB, version 3): a small file system in one file.

The same streams give the same bytes: no times, no class identifiers, and an order of its own.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from svtools.errors import InputError

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
HEADER = struct.Struct("<8s16x5H6x9I")
ENTRY = struct.Struct("<64sHBBIII16xI8x8xIQ")
SECTOR, MINI_SECTOR, MINI_LIMIT = 512, 64, 4096  # bytes; a stream from the limit on is no mini one
FORMS = (0x3E, 3, 0xFFFE, 9, 6)  # versions, little-endian, the sectors' sizes as powers of 2
FAT_SECTORS_IN_HEADER = 109
NUMBERS_IN_SECTOR = SECTOR // 4  # of four bytes each
FREE, END, FAT_MARK, DIFAT_MARK = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
NOBODY = 0xFFFFFFFF  # where an entry would name another one
UNUSED_KIND, STORAGE, STREAM, ROOT = 0, 1, 2, 5
RED, BLACK = 0, 1
LONGEST_NAME = 31  # UTF-16 units
LARGEST = 0x7FFFFFFF  # bytes
_FORBIDDEN = set("/\\:!")


@dataclass
class _Chains:
    """Sectors of one size, and the table that says which sector follows which."""

    size: int
    data: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """The first sector of the new chain that holds `data`; END where there is nothing."""
        if not data:
            return END
        start, count = len(self.table), -(-len(data) // self.size)
        self.table += [*range(start + 1, start + count), END]
        self.data += data.ljust(count * self.size, b"\0")
        return start


@dataclass
class _Entry:
    """A storage or a stream in the directory."""

    name: str
    kind: int
    content: bytes = b""
    inside: dict[str, "_Entry"] = field(default_factory=dict)  # by name in upper case
    number: int = NOBODY
    colour: int = BLACK
    left: int = NOBODY
    right: int = NOBODY
    child: int = NOBODY
    start: int = 0
    size: int = 0


def write(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with `streams`, named by their paths ("VBA/dir"); storages are made.

    An InputError where a name can't be used, or stands twice in capitals or small letters.
    """
    entries = _numbered(_root(streams))
    main, mini = _Chains(SECTOR), _Chains(MINI_SECTOR)
    for entry in entries:
        if entry.kind == STREAM:
            entry.size = len(entry.content)
            entry.start = (mini if entry.size < MINI_LIMIT else main).add(entry.content)
    entries[0].start, entries[0].size = main.add(bytes(mini.data)), len(mini.data)
    mini_table = _numbers(mini.table)
    mini_table_at = main.add(mini_table)
    directory_at = main.add(b"".join(map(_packed, _whole_sectors(entries))))
    fat_at = len(main.table)
    fat_count, difat_count = _table_sectors(fat_at)
    main.table += [FAT_MARK] * fat_count + [DIFAT_MARK] * difat_count
    fat_numbers = list(range(fat_at, fat_at + fat_count))
    difat_at = fat_at + fat_count if difat_count else END
    header = HEADER.pack(
        SIGNATURE,
        *FORMS,
        *(0, fat_count, directory_at, 0, MINI_LIMIT),
        *(mini_table_at, len(mini_table) // SECTOR, difat_at, difat_count),
    )
    in_header = fat_numbers[:FAT_SECTORS_IN_HEADER]
    header += _numbers(in_header)
    difat = _difat(fat_numbers[FAT_SECTORS_IN_HEADER:], difat_at)
    return b"".join((header[:SECTOR], main.data, _numbers(main.table), difat))


def order(name: str) -> tuple[int, list[int]]:
    """Where a name stands among its neighbours: shorter ones first, then by capital letters."""
    units = _units(_capitals(name))
    return len(units), units


def _capitals(name: str) -> str:
    """The name as it is compared: letter by letter, so without "ß" becoming two."""
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in name)


def _units(name: str) -> list[int]:
    packed = name.encode("utf-16-le")
    return [int.from_bytes(packed[at : at + 2], "little") for at in range(0, len(packed), 2)]


def _root(streams: Mapping[str, bytes]) -> _Entry:
    """The tree of storages and streams."""
    root = _Entry("Root Entry", ROOT)
    for path, content in streams.items():
        *storages, name = path.split("/")
        place = root
        for storage in storages:
            place = _put(place, _Entry(storage, STORAGE), path)
        if len(content) > LARGEST:
            raise InputError(f"The stream {path} has {len(content)} bytes.", "2 GB is the limit.")
        _put(place, _Entry(name, STREAM, content), path)
    return root


def _put(place: _Entry, new: _Entry, path: str) -> _Entry:
    """The entry in `place`: `new`, or the storage of that name already there."""
    if not 0 < len(_units(new.name)) <= LONGEST_NAME or _FORBIDDEN & set(new.name):
        raise InputError(
            f"'{new.name}' in {path!r} can't be a name in a compound file.",
            "Use 1 to 31 characters, without \\ : and !.",
        )
    there = place.inside.setdefault(_capitals(new.name), new)
    if there is not new and not (there.kind == new.kind == STORAGE and there.name == new.name):
        raise InputError(f"{path!r} clashes with '{there.name}'.", "Give each its own name.")
    return there


def _numbered(root: _Entry) -> list[_Entry]:
    """All entries in the order of their numbers, linked into one tree for each storage."""
    entries, waiting = [root], [root]
    root.number = 0
    while waiting:
        storage = waiting.pop(0)
        inside = sorted(storage.inside.values(), key=lambda entry: order(entry.name))
        for number, entry in enumerate(inside, len(entries)):
            entry.number = number
        entries += inside
        waiting += [entry for entry in inside if entry.kind == STORAGE]
        storage.child = _linked(inside, max(1, len(inside).bit_length() - 1))
    return entries


def _linked(entries: Sequence[_Entry], levels: int) -> int:
    """The number of the top of a balanced tree of sorted `entries`, with `levels` below the top.

    Red-black by depth: all levels but the lowest are full, so the lowest alone is red. (A top
    without anything below is black; so it counts as one level up.)
    """
    if not entries:
        return NOBODY
    middle = len(entries) // 2
    top = entries[middle]
    top.left = _linked(entries[:middle], levels - 1)
    top.right = _linked(entries[middle + 1 :], levels - 1)
    top.colour = BLACK if levels else RED
    return top.number


def _whole_sectors(entries: list[_Entry]) -> Iterator[_Entry]:
    yield from entries
    for _ in range(-len(entries) % (SECTOR // ENTRY.size)):
        yield _Entry("", UNUSED_KIND, colour=RED)


def _packed(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le") + b"\0\0" if entry.name else b""
    links = (entry.left, entry.right, entry.child)
    return ENTRY.pack(name, len(name), entry.kind, entry.colour, *links, 0, entry.start, entry.size)


def _numbers(numbers: list[int]) -> bytes:
    """Whole sectors of `numbers`, filled up with FREE."""
    free = -len(numbers) % NUMBERS_IN_SECTOR
    return struct.pack(f"<{len(numbers) + free}I", *numbers, *[FREE] * free)


def _table_sectors(others: int) -> tuple[int, int]:
    """How many FAT and DIFAT sectors it takes for `others` and for themselves."""
    fat = difat = 0
    while True:
        needed = -(-(others + fat + difat) // NUMBERS_IN_SECTOR)
        beyond = max(0, needed - FAT_SECTORS_IN_HEADER)
        needed_difat = -(-beyond // (NUMBERS_IN_SECTOR - 1))
        if (needed, needed_difat) == (fat, difat):
            return fat, difat
        fat, difat = needed, needed_difat


def _difat(fat_numbers: list[int], start: int) -> bytes:
    """The sectors that list the FAT's sectors beyond the header's; each ends with the next's."""
    each = NUMBERS_IN_SECTOR - 1
    parts = [fat_numbers[at : at + each] for at in range(0, len(fat_numbers), each)]
    sectors = b""
    for number, part in enumerate(parts, 1):
        follows = start + number if number < len(parts) else END
        sectors += _numbers([*part, *[FREE] * (each - len(part)), follows])
    return sectors
