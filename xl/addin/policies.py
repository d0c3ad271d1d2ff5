"""What Excel's trust settings and the council's group policy say about add-ins."""

from collections.abc import Iterator
from pathlib import PureWindowsPath

from xl.addin.excel_registry import (
    POLICY,
    SECURITY,
    TRUSTED,
    is_ticked,
    trusted_folders,
)
from xl.addin.folders import Places
from xl.windows_registry import Registry

ASK_IT = "Ask IT to sign the add-in and trust the signer, or to trust its folder."
_MACROS = {
    1: ("all macros run", ""),
    2: ("macros that are not signed are asked about", ""),
    3: ("only signed macros run", ASK_IT),
    4: ("no macros run", ASK_IT),
}
"""The values of VBAWarnings."""

Row = tuple[str, str, str]


def policies(registry: Registry, places: Places) -> Iterator[Row]:
    """Subject, what was found and what to do about it; nothing to do where that is empty."""
    yield _ticked(registry, places)
    trusted = _is_trusted(registry, places)
    yield "Trusted location", f"the add-in's folder is {'one' if trusted else 'none'}", ""
    yield _macros(registry, trusted=trusted)
    yield _addins(registry, trusted=trusted)


def _ticked(registry: Registry, places: Places) -> Row:
    if is_ticked(registry, places.addin.name):
        return "Ticked in Excel", "yes", ""
    return (
        "Ticked in Excel",
        "not when Excel was last closed",
        "In Excel: File > Options > Add-ins > Go…, tick 'Social Value Tools'.",
    )


def _macros(registry: Registry, *, trusted: bool) -> Row:
    by_policy = registry.values(POLICY).get("VBAWarnings")
    level = by_policy or registry.values(SECURITY).get("VBAWarnings") or 2
    said, remedy = _MACROS.get(level, (f"unknown setting {level}", ASK_IT))
    whose = "own setting" if by_policy is None else "by policy"
    return "Macro setting", f"{said} ({whose})", "" if trusted else remedy


def _addins(registry: Registry, *, trusted: bool) -> Row:
    both = {**registry.values(SECURITY), **registry.values(POLICY)}
    if both.get("DisableAllAddins") == 1:
        return "Add-ins", "all application add-ins are disabled", "Ask IT to allow this one."
    if both.get("RequireAddinSig") == 1 and not trusted:
        return "Add-ins", "they must be signed by a trusted publisher", ASK_IT
    if both.get("blockcontentexecutionfrominternet") == 1:
        return "Add-ins", "allowed; downloaded files' macros are blocked by policy", ""
    return "Add-ins", "allowed", ""


def _is_trusted(registry: Registry, places: Places) -> bool:
    locations = (registry.values(rf"{base}\{TRUSTED}") for base in (SECURITY, POLICY))
    if any(values.get("AllLocationsDisabled") == 1 for values in locations):
        return False
    folder = PureWindowsPath(places.addins)  # which is compared whatever the letters' case
    expanded = (
        location.lower()
        .replace("%appdata%", str(folder.parent.parent))
        .replace("%userprofile%", str(places.home))
        for location in trusted_folders(registry)
    )
    return folder in map(PureWindowsPath, expanded)
