"""The compression of VBA projects (MS-OVBA 2.4.1).

A container is one signature byte and chunks. A chunk holds up to 4,096 bytes of data, as tokens:
a literal byte, or two bytes that say "copy so many bytes from so far back in this chunk". A chunk
that would have more than 4,096 bytes of tokens is written raw, which takes exactly 4,096 bytes.
"""

from collections.abc import Iterator

CHUNK = 4096
_SIGNATURE = b"\x01"
_PACKED, _RAW = 0xB000, 0x3000  # above the size in a chunk's header: tokens, or plain bytes
_SIZE = 0xFFF
_UNSAID = 3  # a chunk's header says its size, header included, less this
_SHORTEST = 3  # a shorter copy would save nothing


def compress(data: bytes) -> bytes:
    """The container for `data`, which `decompress` turns back into the very same bytes.

    A last chunk of 3,641 to 4,095 bytes without repeats fits neither form. It becomes two chunks,
    which every reader puts together again; zero bytes at the end, as the specification's own
    algorithm adds them, would change the data. Program text never comes to that.
    """
    starts = range(0, len(data), CHUNK)
    return _SIGNATURE + b"".join(_chunks(data[start : start + CHUNK]) for start in starts)


def decompress(container: bytes) -> bytes:
    """The data in a container; of one that is damaged other data, or an IndexError."""
    data, at = b"", len(_SIGNATURE)
    while at < len(container):
        header = int.from_bytes(container[at : at + 2], "little")
        end = at + (header & _SIZE) + _UNSAID
        body = container[at + 2 : end]
        data += _unpacked(body) if header & (_PACKED ^ _RAW) else body
        at = end
    return data


def _chunks(data: bytes) -> bytes:
    """The chunk for up to 4,096 bytes; two chunks where no single one can hold them."""
    body, form = _grouped(list(_tokens(data))), _PACKED
    if len(body) > CHUNK:
        body, form = data, _RAW
    if len(body) < CHUNK and form == _RAW:
        middle = len(data) // 2
        return _chunks(data[:middle]) + _chunks(data[middle:])
    return (form | len(body) + 2 - _UNSAID).to_bytes(2, "little") + body


def _grouped(tokens: list[bytes]) -> bytes:
    """Tokens, eight after each byte of flags; a flag says that its token copies."""
    groups = (tokens[start : start + 8] for start in range(0, len(tokens), 8))
    return b"".join(
        bytes([sum((len(token) > 1) << bit for bit, token in enumerate(group)), *b"".join(group)])
        for group in groups
    )


def _tokens(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        source, length = _longest_repeat(data, at)
        if length < _SHORTEST:
            length = 1
            yield data[at : at + 1]
        else:
            copy = at - source - 1 << _length_bits(at) | length - _SHORTEST
            yield copy.to_bytes(2, "little")
        at += length


def _longest_repeat(data: bytes, at: int) -> tuple[int, int]:
    """Where the longest repeat of what follows `at` begins, and its length.

    It may run into what it repeats. Each search asks for one byte more than was found before, so
    that bytes.find does the work.
    """
    end = min(len(data), at + (1 << _length_bits(at)) - 1 + _SHORTEST)
    source, length = 0, _SHORTEST - 1
    while at + length < end:
        further = data.find(data[at : at + length + 1], source, at + length)
        if further < 0:
            break
        source = further
        while at + length < end and data[source + length] == data[at + length]:
            length += 1
    return source, length


def _unpacked(body: bytes) -> bytes:
    """What a chunk's tokens say."""
    data, at = bytearray(), 0
    while at < len(body):
        flags = body[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                token, bits = int.from_bytes(body[at : at + 2], "little"), _length_bits(len(data))
                for _ in range((token & (1 << bits) - 1) + _SHORTEST):
                    data.append(data[-1 - (token >> bits)])
                at += 2
            else:
                data += body[at : at + 1]
                at += 1
    return bytes(data)


def _length_bits(at: int) -> int:
    """How many of a token's 16 bits hold the length, `at` bytes into the chunk."""
    return 16 - max(4, (at - 1).bit_length())
