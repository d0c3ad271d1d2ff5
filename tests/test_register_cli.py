"""`svtools register check` and what other commands print of a register's problems."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import Run
from tests.making import contract, contract_row, register_of, save_register


def saved(path: Path, *promises: dict[str, Any]) -> Path:
    good = {"ref": "C1", "measure": "OP01", "units": 40}
    rows = [contract_row(contract())]
    return save_register(path, register_of(), contracts=rows, promises=[good, *promises])


def in_one_line(printed: str) -> str:
    return " ".join(printed.replace("│", " ").split())


@pytest.fixture
def many(tmp_path: Path) -> Path:
    wrong = [{"ref": f"C{n}", "measure": "OP08", "units": 4} for n in range(100, 400)]
    return saved(tmp_path / "r.xlsx", *wrong, {"ref": "C1", "measure": "OP1x", "units": 4})


def test_300_of_one_kind_are_a_few_lines_with_their_count(run: Run, many: Path) -> None:
    code, out, _ = run("register", "check", many)

    assert code == 1
    assert len(out.splitlines()) < 40
    assert "297 more like this: see --all" in in_one_line(out)
    assert "OP1x" in out
    assert "301 problems (not counted: 301)" in out
    assert "'C399'" in run("register", "check", many, "--all")[1]


def test_a_pack_from_such_a_register_says_where_all_of_them_are(
    run: Run,
    many: Path,
    tmp_path: Path,
) -> None:
    _, out, _ = run("monitoring", many, "--year", "2025-26", "--output", tmp_path / "out")

    said = in_one_line(out)
    assert "297 more like this: see svtools register check" in said
    assert "'C399'" not in said


def test_a_good_register_is_0(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("register", "check", saved(tmp_path / "r.xlsx"))
    assert (code, "Nothing wrong was found." in out) == (0, True)


def test_a_copy_that_is_there_is_not_replaced_without_force(run: Run, many: Path) -> None:
    arguments = ("register", "check", many, "--output", many)
    assert run(*arguments)[0] == 2


def test_the_json_names_every_problem_with_its_cells(run: Run, many: Path) -> None:
    code, out, _ = run("register", "check", many, "--json")

    found = json.loads(out)
    assert (code, found["counts"]["not counted"]) == (1, 301)
    assert found["problems"][0] | {"what": "", "remedy": ""} == {
        "code": "promise-without-contract", "level": "not counted", "sheet": "Promises",
        "cells": ["A6"], "what": "", "remedy": "",
    }  # fmt: skip
