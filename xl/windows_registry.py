"""Windows' registry, and what it says about Excel: read, never written; empty elsewhere."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

OFFICE = r"Microsoft\Office\16.0\Excel"
"""Excel 2016, 2019, 2021, 2024 and 365 all count as version 16.0."""

OPTIONS = rf"HKCU\Software\{OFFICE}\Options"
SECURITY = rf"HKCU\Software\{OFFICE}\Security"
POLICY = rf"HKCU\Software\Policies\{OFFICE}\Security"
TRUSTED = r"Trusted Locations"
CLICK_TO_RUN = r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"


class Registry:
    """This machine's own registry; tests put a stand-in in its place."""

    def values(self, key: str) -> Mapping[str, Any]:
        """The values of a key (under HKCU or HKLM) by their names; empty where it isn't there."""
        return {name: value for name, value, _ in _listed(key, "EnumValue", 1)}

    def subkeys(self, key: str) -> list[str]:
        """The names of the keys below a key."""
        return _listed(key, "EnumKey", 0)


def is_ticked(registry: Registry, file_name: str) -> bool:
    """Whether Excel loads the add-in when it starts, as Excel noted when it was last closed."""
    return any(
        name.upper().startswith("OPEN") and file_name.casefold() in str(value).casefold()
        for name, value in registry.values(OPTIONS).items()
    )


def excel_bits(registry: Registry) -> int | None:
    """64 or 32; None where the registry doesn't say."""
    return {"x64": 64, "x86": 32}.get(registry.values(CLICK_TO_RUN).get("Platform", ""))


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
