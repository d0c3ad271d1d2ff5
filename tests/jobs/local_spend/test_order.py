"""The three shares add up to the whole, and the order of rows and files changes nothing."""

import tempfile
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.jobs.local_spend.spending import HEADINGS, lines, save, spent

PAYEES = (
    "1,Pier View Ltd", ",PIER VIEW LIMITED", "2,Estuary Services", "3,Old Box", "9,Nobody",
    "9,Nobody & Co", ",Nobody", ",", ",REDACTED", ",Mrs A Hidden", "5,HMRC", "6,Grant Body",
)  # fmt: skip
RULES = """rules:
  - {name: Tax, does: left out, suppliers: [hmrc]}
  - {name: Grants, does: apart, suppliers: [grant body]}
"""
DAYS = ("14/05/2025", "30/06/2025", "2025-07-01", "31/03/2025", "", "P01")
AMOUNTS = st.one_of(
    st.decimals(-(10**7), 10**7, places=2).map("{:.2f}".format),
    st.sampled_from(["", "12.50 CR", "£1,000.00", "(3.25)", "1.2E+02"]),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(PAYEES),
        st.sampled_from(["A", "a ", "B", ""]),
        st.sampled_from(DAYS),
        AMOUNTS,
    ).map(lambda row: f'{row[0]},{row[1]},Care,{row[2]},"{row[3]}"'),
    min_size=1,
    max_size=25,
)
FIRST = "2,Estuary Services,A,Care,14/05/2025,1.00,first"
SECOND = "1,Pier View Ltd,B,Care,14/05/2025,2.00,second"
"""One payment in each file that counts: a file of amounts that can't be read is refused."""


def shown(files: list[list[str]]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [
            save(folder, f"{number}.csv", lines(*rows, headings=f"{HEADINGS},Transaction Number"))
            for number, rows in enumerate(files)
            if rows
        ]
        result = spent(folder, paths, rules=RULES)
    whole = result.figures.whole
    data = result.data()
    kept = (
        "headline", "accounted", "by_month", "by_department", "by_size", "by_ring", "by_how",
        "suppliers", "look_up", "left_out", "payees", "data", "headline_words", "says",
    )  # fmt: skip
    for each in whole:
        assert each.local + each.elsewhere + each.unknown == each.total
    for table in ("by_month", "by_department", "by_size", "by_ring", "by_how"):
        assert sum((row["pounds"] for row in data[table]), Decimal(0)) == whole.pounds.total
        assert sum(row["payments"] for row in data[table]) == whole.payments.total
    *parts, every = data["accounted"]
    assert sum(part["payments"] for part in parts) == every["payments"] == sum(map(len, files))
    assert sum((part["pounds"] for part in parts), Decimal(0)) == every["pounds"]
    return {name: data[name] for name in kept}


@given(ROWS, st.integers(0, 25), st.integers())
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_and_files_changes_nothing(rows: list[str], cut: int, seed: int) -> None:
    others = [f"{row},{number}" for number, row in enumerate(rows)]  # the same would count once
    expected = shown([[FIRST, SECOND, *others]])
    Random(seed).shuffle(others)

    assert shown([[*others, SECOND, FIRST]]) == expected
    assert shown([[*others[:cut], FIRST], [SECOND, *others[cut:]]]) == expected
