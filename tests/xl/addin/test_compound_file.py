import io
import random
from itertools import pairwise
from typing import Any

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svtools.errors import InputError
from xl.addin.compound_file import order, write
from xl.addin.compound_reader import read_streams

NOBODY = 0xFFFFFFFF
RED, BLACK = 0, 1
SIZES = [0, 1, 63, 64, 65, 127, 128, 511, 512, 513, 4095, 4096, 4097, 5120, 65_536, 66_000]


def opened(content: bytes) -> Any:
    """The file in olefile, which raises at the least defect."""
    return olefile.OleFileIO(io.BytesIO(content), raise_defects=olefile.DEFECT_UNSURE)


def listed(content: bytes) -> dict[str, bytes]:
    """Every stream as olefile reads it."""
    with opened(content) as file:
        assert file.parsing_issues == []
        return {"/".join(path): file.openstream(path).read() for path in file.listdir()}


def filled(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - nothing is secret


def test_streams_of_every_size_are_read_by_olefile_and_back() -> None:
    streams = {f"S{size}": filled(size) for size in SIZES}
    made = write(streams)
    assert listed(made) == streams
    assert read_streams(made) == streams


name = st.text("ABCdefÄöß_0", min_size=1, max_size=31).map(lambda text: text.upper()[:31])
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
    assert read_streams(made) == streams


@pytest.mark.parametrize(
    ("megabytes", "difat_sectors"), [(6.7, 0), (6.9, 1), (14.6, 1), (15, 2)], ids=str
)
def test_large_streams_have_their_table_listed_beyond_the_header(
    megabytes: float, difat_sectors: int
) -> None:
    streams = {"Large": bytes(range(250)) * int(megabytes * 2**20 / 250), "small": b"s"}
    made = write(streams)
    assert int.from_bytes(made[72:76], "little") == difat_sectors
    assert listed(made) == streams
    assert read_streams(made) == streams


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
    names = ["B", "c", "_x", "AA", "ab", "Ac", "zß", "ZZ", "ÄA", "dir", "PROJECT"]
    ordered = ["B", "c", "AA", "ab", "Ac", "ZZ", "zß", "_x", "ÄA", "dir", "PROJECT"]
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
    assert listed(write({})) == {} == read_streams(write({}))


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["x" * 32], "can't be a name"),
        (["VBA/"], "can't be a name"),
        (["a:b"], "can't be a name"),
        (["Same", "SAME"], "clashes with 'Same'"),
        (["VBA", "VBA/dir"], "clashes with 'VBA'"),
        (["VBA/dir", "vba/other"], "clashes with 'VBA'"),
    ],
)
def test_names_that_no_file_can_have_are_refused(paths: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        write(dict.fromkeys(paths, b""))


SAMPLE = write({"VBA/dir": filled(700), "VBA/Module1": filled(5000), "PROJECT": b"text"})


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_any_damage_is_an_input_error_or_other_streams(draw: st.DataObject) -> None:
    damaged = bytearray(SAMPLE[: draw.draw(st.just(len(SAMPLE)) | st.integers(0, len(SAMPLE)))])
    tables = st.integers(0, 511) | st.integers(len(SAMPLE) - 2048, len(SAMPLE) - 1)
    for at in draw.draw(st.lists(tables | st.integers(0, len(SAMPLE) - 1), max_size=6)):
        if at < len(damaged):
            damaged[at] = draw.draw(st.sampled_from([0, 1, 2, 5, 9, 0x7F, 0xFE, 0xFF]))
    try:
        found = read_streams(bytes(damaged))
    except InputError:
        return
    assert sum(map(len, found.values())) <= len(SAMPLE) * 16


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "isn't a compound file"),
        (b"PK\3\4" + bytes(600), "isn't a compound file"),
        (SAMPLE[:26] + b"\4" + SAMPLE[27:], "isn't of version 3"),
        (SAMPLE[:1024], "is cut short"),
    ],
)
def test_what_is_no_such_file_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_streams(content)
