"""The files that the tests of data read."""

from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
SUMMARY = SAMPLES / "summary.xlsx"
REGISTER = SAMPLES / "contracts_register.xlsx"
LOG = SAMPLES / "validation_log.xlsx"
