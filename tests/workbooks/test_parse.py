"""A declaration that contradicts itself is refused with file, line and remedy."""

from pathlib import Path

import pytest

from svtools.errors import DeclarationError
from svtools.workbooks.declaration import Template
from svtools.workbooks.formula_rules import refuse_formulas
from svtools.workbooks.items import CellKind, Role
from svtools.workbooks.parse import parse
from svtools.workbooks.references import expanded
from tests.workbooks.gardens import garden

GOOD = """\
template: small
version: 1
title: Small
lists: {seasons: [1, 2]}
sheets:
  - name: One
    purpose: Look.
    blocks:
      - text: [Read this]
      - key: about
        fields:
          - {key: name, label: Name, input: text}
          - {key: soil, label: Soil, input: choice, choices: [Clay, Sand]}
  - name: Two
    purpose: Fill in.
    blocks:
      - table:
          key: plants
          spare: 2
          columns:
            - {key: plant, heading: Plant, input: text}
            - {key: units, heading: Units, input: number}
            - {key: twice, heading: Twice, formula: "=2*{units}", format: number}
          totals: {units: sum}
      - chart:
          kind: bar
          title: Plants
          alt: A bar for each plant.
          table: plants
          categories: plant
          series: [units]
"""
NAME = "{key: name, label: Name, input: text}"
UNITS = "{key: units, heading: Units, input: number}"
TWICE = '"=2*{units}"'
FILL_IN = "    purpose: Fill in."
STATE = "issued: made.tool, tones: {A: red}, link: B"
PLANTS = "          key: plants\n"

