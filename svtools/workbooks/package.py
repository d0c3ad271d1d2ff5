"""Packages written forward: parts printed as they come, or copied as they were packed."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from copy import copy
from typing import BinaryIO, NamedTuple, cast

from svtools.errors import OutputError

LEVEL = 6
CHUNK = 1 << 16


class Part(NamedTuple):
    """A part of a package, packed: its entry in the package, and the bytes."""

    info: zipfile.ZipInfo
    packed: bytes

    @classmethod
    def of(cls, name: str, text: str) -> "Part":
        """A part that holds a text."""
        content, info = text.encode(), zipfile.ZipInfo(name)
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(content) + packer.flush()
        info.compress_type, info.CRC = zipfile.ZIP_DEFLATED, zlib.crc32(content)
        info.file_size, info.compress_size = len(content), len(packed)
        return cls(info, packed)

    @property
    def text(self) -> str:
        """What it holds."""
        return zlib.decompress(self.packed, -zlib.MAX_WBITS).decode()


def parts_of(package: bytes, opened: zipfile.ZipFile) -> Iterator[Part]:
    """The parts of a package that this project or XlsxWriter made, in their order."""
    for info in opened.infolist():
        begin = info.header_offset + len(info.FileHeader())
        yield Part(info, package[begin : begin + info.compress_size])


class Package(zipfile.ZipFile):
    """A package in the making; its stream must be seekable."""

    def copy(self, part: Part) -> None:
        """Put a part in as it was packed."""
        info, stream = copy(part.info), cast("BinaryIO", self.fp)
        stream.seek(self.start_dir)
        info.header_offset = self.start_dir
        stream.write(info.FileHeader() + part.packed)
        self.start_dir = stream.tell()
        self.filelist.append(info)
        self.NameToInfo[info.filename] = info

    def print(self, name: str, pieces: Iterable[str]) -> None:
        """Pack a part as its pieces come. Raises OutputError for more than a part can hold."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        try:
            with self.open(info, "w") as out:
                for chunk in _chunks(pieces):
                    out.write(chunk.encode())
        except RuntimeError as error:  # how zipfile says that a part is over 2 GiB
            raise OutputError(
                f"A sheet of the workbook is too large for a file ({error}).",
                "Make it in parts, each for some of the contracts.",
            ) from None


def _chunks(pieces: Iterable[str]) -> Iterator[str]:
    """The same text in larger pieces."""
    held, size = list[str](), 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > CHUNK:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)
