"""Windows' registry: read, never written; empty on other systems."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol


class Registry(Protocol):
    """The registry, as far as it is read here."""

    def values(self, key: str) -> Mapping[str, Any]:
        """The values of a key (under HKCU or HKLM) by their names; empty where it isn't there."""

    def subkeys(self, key: str) -> list[str]:
        """The names of the keys below a key."""


class ThisMachine:
    """This machine's own registry."""

    def values(self, key: str) -> Mapping[str, Any]:
        """The values of a key by their names."""
        return {name: value for name, value, _ in _listed(key, "EnumValue", 1)}

    def subkeys(self, key: str) -> list[str]:
        """The names of the keys below a key."""
        return _listed(key, "EnumKey", 0)


def _listed(key: str, function: str, count_at: int) -> list[Any]:
    """What a function of winreg gives for each number up to a count of QueryInfoKey."""
    root, _, path = key.partition("\\")
    try:
        winreg = import_module("winreg")
        hive = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[root]
        with winreg.OpenKey(hive, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as opened:
            count = winreg.QueryInfoKey(opened)[count_at]
            return [getattr(winreg, function)(opened, number) for number in range(count)]
    except (ImportError, OSError):
        return []