# What is said, on which line, when `old` in GOOD is written as `new`.
REFUSED = {
    "unknown key at the top": ("version: 1", "version: 1\nowner: me", "unknown key 'owner'", 1),
    "unknown key of a sheet": (
        "purpose: Look.",
        "purpose: Look.\n    colour: red",
        "unknown key 'colour'",
        6,
    ),
    "unknown key of a field": (NAME, NAME[:-1] + ", size: 3}", "unknown key 'size'", 12),
    "unknown key of a column": (UNITS, UNITS[:-1] + ", size: 3}", "unknown key 'size'", 22),
    "unknown key of a table": ("spare: 2", "spare: 2\n          colour: red", "unknown key", 18),
    "unknown key of a chart": ("kind: bar", "kind: bar\n          colour: red", "unknown key", 26),
    "unknown key beside text": ("[Read this]", "[Read this]\n        key: a", "unknown key", 9),
    "unknown key beside fields": (
        "- key: about",
        "- key: about\n        rows: a",
        "unknown key",
        10,
    ),
    "no version": ("version: 1\n", "", "'version' is missing", 1),
    "no purpose": ("    purpose: Look.\n", "", "'purpose' is missing", 6),
    "no label": (NAME, "{key: name, input: text}", "'label' is missing", 12),
    "no heading": (UNITS, "{key: units, input: number}", "'heading' is missing", 22),
    "no table key": (PLANTS, "", "'key' is missing", 18),
    "no alt text": ("          alt: A bar for each plant.\n", "", "'alt' is missing", 26),
    "two roles": (NAME, NAME[:-1] + ", issued: a}", "exactly one of issued", 12),
    "no role": (UNITS, "{key: units, heading: Units}", "exactly one of issued", 22),
    "formula names no column": (TWICE, '"=2*{unit}"', "'twice' refers to 'unit'", 23),
    "formula names no table": (TWICE, '"=SUM({plant.units})"', "'plant.units', which", 23),
    "formula names no column of a table": (TWICE, '"=SUM({plants.unit})"', "refers to 'unit'", 23),
    "formula names no end of a run": (TWICE, '"=SUM({units:x})"', "refers to 'x'", 23),
    "choices from nothing": (
        "choices: [Clay, Sand]",
        "choices_from: soils.soil",
        "'soils.soil', which is not there",
        13,
    ),
    "choices from a field": (
        "choices: [Clay, Sand]",
        "choices_from: about.name",
        "'about.name', which is not there",
        13,
    ),
    "chart of no table": ("table: plants", "table: trees", "'trees.plant'", 26),
    "chart of a block of fields": ("table: plants", "table: about", "'about.plant'", 26),
    "link to no row": (
        FILL_IN,
        f"{FILL_IN}\n    state: {{{STATE}, to: plants.unit, first: {{units: [x]}}}}",
        "'Two' refers to 'plants.unit', which is not there",
        16,
    ),
    "link to a row without saying which": (
        FILL_IN,
        f"{FILL_IN}\n    state: {{{STATE}, to: plants.units}}",
        "a link to a row must say which row",
        16,
    ),
    "chart of no column": ("[units]", "[unit]", "refers to 'plants.unit'", 26),
    "chart of texts": ("[units]", "[plant]", "can't show plant", 26),
    "chart of too much": ("[units]", "[units, twice, units, twice, units]", "so many", 26),
    "words of no room": (
        "choices: [Clay, Sand]",
        "choices_of: jobs.Soil",
        "there are no words 'jobs.Soil'",
        13,
    ),
    "words that a room doesn't know": (
        "choices: [Clay, Sand]",
        "choices_of: scoring.Tender",
        "no words 'scoring.Tender'",
        13,
    ),
    "choice without choices": (", choices: [Clay, Sand]", "", "a choice without choices", 13),
    "choice that is no text": (
        "[Clay, Sand]",
        "[Clay, 2]",
        "each of 'choices' must be text, not 2",
        13,
    ),
    "key twice in the YAML": (
        "spare: 2",
        "spare: 2\n          spare: 3",
        "'spare' stands twice",
        20,
    ),
    "sheet twice": ("name: Two", "name: one", "'one' stands twice in 'sheets'", 14),
    "field twice": ("key: soil", "key: name", "'name' stands twice in 'fields'", 13),
    "label twice": ("label: Soil", "label: 'name:'", "label on 'One' 'name' stands twice", 13),
    "column twice": ("key: plant,", "key: units,", "'units' stands twice in 'columns'", 22),
    "heading twice": ("heading: Units", "heading: 'PLANT '", "heading of plants 'plant'", 22),
    "former heading of another column": (
        UNITS,
        UNITS[:-1] + ", formerly: [plant]}",
        "heading of plants 'plant'",
        22,
    ),
    "kind": ("input: number", "input: weight", "'input' can't be 'weight'", 22),
    "format": ("format: number", "format: bold", "'format' can't be 'bold'", 23),
    "tone": (
        UNITS,
        UNITS[:-1] + ", status: {lots: pink}}",
        "'lots' can't be 'pink'",
        22,
    ),
    "sheet name with a stroke": (
        "name: Two",
        "name: In/out",
        "must be a name that Excel takes for a sheet",
        14,
    ),
    "sheet name with an apostrophe": (
        "name: Two",
        'name: "Ann\'s"',
        "must be a name that Excel takes for a sheet",
        14,
    ),
    "sheet name too long": (
        "name: Two",
        f"name: {'x' * 32}",
        "must be a name that Excel takes for a sheet",
        14,
    ),
    "sheet name that Excel keeps": (
        "name: Two",
        "name: History",
        "must be a name that Excel takes for a sheet",
        14,
    ),
    "sheet name that the writer keeps": (
        "name: Two",
        "name: Lists",
        "must be a name that Excel takes for a sheet",
        14,
    ),
    "sheet name that makes no key": ("name: Two", 'name: "2"', "no key can be made of '2'", 14),
    "first sheet hidden": ("purpose: Look.", "purpose: Look.\n    hidden: true", "hidden", 6),
    **{
        f"heading with {mark}": (
            "heading: Units",
            f'heading: "Units{mark}"',
            "must be free of marks that formulas use",
            22,
        )
        for mark in "[]#@,:"
    },
    "key with capitals": (
        "key: units",
        "key: Units",
        "must be small letters, digits and _, not 'Units'",
        22,
    ),
    "table named like a cell": (PLANTS, "          key: q1\n", "doesn't take for a cell", 18),
    "table named like a cell with _": (
        PLANTS,
        "          key: q_1\n",
        "doesn't take for a cell",
        18,
    ),
    "table named like R1C1": (PLANTS, "          key: r1c1\n", "doesn't take for a cell", 18),
    "table without rows": ("          spare: 2\n", "", "the table has no rows", 18),
    "total of nothing": (
        "totals: {units: sum}",
        "totals: {unit: sum}",
        "no column 'unit' to total",
        18,
    ),
    "total of another kind": ("{units: sum}", "{units: mean}", "'units' can't be 'mean'", 24),
    "chart of another kind": ("kind: bar", "kind: pie", "'kind' can't be 'pie'", 26),
    "line of another style": ("[Read this]", "[{loud: Read}]", "'style' can't be 'loud'", 9),
    "line that is no text": ("[Read this]", "[12]", "'text' must be text, not 12", 9),
    "block of two things": (
        "- text: [Read this]",
        "- text: [Read this]\n        fields: [{key: a, label: A, input: text}]",
        "must be exactly one thing",
        9,
    ),
    "for over nothing": (UNITS, UNITS[:-1] + ", for: years}", "there is no list 'years'", 22),
    "use of nothing": (UNITS, "{use: garden_return.trees}", "no table 'garden_return.trees'", 22),
    "use of itself": (UNITS, "{use: small.plants}", "can't use itself", 22),
    "use and more": (UNITS, "{use: garden_return.beds, key: a}", "unknown key 'key'", 22),
    "use of a strange key": (UNITS, "{use: garden_return.beds, keys: [soil]}", "no 'soil'", 22),
    "use as an input": (UNITS, "{use: garden_return.beds, as: input}", "'as' can't be 'input'", 22),
    "number for a name": ("name: Two", "name: 2025", "'name' must be text, not 2025", 14),
    "word for a version": ("version: 1", "version: one", "must be a whole number, not 'one'", 1),
    "yes for a version": ("version: 1", "version: yes", "must be a whole number, not True", 1),
    "less than no rows": ("spare: 2", "spare: -2", "'spare' must be zero or more, not -2", 18),
    "word for a limit": (UNITS, UNITS[:-1] + ", min: none}", "'min' must be a number", 22),
    "word for yes": (UNITS, UNITS[:-1] + ", required: maybe}", "must be true or false", 22),
    "one series without brackets": ("[units]", "units", "'series' must be a list", 26),
    "series that is no text": ("[units]", "[1]", "each of 'series' must be text, not 1", 26),
    "a word for a column": (
        "- " + UNITS,
        "- units",
        "each of 'columns' must be keys with values, not 'units'",
        18,
    ),
    "a list that is none": ("[1, 2]", "two", "'seasons' must be a list", 4),
    "no sheets": (
        GOOD[GOOD.index("sheets:") :],
        "sheets: []\n",
        "'sheets' must be a list of at least one",
        1,
    ),
    "table under a table without heading": (
        "      - chart:",
        "      - text: ['{{ words }}']\n      - chart:",
        "under the table 'plants' has no heading",
        18,
    ),
}


