"""What Windows' registry says about Excel: read, never written."""

import sys
from collections.abc import Mapping
from typing import Any, Protocol

OFFICE = r"Microsoft\Office\16.0\Excel"
"""Excel 2016, 2019, 2021, 2024 and 365 all count as version 16.0."""

OPTIONS = rf"HKCU\Software\{OFFICE}\Options"
SECURITY = rf"HKCU\Software\{OFFICE}\Security"
POLICY = rf"HKCU\Software\Policies\{OFFICE}\Security"
TRUSTED = r"Trusted Locations"
CLICK_TO_RUN = r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"


class Registry(Protocol):
    """The registry, as far as it is read here."""

    def values(self, key: str) -> Mapping[str, Any]:
        """The values of a key (under HKCU or HKLM) by their names; empty where it isn't there."""

    def subkeys(self, key: str) -> list[str]:
        """The names of the keys below a key."""


def of_this_machine() -> Registry:
    """Windows' own registry."""
    return _Windows()


class _Windows:
    def values(self, key: str) -> Mapping[str, Any]:
        if sys.platform != "win32":
            return {}
        import winreg

        try:
            with self._open(key) as opened:
                count = winreg.QueryInfoKey(opened)[1]
                listed = (winreg.EnumValue(opened, number) for number in range(count))
                return {name: value for name, value, _ in listed}
        except OSError:
            return {}

    def subkeys(self, key: str) -> list[str]:
        if sys.platform != "win32":
            return []
        import winreg

        try:
            with self._open(key) as opened:
                count = winreg.QueryInfoKey(opened)[0]
                return [winreg.EnumKey(opened, number) for number in range(count)]
        except OSError:
            return []

    def _open(self, key: str) -> Any:
        if sys.platform == "win32":
            import winreg

            root, _, path = key.partition("\\")
            hive = {"HKCU": winreg.HKEY_CURRENT_USER, "HKLM": winreg.HKEY_LOCAL_MACHINE}[root]
            return winreg.OpenKey(hive, path, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY)
        raise OSError


def is_ticked(registry: Registry, file_name: str) -> bool:
    """Whether Excel loads the add-in when it starts, as Excel noted when it was last closed."""
    opened = (
        str(value)
        for name, value in registry.values(OPTIONS).items()
        if name.upper().startswith("OPEN")
    )
    return any(file_name.casefold() in value.casefold() for value in opened)


def excel_bits(registry: Registry) -> int | None:
    """64 or 32; None where the registry doesn't say."""
    platform = registry.values(CLICK_TO_RUN).get("Platform")
    return {"x64": 64, "x86": 32}.get(str(platform))


def trusted_folders(registry: Registry) -> list[str]:
    """The trusted locations that the person or a policy added."""
    return [
        str(registry.values(rf"{base}\{TRUSTED}\{name}").get("Path", ""))
        for base in (SECURITY, POLICY)
        for name in registry.subkeys(rf"{base}\{TRUSTED}")
    ]
