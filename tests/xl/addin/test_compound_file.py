import io
import random
from itertools import pairwise
from typing import Any

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.errors import SvtoolsError
from tests.xl.addin.vba_reading import streams as listed
from xl.addin.compound_file import order, write

NOBODY = 0xFFFFFFFF
RED, BLACK = 0, 1
SIZES = [0, 1, 63, 64, 65, 127, 128, 511, 512, 513, 4095, 4096, 4097, 5120, 65_536, 66_000]


def opened(content: bytes) -> Any:
    """The file in olefile, which raises at the least defect."""
    return olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE)


def filled(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def test_streams_of_every_size_are_read_by_olefile_and_back() -> None:
    streams = {f"S{size}": filled(size) for size in SIZES}
    made = write(streams)
    assert listed(made) == streams


name = st.text("ABCdefÄö_0", min_size=1, max_size=31).map(str.upper)
path = st.lists(st.just("Dir") | name.map(lambda text: "s" + text[:20]), max_size=2).map("/".join)


@given(
    st.dictionaries(
        st.builds(lambda folder, own: f"{folder}/x{own[:30]}".lstrip("/"), path, name),
        st.builds(filled, st.sampled_from(SIZES[:-2]) | st.integers(0, 9000)),
        max_size=40,
    )
)
@settings(max_examples=40, deadline=None)
def test_any_streams_are_read_by_olefile_and_back(streams: dict[str, bytes]) -> None:
    made = write(streams)
    assert listed(made) == streams


def test_the_largest_file_is_full_to_its_last_sector_and_more_is_refused() -> None:
    """109 sectors of the table name 128 each, themselves and the directory among them."""
    room = 109 * 128 - 109 - 1
    streams = {"Large": bytes(range(256)) * 2 * room}
    assert listed(write(streams)) == streams
    with pytest.raises(SvtoolsError, match="has 7088128 bytes"):
        write({"Large": streams["Large"] + b"x"})


@pytest.mark.parametrize("sectors", [*range(105, 112), *range(125, 130), *range(250, 258)])
def test_a_full_table_has_room_for_itself(sectors: int) -> None:
    streams = {"Only": filled(sectors * 512)}
    assert listed(write(streams)) == streams


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 14, 15, 16, 31, 32, 33, 99, 200])
def test_the_directory_is_a_red_black_tree(count: int) -> None:
    made = write({f"VBA/{'m' * (n % 20)}{n}": b"" for n in range(count)})
    with opened(made) as file:
        storage = file.root.kids[0]
        assert len(storage.kids) == count
        entries = file.direntries
        assert entries[storage.sid_child].color == BLACK
        names, _ = walked(entries, storage.sid_child, RED)
    assert sorted(names, key=order) == names
    assert len(set(names)) == count


def walked(entries: list[Any], number: int, above: int) -> tuple[list[str], int]:
    """The names below an entry in their order, and how many black ones stand on every way down."""
    if number == NOBODY:
        return [], 0
    entry = entries[number]
    assert not above == entry.color == RED
    left, left_black = walked(entries, entry.sid_left, entry.color)
    right, right_black = walked(entries, entry.sid_right, entry.color)
    assert left_black == right_black
    return [*left, entry.name, *right], left_black + (entry.color == BLACK)


def test_names_are_ordered_by_length_and_then_by_capitals() -> None:
    names = ["B", "c", "_x", "AA", "ab", "Ac", "ZZ", "ÄA", "dir", "PROJECT"]
    ordered = ["B", "c", "AA", "ab", "Ac", "ZZ", "_x", "ÄA", "dir", "PROJECT"]
    assert sorted(names, key=order) == ordered
    assert all(order(one) < order(other) for one, other in pairwise(ordered))


def test_the_same_streams_in_another_order_are_the_same_file() -> None:
    streams = {f"{folder}/{n}": filled(n) for folder in "ab" for n in (1, 70, 5000)}
    again = dict(reversed(streams.items()))
    assert list(again) != list(streams)
    assert write(again) == write(streams)


def test_no_time_and_no_class_is_in_the_file() -> None:
    with opened(write({"VBA/dir": b"1"})) as file:
        for entry in (file.root, file.root.kids[0], file.root.kids[0].kids[0]):
            assert (entry.clsid, entry.createTime, entry.modifyTime) == ("", 0, 0)


def test_a_file_without_streams_is_valid() -> None:
    assert listed(write({})) == {}