def small(folder: Path, text: str = GOOD) -> Path:
    path = folder / "small.yaml"
    path.write_text(text, encoding="utf-8")
    (folder / "garden_return.yaml").write_text(garden().file.read_text("utf-8"), encoding="utf-8")
    return path


@pytest.fixture
def good(tmp_path: Path) -> Template:
    return parse(small(tmp_path))


@pytest.mark.parametrize(("old", "new", "said", "line"), REFUSED.values(), ids=REFUSED.keys())
def test_a_contradiction_is_refused_where_it_stands(
    tmp_path: Path, old: str, new: str, said: str, line: int | None
) -> None:
    assert GOOD.count(old) >= 1
    path = small(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(DeclarationError) as refused:
        parse(path)
    assert said in refused.value.what
    assert refused.value.file == path
    assert refused.value.remedy
    if line is not None:
        assert refused.value.line == line
    assert isinstance(refused.value.line, int)


@pytest.mark.parametrize(
    ("formula", "said"), [("=UPPER({plant})", "UPPER"), ("={plants.units}", "whole column")]
)
def test_a_formula_that_is_not_the_same_everywhere_is_refused_where_it_stands(
    tmp_path: Path, formula: str, said: str
) -> None:
    declared = parse(small(tmp_path, GOOD.replace(TWICE, f'"{formula}"')))
    with pytest.raises(DeclarationError, match=said) as refused:
        refuse_formulas(declared)
    assert (refused.value.file, refused.value.line) == (declared.file, 23)


def test_the_small_template_is_right_as_it_stands(good: Template) -> None:
    assert (good.name, good.version, good.title, good.protected) == ("small", 1, "Small", False)
    assert [sheet.name for sheet in good.sheets] == ["One", "Two"]
    units = good.table("plants").column("units")
    assert (units.role, units.kind) == (Role.INPUT, CellKind.NUMBER)
    assert good.table("plants").totals == {"units": "sum"}


def test_the_first_sheet_ends_with_what_the_workbook_is(good: Template) -> None:
    labels = [item.label for item in good.sheets[0].fields[-1].items]
    assert labels == [
        "Template", "Template version", "Made with", "Made for", "Policy put to work",
    ]  # fmt: skip
    assert not any(block.key == "made" for sheet in good.sheets[1:] for block in sheet.fields)


def test_two_tables_may_not_become_one_name_in_excel(tmp_path: Path) -> None:
    two = "\n".join(
        f"      - table: {{key: {key}, spare: 1, columns: [{{key: a, heading: A, input: text}}]}}"
        for key in ("my_plants", "myplants")
    )
    with pytest.raises(DeclarationError, match="table name 'myplants' stands twice"):
        parse(small(tmp_path, GOOD.replace("      - chart:", f"{two}\n      - chart:")))


def test_two_fields_may_not_become_one_name_in_excel(tmp_path: Path) -> None:
    more = "      - {key: about_the, fields: [{key: name, label: A, input: text}]}\n"
    text = GOOD.replace("key: name,", "key: the_name,").replace(
        "  - name: Two", f"{more}  - name: Two"
    )
    with pytest.raises(DeclarationError, match="field name 'about_the_name' stands twice"):
        parse(small(tmp_path, text))


def test_an_issued_name_may_not_stand_in_for_an_input(tmp_path: Path) -> None:
    text = GOOD.replace(
        "{key: plant, heading: Plant, input: text}", "{key: plant, heading: Plant, issued: units}"
    )
    with pytest.raises(DeclarationError, match=r"'plants\.units' goes by a name"):
        parse(small(tmp_path, text))


def test_columns_repeat_for_a_list() -> None:
    columns = garden().table("planting").columns
    seasons = [column for column in columns if column.key.startswith("season")]
    assert [(c.key, c.label, c.formerly) for c in seasons] == [
        ("season_1", "Planted in season 1", ("Season 1 plants",)),
        ("season_2", "Planted in season 2", ("Season 2 plants",)),
    ]


def test_tables_and_sheets_repeat_for_a_list(tmp_path: Path) -> None:
    text = (
        GOOD.split("sheets:", maxsplit=1)[0]
        + """\
sheets:
  - name: "Sheet {{ each }}"
    for: seasons
    purpose: "Season {{ each }}."
    blocks:
      - {fields: [{key: name, label: Name, input: text}]}
  - name: Both
    purpose: Both.
    blocks:
      - for: seasons
        table:
          key: "plants_of_{{ each }}"
          heading: "Season {{ each }}"
          spare: 1
          columns: [{key: plant, heading: "Plant {{ each }}", input: text}]
"""
    )
    made = parse(small(tmp_path, text))
    assert [(s.name, s.key, s.purpose) for s in made.sheets[:2]] == [
        ("Sheet 1", "sheet_1", "Season 1."),
        ("Sheet 2", "sheet_2", "Season 2."),
    ]
    tables = made.sheets[2].tables
    assert [(t.key, t.name, t.columns[0].label) for t in tables] == [
        ("plants_of_1", "PlantsOf1", "Plant 1"),
        ("plants_of_2", "PlantsOf2", "Plant 2"),
    ]


def test_a_list_may_have_keys_and_stand_in_another(tmp_path: Path) -> None:
    lists = """\
lists:
  beds: [{bed: north, named: Northern}, {bed: south, named: Southern}]
  sums: [{of: planted, said: Planted}, {of: grown, said: Grown}]
  seasons: [1, 2]
"""
    sheet = """\
  - name: Beds
    purpose: Both.
    blocks:
      - for: beds
        table:
          key: "bed_{{ each.bed }}"
          heading: "{{ each.named }} bed"
          spare: 1
          columns:
            - for: sums
              key: "{{ each.of }}"
              heading: "{{ each.said }} in the {{ each.bed }}"
              input: text
            - {for: seasons, key: "s{{ each }}", heading: "{{ each.bed }} {{ each }}", input: text}
"""
    head = "template: small\nversion: 1\ntitle: Small\n"
    made = parse(small(tmp_path, f"{head}{lists}sheets:\n{sheet}"))
    assert [(t.key, t.heading) for t in made.sheets[0].tables] == [
        ("bed_north", "Northern bed"),
        ("bed_south", "Southern bed"),
    ]
    assert [(c.key, c.label) for c in made.table("bed_south").columns] == [
        ("planted", "Planted in the south"),
        ("grown", "Grown in the south"),
        ("s1", "south 1"),
        ("s2", "south 2"),
    ]


def test_a_table_may_use_another_templates_columns(tmp_path: Path) -> None:
    made = parse(
        small(tmp_path, GOOD.replace(UNITS, UNITS + "\n            - use: garden_return.beds"))
    )
    assert [c.key for c in made.table("plants").columns] == ["plant", "units", "bed", "twice"]


def test_what_is_filled_in_elsewhere_may_be_shown_as_issued(tmp_path: Path) -> None:
    tall = "{key: tall, heading: How tall, input: yes_no, formerly: [Tall], width: 9}"
    (tmp_path / "other.yaml").write_text(
        GOOD.replace("template: small", "template: other").replace(
            UNITS, f"{UNITS}\n{' ' * 12}- {tall}"
        ),
        encoding="utf-8",
    )
    plain = GOOD.replace("plant, heading: Plant, input: text", "bed, heading: Bed, issued: bed")
    plain = plain.replace("categories: plant", "categories: bed")
    declared = parse(small(tmp_path, plain.replace(UNITS, "{use: other.plants, as: issued}")))
    assert [
        (column.key, column.labels, column.source, column.kind, column.width)
        for column in declared.table("plants").columns[:4]
    ] == [
        ("bed", ("Bed",), "bed", CellKind.TEXT, None),
        ("plant", ("Plant",), "plant", CellKind.TEXT, None),
        ("units", ("Units",), "units", CellKind.NUMBER, None),
        ("tall", ("How tall", "Tall"), "tall", CellKind.TEXT, 9),
    ]


FIELDS = """\
      - key: used
        fields:
          - {use: other.plants, keys: [twice, units]}
"""


def with_fields(fields: str) -> str:
    return GOOD.replace("  - name: Two", f"{fields}  - name: Two")


def test_fields_may_be_the_columns_of_another_templates_table(tmp_path: Path) -> None:
    other = GOOD.replace("template: small", "template: other")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    declared = parse(small(tmp_path, with_fields(FIELDS)))
    block = declared.sheets[0].fields[1]
    assert [item.key for item in block.items] == ["twice", "units"]
    assert expanded(block.items[0].source, block, declared) == "=2*used_units"


def test_a_field_may_name_the_only_one_elsewhere_that_is_not_issued(tmp_path: Path) -> None:
    def meaning(fields: str) -> str:
        declared = parse(small(tmp_path, with_fields(fields)))
        block = declared.sheets[0].fields[1]
        return expanded(block.items[0].source, block, declared)

    one = FIELDS.replace(
        "{use: other.plants, keys: [twice, units]}", '{key: a, label: A, formula: "={b}"}'
    )
    there = "      - key: {}\n        fields:\n          - {{key: b, label: {}, {}}}\n"
    typed, issued = (
        there.format("more", "B", "input: number"),
        there.format("sent", "C", "issued: c"),
    )
    assert meaning(one + typed) == meaning(one + issued + typed) == "=more_b"
    for unclear in (one, one + issued, one + typed + there.format("rest", "D", "input: number")):
        with pytest.raises(DeclarationError, match="'a' refers to 'b', which is not there"):
            meaning(unclear)


def test_what_a_table_uses_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match=r"absent\.yaml: the file is not there"):
        parse(small(tmp_path, GOOD.replace(UNITS, "{use: absent.beds}")))


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [("a: [", "not valid YAML", 2), ("- a", "no mapping", 1), ("1: a", "the key 1 is not text", 1)],
)
def test_what_is_no_declaration_at_all_is_refused(
    tmp_path: Path, text: str, said: str, line: int
) -> None:
    with pytest.raises(DeclarationError, match=said) as refused:
        parse(small(tmp_path, f"{text}\n"))
    assert refused.value.line == line


