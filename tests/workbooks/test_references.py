"""What a formula's names become in Excel's own words."""

import pytest

from svtools.workbooks.references import expanded
from tests.workbooks.gardens import garden

PLANTING = garden().table("planting")
GARDEN = garden().sheets[1].fields[0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("={season_1}*2", "=Planting[[#This Row],[Planted in season 1]]*2"),
        (
            "=SUM({season_1:season_2})",
            "=SUM(Planting[[#This Row],[Planted in season 1]:[Planted in season 2]])",
        ),
        ("=SUM({visitors.people})", "=SUM(Visitors[People])"),
        ("={helpers.number}", "=helpers_number"),
        ("={made.version}", "=made_version"),
        ('=IF({count}=0,"{}","{ }")', '=IF(Planting[[#This Row],[Planted so far]]=0,"{}","{ }")'),
    ],
)
def test_a_name_becomes_a_full_reference(written: str, meant: str) -> None:
    assert expanded(written, PLANTING, garden()) == meant


def test_a_fields_formula_names_its_neighbours() -> None:
    assert expanded("={beds}+{planting.count}", GARDEN, garden()) == (
        "=garden_beds+Planting[Planted so far]"
    )


@pytest.mark.parametrize(
    "name", ["nothing", "season_1:nothing", "nothing:season_1", "planting.nothing", "no.thing"]
)
def test_a_name_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(KeyError) as missing:
        expanded(f"={{{name}}}", PLANTING, garden())
    assert "no" in missing.value.args[0]
    assert missing.value.args[0] in name
