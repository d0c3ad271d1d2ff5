"""Bidders that may be one company are asked about, however their names are written."""

import pytest

from svtools.jobs.tender.companies import Company, company_flags
from svtools.scoring import FlagCode

NUMBER, NAME = FlagCode.ONE_NUMBER, FlagCode.ONE_NAME


@pytest.mark.parametrize(
    ("bidders", "codes"),
    [
        ([("Acme Ltd", "01234567"), ("Acme t/a Bright", "01234567")], [NUMBER]),
        ([("Acme Ltd", "01234567"), ("Bright", "1234567 ")], [NUMBER]),  # a sheet drops the zero
        ([("Acme Ltd", "SC1"), ("Bright", "sc1"), ("Crisp", "SC2")], [NUMBER]),
        ([("Acme Ltd", "SC012340"), ("Bright", "sc 12340"), ("Crisp", "SC1234")], [NUMBER]),
        ([("Acme Ltd", "1"), ("ACME Limited", "2")], [NAME]),
        ([("Caf\u00e9 Ltd", "1"), ("Cafe\u0301 Ltd", "2")], [NAME]),
        ([("\uff21cme", "1"), ("Acme", "2")], [NAME]),
        ([("Acme Ltd", "1"), ("Acme Limited", "")], [NAME]),
        ([("Acme Ltd", "1"), ("Acme Limited", "1")], [NUMBER]),  # one question, not two
        ([("Acme", "1"), ("Bright", "2")], []),
        ([("Acme", ""), ("Bright", "")], []),
        ([("Acme", "n/a"), ("Bright", "n/a"), ("Crisp", "-")], []),
        ([("Acme", "1"), ("Acme", "1")], []),  # one bidder in two lots
        ([("Acme", "1")], []),
        ([], []),
    ],
)
def test_one_company_under_several_names_or_numbers(
    bidders: list[Company], codes: list[FlagCode]
) -> None:
    assert [flag.code for _, flag in company_flags(bidders)] == codes


def test_the_flag_names_the_bidders_and_what_they_gave() -> None:
    ((names, flag),) = company_flags([("Acme Ltd", "01"), ("Bright", "1"), ("Crisp", "2")])
    assert names == ("Acme Ltd", "Bright")
    assert "under several names: 01." in flag.what
