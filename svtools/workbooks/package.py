"""Packages written forward: parts printed as they come, or copied as they were packed."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from copy import copy
from functools import lru_cache
from typing import BinaryIO, NamedTuple, cast

from svtools.errors import OutputError


class Part(NamedTuple):
    """A part of a package, packed: its entry in the package, and the bytes."""

    info: zipfile.ZipInfo
    packed: bytes

    @property
    def text(self) -> str:
        """What it holds."""
        return zlib.decompress(self.packed, -zlib.MAX_WBITS).decode()


def parts_of(package: bytes) -> list[Part]:
    """The parts of a package that this project or XlsxWriter made, in their order."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        begins = [(info, info.header_offset + len(info.FileHeader())) for info in opened.filelist]
    return [Part(info, package[at : at + info.compress_size]) for info, at in begins]


@lru_cache(maxsize=64)
def packed_text(name: str, text: str) -> Part:
    """A part that holds a text; the same often stands in many workbooks."""
    stream = io.BytesIO()
    with Package(stream, "w") as package:
        package.print(name, [text])
    return parts_of(stream.getvalue())[0]


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
            with io.TextIOWrapper(self.open(info, "w"), "utf-8", newline="") as out:
                out.writelines(pieces)
        except RuntimeError as error:
            if "too large" not in str(error):  # how zipfile says that a part is over 2 GiB
                raise
            raise OutputError(
                f"A sheet of the workbook is too large for a file ({error}).",
                "Make it in parts, each for some of the contracts.",
            ) from None
