"""A year as data: tidy tables as pandas DataFrames, and as files for other tools.

The only room that loads pandas. Nothing that Excel starts imports it.
"""

from svtools.data.frames import frame, frames, load, sources
from svtools.data.package import export
from svtools.data.payments import payments
from svtools.data.rows import Sources
from svtools.data.tables import Column, Kind, Table, tables

__all__ = [
    "Column",
    "Kind",
    "Sources",
    "Table",
    "export",
    "frame",
    "frames",
    "load",
    "payments",
    "sources",
    "tables",
]
