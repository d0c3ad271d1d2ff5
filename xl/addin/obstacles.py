"""What on a machine may stand in the add-in's way though everything is in its place.

Microsoft Defender's attack surface reduction rules, the store's Python and Excel, and profiles on
a network share. Each is read from the registry; the ways in which rules come there are those of
Microsoft's documentation of Defender (group policy, Intune, the machine's own preferences).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xl.windows_registry import CLICK_TO_RUN, Registry

DEFENDER = r"Microsoft\Windows Defender"
EXPLOIT_GUARD = rf"{DEFENDER}\Windows Defender Exploit Guard\ASR\Rules"
BY_GROUP_POLICY = rf"HKLM\SOFTWARE\Policies\{EXPLOIT_GUARD}"
BY_INTUNE = rf"HKLM\SOFTWARE\Policies\{DEFENDER}\Policy Manager"
OWN_RULES = rf"HKLM\SOFTWARE\{EXPLOIT_GUARD}"
EXCEL_PATH = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
STORE_ADDINS = r"HKCU\Software\Policies\Microsoft\Office\16.0\WEF\TrustedCatalogs"
FROM_STORE = "windowsapps"
"""A folder of what comes from Microsoft's store, which other programs may not look into."""

CHILD_PROCESSES = "D4F940AB-401B-4EFC-AADC-AD5F3C50688A"
WIN32_CALLS = "92E97FA1-2EDF-4476-BDD6-9DD0B4DDDC7B"
RULES = {
    CHILD_PROCESSES: ("Block all Office applications from creating child processes", "{python}"),
    WIN32_CALLS: ("Block Win32 API calls from Office macros", "{addin}"),
}
"""By its identifier a rule's name, and what has to be excluded from it."""

_ACTIONS = {1: "blocks", 2: "only notes what it would block", 6: "asks, and may be passed"}
_BLOCKS, _ASKS = 1, 6


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; without a remedy it is in order."""

    subject: str
    found: str
    remedy: str = ""
    closes: bool = False
    """Whether the add-in can't run while it stands so."""


def obstacles(registry: Registry, addin: Path, python: Path) -> Iterator[Finding]:
    """What was found of them, in order or not."""
    yield from _rules(registry, {"addin": str(addin), "python": str(python)})
    yield from _python(python)
    yield _excel(registry)
    yield _profile(addin)


def _rules(registry: Registry, paths: Mapping[str, str]) -> Iterator[Finding]:
    actions = _actions(registry)
    for rule, (name, excluded) in RULES.items():
        action = actions.get(rule, 0)
        stands = action in {_BLOCKS, _ASKS}
        yield Finding(
            f"Rule {rule[:8]}",
            f"{name}: {_ACTIONS.get(action, 'not in force')}",
            f"Ask IT to exclude {excluded.format(**paths)} from the rule {rule}." if stands else "",
            closes=action == _BLOCKS,
        )


def _actions(registry: Registry) -> dict[str, int]:
    """What each rule does; a policy's word counts more than the machine's own."""
    listed = str(registry.values(BY_INTUNE).get("ASRRules", ""))
    by_intune = dict(part.partition("=")[::2] for part in listed.split("|") if "=" in part)
    found: dict[str, int] = {}
    for source in (registry.values(OWN_RULES), by_intune, registry.values(BY_GROUP_POLICY)):
        for rule, action in source.items():
            if str(action).strip().isdigit():
                found[rule.strip("{} ").upper()] = int(action)
    return found


def _python(python: Path) -> Iterator[Finding]:
    store = FROM_STORE in f"{python} {_made_of(python)}".lower()
    yield Finding(
        "Where Python is from",
        "Microsoft's store" if store else "not the store",
        "Excel can't start the store's Python: install Python from python.org." if store else "",
        closes=store,
    )
    away = str(python).startswith("\\\\")
    yield Finding(
        "Where Python lies",
        "on a network share" if away else "not on a share",
        "Excel waits a minute or two at the most for it to start: install it on this machine."
        if away
        else "",
    )


def _made_of(python: Path) -> str:
    """The folder of the Python that a virtual environment was made of; empty where it is none."""
    try:
        path = Path(python.parent.parent, "pyvenv.cfg")
        noted = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    settings = (line.partition("=") for line in noted.splitlines())
    return next((path.strip() for key, _, path in settings if key.strip() == "home"), "")


def _excel(registry: Registry) -> Finding:
    path = str(registry.values(EXCEL_PATH).get("", ""))
    store = FROM_STORE in path.lower() and not registry.values(CLICK_TO_RUN)
    return Finding(
        "Where Excel is from",
        "Microsoft's store" if store else "not the store",
        "The store's Excel may not load the DLL: ask IT for the desktop Excel." if store else "",
        closes=store,
    )


def _profile(addin: Path) -> Finding:
    away = str(addin).startswith("\\\\")
    return Finding(
        "Where the add-in lies",
        "on a network share, to which your profile is redirected" if away else "on this machine",
        "Excel trusts no share by itself: ask IT to trust this folder as a network location."
        if away
        else "",
    )


def route(registry: Registry, findings: list[Finding]) -> Finding:
    """Which way to the figures is open here."""
    closed = [finding for finding in findings if finding.closes]
    if not closed:
        return Finding("The way that is open", "the add-in: functions and ribbon")
    catalogues = registry.values(STORE_ADDINS)
    names = " and ".join(finding.subject for finding in closed)
    if 1 in (catalogues.get("DisableOMEXCatalogs"), catalogues.get("DisableAllCatalogs")):
        return Finding(
            "The way that is open",
            f"the calculator, a plain workbook ({names} close the add-in, a policy the store's)",
            "Until then: svtools new calculator --output calculator.xlsx",
        )
    return Finding(
        "The way that is open",
        f"the workbook for xlwings Lite, or the plain calculator ({names} close the add-in)",
        "Until then: svtools addin lite --output social_value.xlsx",
    )
