from typing import Any

import pytest

from svtools.jobs.years.run import Outcome
from svtools.jobs.years.summaries import YearSummary
from tests.jobs.years import two_years
from tests.making import sheet_rows


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> two_years.TwoYears:
    return two_years.make(tmp_path_factory.mktemp("two_years"))


@pytest.fixture(scope="session")
def read(files: two_years.TwoYears) -> list[YearSummary]:
    return files.read()


@pytest.fixture(scope="session")
def made(files: two_years.TwoYears, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return files.years(tmp_path_factory.mktemp("years") / "years.xlsx")


@pytest.fixture(scope="session")
def sheets(made: Outcome) -> dict[str, list[dict[str, Any]]]:
    """The stored values of the workbook's first table on each sheet that has one table."""
    names = (
        *("Contracts", "Promises", "Themes", "Quarters", "Measures by year", "Measures"),
        *("Never used", "Changed since", "Figures"),
    )
    return {name: sheet_rows(made.path, name) for name in names}
