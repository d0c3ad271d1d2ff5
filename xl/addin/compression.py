"""The compression of VBA projects (MS-OVBA 2.4.1).

A container is one signature byte and chunks. A chunk holds up to 4,096 bytes of data, as tokens:
a literal byte, or two bytes that say "copy so many bytes from so far back in this chunk". A chunk
that would have more than 4,096 bytes of tokens is written raw, which takes exactly 4,096 bytes.
"""

import struct
from collections.abc import Iterator

from svtools.errors import InputError

CHUNK = 4096
CONTAINER_SIGNATURE = 1
CHUNK_SIGNATURE = 0b011 << 12
SIGNATURE_BITS = 0b111 << 12
PACKED = 1 << 15  # set: tokens; not set: raw
SIZE_BITS = 0xFFF
HEADER = 2  # bytes
SMALLEST_SIZE = 3  # of a chunk with its header; the header stores what is above it
TOKEN = 2  # bytes of one that copies
SHORTEST_COPY = 3  # a shorter one would save nothing


def compress(data: bytes) -> bytes:
    """The container for `data`, which `decompress` turns back into the very same bytes.

    A last chunk of 3,641 to 4,095 bytes without repeats fits neither form. It becomes two chunks,
    which every reader puts together again; zero bytes at the end, as the specification's own
    algorithm adds them, would change the data. Program text never comes to that.
    """
    starts = range(0, len(data), CHUNK)
    chunks = (chunk for start in starts for chunk in _chunks(data[start : start + CHUNK]))
    return bytes([CONTAINER_SIGNATURE]) + b"".join(chunks)


def decompress(container: bytes) -> bytes:
    """The data in `container`; an InputError where it is damaged or something else."""
    if container[:1] != bytes([CONTAINER_SIGNATURE]):
        raise _damaged("doesn't begin with byte 1")
    pieces = []
    at = 1
    while at < len(container):
        header = int.from_bytes(container[at : at + HEADER], "little")
        end = at + (header & SIZE_BITS) + SMALLEST_SIZE
        if header & SIGNATURE_BITS != CHUNK_SIGNATURE:
            raise _damaged(f"has no chunk at byte {at}")
        if end > len(container):
            raise _damaged(f"ends inside the chunk at byte {at}")
        body = container[at + HEADER : end]
        pieces.append(_unpacked(body, at) if header & PACKED else _raw(body, at))
        at = end
    return b"".join(pieces)


def _chunks(data: bytes) -> Iterator[bytes]:
    """The chunk for up to 4,096 bytes; two chunks where no single one can hold them."""
    tokens = _tokens(data)
    if len(tokens) <= CHUNK:
        yield _header(len(tokens), PACKED) + tokens
    elif len(data) == CHUNK:
        yield _header(CHUNK, 0) + data
    else:
        middle = len(data) // 2
        yield from _chunks(data[:middle])
        yield from _chunks(data[middle:])


def _header(size: int, form: int) -> bytes:
    return struct.pack("<H", form | CHUNK_SIGNATURE | size + HEADER - SMALLEST_SIZE)


def _tokens(data: bytes) -> bytes:
    """A chunk's data as tokens, eight after each byte of flags."""
    packed = bytearray()
    at = 0
    while at < len(data):
        flags_at = len(packed)
        packed.append(0)
        for bit in range(8):
            if at >= len(data):
                break
            source, length = _longest_repeat(data, at)
            if length:
                packed[flags_at] |= 1 << bit
                packed += _copy_token(at, at - source, length)
                at += length
            else:
                packed.append(data[at])
                at += 1
    return bytes(packed)


def _longest_repeat(data: bytes, at: int) -> tuple[int, int]:
    """Where the longest repeat of what follows `at` begins, and its length; length 0 for none.

    It may run into what it repeats. Each search asks for one byte more than was found before, so
    that bytes.find does the work.
    """
    if at + SHORTEST_COPY > len(data):
        return 0, 0
    end = min(len(data), at + _longest_copy(at))
    source, length = 0, 0
    candidate = data.find(data[at : at + SHORTEST_COPY], 0, at + SHORTEST_COPY - 1)
    while candidate >= 0:
        source, length = candidate, max(length, SHORTEST_COPY)
        while at + length < end and data[candidate + length] == data[at + length]:
            length += 1
        if at + length == end:
            break
        candidate = data.find(data[at : at + length + 1], candidate + 1, at + length)
    return source, length


def _copy_token(at: int, back: int, length: int) -> bytes:
    return struct.pack("<H", back - 1 << _length_bits(at) | length - SHORTEST_COPY)


def _longest_copy(at: int) -> int:
    return (1 << _length_bits(at)) - 1 + SHORTEST_COPY


def _length_bits(at: int) -> int:
    """How many of a token's 16 bits hold the length, `at` bytes into the chunk."""
    return 16 - max(4, (at - 1).bit_length())


def _raw(body: bytes, at: int) -> bytes:
    if len(body) != CHUNK:
        raise _damaged(f"has a raw chunk of {len(body)} bytes at byte {at}")
    return body


def _unpacked(body: bytes, chunk_at: int) -> bytes:
    """What a chunk's tokens say."""
    data = bytearray()
    at = 0
    while at < len(body):
        flags = body[at]
        at += 1
        for bit in range(8):
            if at >= len(body):
                break
            if flags >> bit & 1:
                _copy(data, body[at : at + TOKEN], chunk_at)
                at += TOKEN
            else:
                data.append(body[at])
                at += 1
    if len(data) > CHUNK:
        raise _damaged(f"has too much in the chunk at byte {chunk_at}")
    return bytes(data)


def _copy(data: bytearray, token: bytes, chunk_at: int) -> None:
    """Append to `data` the bytes of it that a copy token names."""
    if len(token) < TOKEN or not data:
        raise _damaged(f"has half a token in the chunk at byte {chunk_at}")
    number = int.from_bytes(token, "little")
    bits = _length_bits(len(data))
    back, length = (number >> bits) + 1, (number & (1 << bits) - 1) + SHORTEST_COPY
    if back > len(data):
        raise _damaged(f"copies from before the chunk at byte {chunk_at}")
    repeated = bytes(data[-back:])
    data += (repeated * (length // back + 1))[:length]


def _damaged(how: str) -> InputError:
    return InputError(f"The compressed VBA data {how}.", "Get the file again from its source.")
