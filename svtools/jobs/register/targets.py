"""The council's own targets, read from its register; what belongs to no theme or year is told."""

from collections import defaultdict
from collections.abc import Sequence

from svtools.errors import InputError
from svtools.jobs.register.contracts import Target
from svtools.monitoring import FinancialYear
from svtools.spelling import as_known, did_you_mean
from svtools.workbooks.content import Content, Row


def read_targets(content: Content, themes: Sequence[str] | None) -> list[Target]:
    """The targets of `themes` (of any, where they are not known); of two alike neither counts."""
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in content.rows("targets"):
        year, theme = _year(content, row), as_known(row.get("theme") or "", themes or ())
        if theme and themes and theme not in themes:
            hint = did_you_mean(theme, themes)
            content.problems.add("target-unused", row.cell("theme"), said=theme, hint=hint)
        elif year and theme:
            rows[year, theme].append(row)
    for (year, theme), same in rows.items():
        if len(same) > 1:
            cells = [row.cell("theme") for row in same]
            content.problems.add("target-twice", *cells, theme=theme, year=year)
    return [
        Target(
            year,
            theme,
            same[0].get("sva"),
            same[0].get("leva"),
            same[0].get("consulted") or "",
            same[0].get("consulted_on"),
        )
        for (year, theme), same in rows.items()
        if len(same) == 1
    ]


def _year(content: Content, row: Row) -> str:
    """The year of a target; none where it can't be read, which is told."""
    said = row.get("year") or ""
    try:
        return str(FinancialYear.parse(said))
    except InputError:
        if said:  # a blank is told as one
            content.problems.add("target-unused", row.cell("year"), said=said, hint="")
        return ""
