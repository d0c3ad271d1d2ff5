"""The files that the tests of data read."""

from pathlib import Path

from svtools.jobs.local_spend.run import Inputs

SAMPLES = Path(__file__).parents[2] / "sample_workbooks"
SUMMARY = SAMPLES / "summary.xlsx"
REGISTER = SAMPLES / "contracts_register.xlsx"
LOG = SAMPLES / "validation_log.xlsx"
OF_SPEND = SAMPLES / "local_spend"
SPEND = Inputs(
    [OF_SPEND / "payments"],
    [OF_SPEND / "suppliers.csv"],
    OF_SPEND / "rules.yaml",
    OF_SPEND / "rings.csv",
    postcodes=OF_SPEND / "postcodes.csv",
)
