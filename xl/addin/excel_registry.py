"""What Windows' registry says about Excel."""

from xl.windows_registry import Registry

OFFICE = r"Microsoft\Office\16.0\Excel"
"""Excel 2016, 2019, 2021, 2024 and 365 all count as version 16.0."""

OPTIONS = rf"HKCU\Software\{OFFICE}\Options"
SECURITY = rf"HKCU\Software\{OFFICE}\Security"
POLICY = rf"HKCU\Software\Policies\{OFFICE}\Security"
TRUSTED = r"Trusted Locations"
CLICK_TO_RUN = r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration"


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
