"""Made-up councils for the tests: the rows that they ask, and little else."""

from pathlib import Path

from svtools.policy import Council, load_council

COUNCILS = Path(__file__).parent.parent / "fixtures" / "councils"
MARLBRIDGE = COUNCILS / "marlbridge"
ENGLAND = "of: england, authority: sub-central"
WALES = "of: wales, authority: sub-central"
LAW = "reaches: the law's threshold"
FROM = "from: 2022-01-01"
FIRST_ROW = 5
"""The line of council.yaml on which the first row stands."""


def council_of(folder: Path, *rows: str, law: str = ENGLAND, more: str = "") -> Council:
    """A council that asks for these rows, with `more` below them; one for each folder."""
    lines = [
        "council: Oakmere Town Council",
        "policy: Oakmere Policy",
        f"law: {{{law}}}",
        "asks:",
        *(f"  - {{{row}}}" for row in rows),
        more,
    ]
    (folder / "council.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_council(folder)
