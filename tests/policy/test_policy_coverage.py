"""The coverage page stands for every clause of the policy, in its order."""

from itertools import chain
from pathlib import Path

from svtools.policy import load_council

PAGE = Path(__file__).parent.parent.parent / "docs" / "policy_coverage.md"

BEFORE_OBJECTIVES = [
    *("1", "2", "3", "4.1", "4.2", "5.1", "5.2", "5.3", "5.4"),
    *("6.1.1", "6.1.2", "6.2.1", "6.2.2", "6.3.1", "6.3.2", "6.3.3", "6.3.4"),
    *("7.1", "7.2", "7.3", "7.4"),
]
AFTER_PRINCIPLES = ["9.1", "9.2.1", "9.2.2", "9.3.1", "9.3.2"]
EVALUATION = ["11.1", "11.2", "11.3"]

# How many bullets the policy prints under each heading.
PRINCIPLES = {
    "8.1 Leadership": 4,
    "8.1 Creativity": 2,
    "8.1 Flexibility": 1,
    "8.1 Collaboration": 2,
    "8.1 Evaluation": 1,
    "8.1 Sustainability": 1,
}
EMBEDDING = {
    "10.1 Implementation": 6,
    "10.2 Communication": 4,
    "10.3 Toolkits": 3,
    "10.4 Monitoring": 5,
    "10.5 Governance": 2,
    "10.6 Training": 3,
}


def rows() -> list[list[str]]:
    """The cells of the page's table, without its head."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def bullets(headings: dict[str, int]) -> list[str]:
    return [f"{name} {place}" for name, count in headings.items() for place in range(1, count + 1)]


def objectives() -> list[str]:
    themes = load_council().themes
    return [objective.key for objective in chain(*(theme.objectives for theme in themes))]


def test_every_clause_has_its_row_in_order() -> None:
    clauses = [
        *BEFORE_OBJECTIVES,
        *objectives(),
        *bullets(PRINCIPLES),
        *AFTER_PRINCIPLES,
        *bullets(EMBEDDING),
        *EVALUATION,
    ]

    assert [row[0] for row in rows()] == clauses


def test_every_row_says_what_is_asked_and_where() -> None:
    begins = ("served: ", "people's work: ", "to come: ")

    assert [row for row in rows() if len(row) != 3 or not row[1]] == []
    assert [row for row in rows() if not row[2].startswith(begins)] == []
