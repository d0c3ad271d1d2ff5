"""The titles of the summary's charts say what the charts show."""

from decimal import Decimal
from typing import Any

import pytest

from svtools.jobs.consolidation.messages import furthest_behind


def row(name: str, promised: str, delivered: str) -> dict[str, Any]:
    return {
        "theme": name, "promised_sva": Decimal(promised), "delivered_sva": Decimal(delivered),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "SVA: nothing is due yet"),
        ([row("A", "0", "50")], "SVA: nothing is due yet"),
        ([row("A", "100", "100"), row("B", "0", "9")], "SVA: no theme is behind its promise"),
        (
            [row("A", "1000000", "999999.99"), row("B", "10", "20")],
            "SVA: A is furthest behind its promise (99% of it reported)",
        ),
        (
            [row("A", "1000000", "900000"), row("B", "10", "0.99")],
            "SVA: B is furthest behind its promise (10% of it reported)",
        ),
        ([row("A", "10", "0")], "SVA: A is furthest behind its promise (0% of it reported)"),
    ],
)
def test_a_share_of_its_own_promise_tells_who_is_furthest_behind(
    rows: list[dict[str, Any]], said: str
) -> None:
    assert furthest_behind("sva", rows, "theme") == said
