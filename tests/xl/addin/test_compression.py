import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xl.addin.vba_reading import decompressed
from xl.addin.compression import CHUNK, compress, decompress

SIZES = [0, 1, 2, 3, 8, 9, 3640, 3641, 4095, 4096, 4097, 7737, 8191, 8192, 8193]
# The specification's own examples (3.2): no repeats, some, and nothing else.
EXAMPLES = {
    b"abcdefghijklmnopqrstuv.": (
        "01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E"
    ),
    b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa": (
        "01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 "
        "6D 6E 6F 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C"
    ),
    b"a" * 73: "01 03 B0 02 61 45 00",
}


def made(size: int, letters: int, seed: int) -> bytes:
    """Random bytes: the fewer different letters, the more repeats."""
    return bytes(random.Random(seed).choices(range(letters), k=size))


@st.composite
def data(draw: st.DrawFn) -> bytes:
    """Up to four pieces of random bytes, of hostile sizes, repeated or not."""
    size = st.sampled_from(SIZES) | st.integers(0, 5000)
    piece = st.builds(made, size, st.sampled_from([1, 2, 3, 16, 256]), st.integers(0, 10**6))
    return b"".join(draw(st.lists(piece, max_size=4))) * draw(st.integers(1, 3))


@given(data())
@settings(max_examples=60, deadline=None)
def test_what_is_compressed_comes_back(content: bytes) -> None:
    packed = compress(content)
    assert decompress(packed) == content
    assert decompressed(packed) == content


@pytest.mark.parametrize("letters", [1, 2, 4, 64, 256])
@pytest.mark.parametrize("size", SIZES)
def test_every_hostile_size_comes_back(size: int, letters: int) -> None:
    content = made(size, letters, seed=size)
    packed = compress(content)
    assert decompress(packed) == content
    assert decompressed(packed) == content


@pytest.mark.parametrize("content", EXAMPLES)
def test_the_specifications_examples_are_read(content: bytes) -> None:
    assert decompress(bytes.fromhex(EXAMPLES[content])) == content


@pytest.mark.parametrize("content", EXAMPLES)
def test_the_specifications_examples_are_written_as_short(content: bytes) -> None:
    assert len(compress(content)) <= len(bytes.fromhex(EXAMPLES[content]))


def chunks(packed: bytes) -> list[tuple[bool, int]]:
    """For each chunk: whether it is raw, and its size without the header."""
    found, at = [], 1
    while at < len(packed):
        header = int.from_bytes(packed[at : at + 2], "little")
        size = (header & 0xFFF) + 1
        found.append((header < 1 << 15, size))
        at += 2 + size
    return found


@pytest.mark.parametrize("size", SIZES)
def test_a_raw_chunk_is_always_whole(size: int) -> None:
    assert {length for raw, length in chunks(compress(made(size, 256, seed=1))) if raw} <= {CHUNK}


def test_incompressible_data_is_raw() -> None:
    assert chunks(compress(made(2 * CHUNK, 256, seed=1))) == [(True, CHUNK)] * 2


def test_nothing_is_a_signature_alone() -> None:
    assert compress(b"") == b"\x01"


def test_all_copies_have_the_longest_length_there_is() -> None:
    assert chunks(compress(b"a" * CHUNK)) == [(False, 4)]


def test_program_text_shrinks_and_is_quick() -> None:
    lines = [f"    If amount > {n} Then total = total + rate{n % 7} * {n}\r\n" for n in range(3000)]
    text = "".join(lines).encode()
    start = time.process_time()
    packed = compress(text)
    assert time.process_time() - start < 1
    assert len(packed) < len(text) / 3
    assert not any(raw for raw, _ in chunks(packed))
    assert len(text) > 130_000


@given(st.binary(max_size=300), st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_is_an_index_error_or_other_data(content: bytes, draw: st.DataObject) -> None:
    packed = bytearray(compress(content + content))
    for _ in range(draw.draw(st.integers(1, 4))):
        packed[draw.draw(st.integers(0, len(packed) - 1))] = draw.draw(st.integers(0, 255))
    try:
        again = decompress(bytes(packed))
    except IndexError:
        return
    assert len(again) <= CHUNK * len(packed)