def test_a_column_that_is_new_elsewhere_is_new_here_since_another_version(tmp_path: Path) -> None:
    newer = "{key: tall, heading: How tall, input: yes_no, since: 2}"
    other = GOOD.replace("template: small", "template: other").replace("version: 1", "version: 2")
    other = other.replace(UNITS, f"{UNITS}\n{' ' * 12}- {newer}")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    own = GOOD.replace("version: 1", "version: 7")
    for key in ("plant", "units", "twice"):
        own = own.replace(f"{{key: {key}, heading: ", f"{{key: our_{key}, heading: Our ")
    own = own.replace("2*{units}", "2*{our_units}").replace("{units: sum}", "{our_units: sum}")
    own = own.replace("categories: plant", "categories: our_plant").replace(
        "[units]", "[our_units]"
    )
    with_since = own.replace(
        "          totals: {our",
        '            - {use: other.plants, since: {"2": 5}}\n          totals: {our',
    )
    declared = parse(small(tmp_path, with_since))
    assert {column.key: column.since for column in declared.table("plants").columns} == {
        "our_plant": 1, "our_units": 1, "our_twice": 1,
        "plant": 1, "units": 1, "tall": 5, "twice": 1,
    }  # fmt: skip
    with pytest.raises(DeclarationError, match="'tall' is new since version 2 there"):
        parse(small(tmp_path, with_since.replace(', since: {"2": 5}', "")))
