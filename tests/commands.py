"""What a command run in this process ends in; the fixture `run` of conftest.py runs it."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Ran(NamedTuple):
    """How a command ended, what it printed and what it complained of."""

    code: Any
    out: str
    err: str

    @property
    def in_one_line(self) -> "Ran":
        """The same with each text in one line, however wide the console is."""
        return Ran(self.code, " ".join(self.out.split()), " ".join(self.err.split()))


Run = Callable[..., Ran]
