"""`svtools statement`, `trace`, `issue` and `verify`: exit codes, and words for every mistake."""

import csv
import io
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]

from svtools.jobs.statement.edition import Given
from svtools.jobs.statement.issued import issue
from tests.commands import Run
from tests.jobs.statement.published import SAMPLES, publish, write_texts

OUTPUTS = ("statement.html", "statement.docx", "figures.xlsx", "figures.csv")
DRAFT = "It has not been issued"


@pytest.fixture
def run(run: Run) -> Run:
    """Run a command; each text in one line."""
    return lambda *words: run(*words).in_one_line


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with inputs and a draft of them; no test changes it."""
    folder = tmp_path_factory.mktemp("drafted")
    for name in ("summary.xlsx", "contracts_register.xlsx"):
        shutil.copy(SAMPLES / name, folder / name)
    given = Given(
        [folder / "summary.xlsx"],
        folder / "contracts_register.xlsx",
        "2025-26",
        "southend",
        write_texts(folder / "texts"),
    )
    publish(given, folder / "statement")
    return folder


@pytest.fixture(scope="module")
def issued(drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, issued; no test changes it."""
    folder = tmp_path_factory.mktemp("issued") / "here"
    shutil.copytree(drafted, folder)
    issue(folder / "statement", date(2026, 6, 30))
    return folder


def copy(of: Path, to: Path) -> Path:
    """A copy that a test may change; its statement's folder."""
    shutil.copytree(of, to / "here")
    return to / "here" / "statement"


def lines(folder: Path) -> list[list[str]]:
    text = (folder / "issued.csv").read_text(encoding="utf-8-sig")
    return [*csv.reader(io.StringIO(text, newline=""))]


def write_lines(folder: Path, rows: Sequence[Sequence[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    (folder / "issued.csv").write_bytes(stream.getvalue().encode("utf-8-sig"))


def page(folder: Path) -> str:
    text = html.fromstring((folder / "statement.html").read_bytes()).text_content()
    return " ".join(text.split())


def test_texts_are_begun_and_nothing_of_the_team_s_is_replaced(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    code, out, _ = run("statement", "--new-texts", folder)
    assert (code, "Began 15 texts" in out) == (0, True)
    (folder / "foreword.md").write_text("Ours.", encoding="utf-8")
    code, out, _ = run("statement", "--new-texts", folder)
    assert (code, "All texts are there already" in out) == (0, True)
    assert "Began" not in out
    assert (folder / "foreword.md").read_text(encoding="utf-8") == "Ours."


def test_begun_texts_stand_in_no_statement(run: Run, drafted: Path, tmp_path: Path) -> None:
    texts, folder = tmp_path / "texts", tmp_path / "out"
    run("statement", "--new-texts", texts)
    code, _, err = run(
        "statement", drafted / "summary.xlsx", "--register", drafted / "contracts_register.xlsx",
        "--year", "2025-26", "--texts", texts, "--output", folder,
    )  # fmt: skip
    assert code == 1
    assert "Not written yet, and left out: foreword.md" in err
    said = page(folder)
    assert "Foreword" not in said
    assert "<!--" not in said
    assert "Case studies" not in said


def test_a_draft_with_all_its_texts_needs_a_look_at_what_is_withheld(
    run: Run, drafted: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    code, out, err = run(
        "statement", drafted / "summary.xlsx", "--register", drafted / "contracts_register.xlsx",
        "--year", "2025-26", "--texts", drafted / "texts", "--output", folder,
    )  # fmt: skip
    assert code == 1
    assert err == "Withheld, so that no small number of people can be told: 4 figures."
    assert f"Wrote statement.html, statement.docx, figures.xlsx and figures.csv in {folder}" in out
    assert {p.name for p in folder.iterdir()} == {*OUTPUTS, "manifest.json"}
    assert DRAFT in page(folder)


def test_it_is_issued_once_and_then_stands(run: Run, drafted: Path, tmp_path: Path) -> None:
    folder = copy(drafted, tmp_path)
    code, out, _ = run("issue", folder, "--on", "2026-06-30")
    assert code == 0
    assert "Issued What our contracts gave in 2025-26" in out
    assert DRAFT not in page(folder)
    assert "Issued on 30 June 2026" in page(folder)
    heads, *rows = lines(folder)
    assert heads[:3] == ["Date", "File", "SHA-256"]
    assert [row[1] for row in rows] == [*OUTPUTS, "manifest.json"]
    assert run("verify", folder)[:2] == (0, "The statement is as it was issued.")

    code, _, err = run("issue", folder)
    assert code == 2
    assert "issued already" in err
    assert "--earlier" in err


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_changed_file_shows(run: Run, issued: Path, tmp_path: Path, name: str) -> None:
    folder = copy(issued, tmp_path)
    path = folder / name
    path.write_bytes(path.read_bytes() + b" ")
    code, out, _ = run("verify", folder)
    assert (code, f"Changed: {name} is another than issued.csv says." in out) == (1, True)


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_file_that_is_gone_shows(run: Run, issued: Path, tmp_path: Path, name: str) -> None:
    folder = copy(issued, tmp_path)
    (folder / name).unlink()
    code, out, _ = run("verify", folder)
    assert (code, f"Changed: {name} is not there." in out) == (1, True)


@pytest.mark.parametrize("column", range(6))
@pytest.mark.parametrize("row", range(1, 6))
def test_a_changed_line_shows(
    run: Run, issued: Path, tmp_path: Path, row: int, column: int
) -> None:
    """The last line too, of which no line after it holds the hash."""
    folder = copy(issued, tmp_path)
    rows = lines(folder)
    rows[row][column] += "1"
    write_lines(folder, rows)
    code, out, _ = run("verify", folder)
    assert (code, "Changed: " in out) == (1, True)
    assert "issued.csv" in out


@pytest.mark.parametrize("row", range(1, 6))
def test_a_line_taken_out_shows(run: Run, issued: Path, tmp_path: Path, row: int) -> None:
    folder = copy(issued, tmp_path)
    rows = lines(folder)
    del rows[row]
    write_lines(folder, rows)
    code, out, _ = run("verify", folder)
    assert (code, "issued.csv" in out) == (1, True)


def test_all_lines_taken_out_show(run: Run, issued: Path, tmp_path: Path) -> None:
    folder = copy(issued, tmp_path)
    write_lines(folder, lines(folder)[:1])
    assert run("verify", folder)[0] == 1


def test_a_line_too_many_shows(run: Run, issued: Path, tmp_path: Path) -> None:
    folder = copy(issued, tmp_path)
    rows = lines(folder)
    write_lines(folder, [*rows, rows[-1]])
    assert run("verify", folder)[0] == 1


@pytest.mark.parametrize("key", ["headline", "title", "issued", "outputs", "draft"])
def test_a_changed_manifest_shows(run: Run, issued: Path, tmp_path: Path, key: str) -> None:
    folder = copy(issued, tmp_path)
    path = folder / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    said[key] = {
        "outputs": {**said["outputs"], "statement.html": "0"},
        "draft": True,
        "issued": {**said["issued"], "changed": "other"},
    }.get(key, "other")
    path.write_text(json.dumps(said), encoding="utf-8")
    code, out, _ = run("verify", folder)
    assert (code, "manifest.json" in out) == (1, True)


def test_other_inputs_leave_the_statement_standing(run: Run, issued: Path, tmp_path: Path) -> None:
    folder = copy(issued, tmp_path)
    (folder.parent / "summary.xlsx").write_bytes(b"another")
    code, out, err = run("verify", folder)
    assert code == 0
    assert "its figures can't be traced: ../summary.xlsx is another than it was" in out + err
    code, _, err = run("trace", folder, "T1.1.1")
    assert code == 2
    assert "has changed since: ../summary.xlsx is another" in err


def test_what_was_never_issued_cannot_be_verified(run: Run, drafted: Path) -> None:
    folder = drafted / "statement"
    code, _, err = run("verify", folder)
    assert (code, f"is not issued yet. Run 'svtools issue {folder}'" in err) == (2, True)


def test_an_issued_statement_whose_chain_is_gone_is_not_called_a_draft(
    run: Run, issued: Path, tmp_path: Path
) -> None:
    folder = copy(issued, tmp_path)
    (folder / "issued.csv").unlink()
    code, _, err = run("verify", folder)
    assert (code, "there is no issued.csv in it" in err) == (2, True)


@pytest.mark.parametrize(
    ("key", "value"),
    [("inputs", []), ("outputs", "x"), ("draft", 1), ("headline", None), ("issued", "yes")],
)
def test_a_manifest_of_wrong_kinds_is_refused(
    run: Run, issued: Path, tmp_path: Path, key: str, value: object
) -> None:
    folder = copy(issued, tmp_path)
    path = folder / "manifest.json"
    said = json.loads(path.read_text(encoding="utf-8")) | {key: value}
    path.write_text(json.dumps(said), encoding="utf-8")
    code, _, err = run("verify", folder)
    assert (code, "manifest.json can't be read" in err) == (2, True)


@pytest.mark.parametrize("heads", [None, ["Date", "File"]])
def test_changed_headings_show(
    run: Run, issued: Path, tmp_path: Path, heads: list[str] | None
) -> None:
    folder = copy(issued, tmp_path)
    rows = lines(folder)
    write_lines(folder, [*([heads] if heads else []), *rows[1:]])
    code, out, _ = run("verify", folder)
    assert (code, "Changed: issued.csv: its first line is not Date, File" in out) == (1, True)


def test_the_verdict_comes_first_and_missing_inputs_are_counted(
    run: Run, issued: Path, tmp_path: Path
) -> None:
    folder = copy(issued, tmp_path)
    texts = folder.parent / "texts"
    shutil.rmtree(texts)
    code, out, err = run("verify", folder)
    assert (code, out) == (0, "The statement is as it was issued.")
    assert err.count(" is not there") == 3
    assert re.search(r"It stands, but its figures can't be traced: .*; \d+ more\.", err)
    (folder / "figures.csv").unlink()
    code, out, err = run("verify", folder)
    assert (code, out) == (
        1,
        "The statement is not as it was issued. Changed: figures.csv is not there.",
    )
    assert "It stands" not in err


def test_a_text_that_is_not_read_is_named(run: Run, drafted: Path, tmp_path: Path) -> None:
    texts = shutil.copytree(drafted / "texts", tmp_path / "texts")
    (texts / "forword.md").write_text("Words.", encoding="utf-8")
    code, _, err = run(
        "statement", drafted / "summary.xlsx", "--register", drafted / "contracts_register.xlsx",
        "--year", "2025-26", "--texts", texts, "--output", tmp_path / "out",
    )  # fmt: skip
    assert (code, "Not read, as no text or picture is called so: forword.md." in err) == (1, True)


@pytest.mark.parametrize("command", [("verify",), ("issue",), ("trace", "T1.1.1")])
def test_a_folder_without_a_statement_is_refused(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    code, _, err = run(command[0], tmp_path, *command[1:])
    assert (code, "holds no statement" in err) == (2, True)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"given": 1}'])
def test_a_manifest_that_cannot_be_read_is_refused(
    run: Run, issued: Path, tmp_path: Path, content: bytes
) -> None:
    folder = copy(issued, tmp_path)
    (folder / "manifest.json").write_bytes(content)
    code, _, err = run("verify", folder)
    assert (code, "manifest.json can't be read" in err) == (2, True)


def test_a_chain_that_cannot_be_read_is_refused(run: Run, issued: Path, tmp_path: Path) -> None:
    folder = copy(issued, tmp_path)
    (folder / "issued.csv").write_bytes(b"\xff\xfe\x00")
    code, _, err = run("verify", folder)
    assert (code, "issued.csv can't be read" in err) == (2, True)


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_draft_that_was_changed_is_not_issued(
    run: Run, drafted: Path, tmp_path: Path, name: str
) -> None:
    folder = copy(drafted, tmp_path)
    (folder / name).write_bytes(b"mine")
    code, _, err = run("issue", folder)
    assert (code, f"{name} is another than it was" in err) == (2, True)
    assert not (folder / "issued.csv").exists()


def test_a_draft_of_other_inputs_is_not_issued(run: Run, drafted: Path, tmp_path: Path) -> None:
    folder = copy(drafted, tmp_path)
    (folder.parent / "texts" / "foreword.md").write_text("Other words.", encoding="utf-8")
    code, _, err = run("issue", folder)
    assert (code, "foreword.md is another than it was" in err) == (2, True)
    assert DRAFT in page(folder)


def test_a_text_added_since_is_not_issued(run: Run, drafted: Path, tmp_path: Path) -> None:
    folder = copy(drafted, tmp_path)
    story = "---\ncontract: C0101\n---\nNew.\n"
    (folder.parent / "texts" / "case_studies" / "new.md").write_text(story, encoding="utf-8")
    code, _, err = run("issue", folder)
    assert (code, "new.md" in err) == (2, True)


def test_a_file_that_a_machine_puts_beside_the_texts_is_no_change(
    run: Run, drafted: Path, tmp_path: Path
) -> None:
    folder = copy(drafted, tmp_path)
    (folder.parent / "texts" / ".DS_Store").write_bytes(b"x")
    (folder.parent / "texts" / "Thumbs.db").write_bytes(b"x")
    assert run("issue", folder)[0] == 0


def test_an_issued_statement_is_not_written_over(run: Run, issued: Path) -> None:
    code, _, err = run(
        "statement", issued / "summary.xlsx", "--register", issued / "contracts_register.xlsx",
        "--year", "2025-26", "--output", issued / "statement",
    )  # fmt: skip
    assert (code, "holds a statement that was issued" in err) == (2, True)


def test_a_second_edition_names_the_first(run: Run, issued: Path, tmp_path: Path) -> None:
    first = copy(issued, tmp_path)
    second = first.parent / "second"
    given = Given(
        [first.parent / "summary.xlsx"],
        first.parent / "contracts_register.xlsx",
        "2025-26",
        "southend",
        first.parent / "texts",
    )
    publish(replace(given, earlier=first), second)
    code, _, err = run("issue", second, "--on", "2026-07-31")
    assert (code, "It isn't said what changed" in err) == (2, True)

    assert run("issue", second, "--on", "2026-07-31", "--changed", "A word")[0] == 0
    heads, *rows = lines(second)
    assert rows[:5] == lines(first)[1:]
    assert {row[4] for row in rows[5:]} == {"A word"}
    assert rows[0][2] in page(second)
    assert "It takes the place of the edition of" in page(second)
    assert "What changed: A word" in page(second)
    assert run("verify", second)[0] == 0

    rows[1][3] = "SVA £9m validated"
    write_lines(second, [heads, *rows])
    code, out, _ = run("verify", second)
    assert (code, "line 3 or 4 was changed" in out) == (1, True)


def test_an_edition_before_that_was_never_issued_is_refused(
    run: Run, drafted: Path, tmp_path: Path
) -> None:
    code, _, err = run(
        "statement", drafted / "summary.xlsx", "--register", drafted / "contracts_register.xlsx",
        "--year", "2025-26", "--output", tmp_path / "out", "--earlier", drafted / "statement",
    )  # fmt: skip
    assert (code, "is not issued yet" in err) == (2, True)


def test_a_day_that_is_none_is_refused(run: Run, drafted: Path, tmp_path: Path) -> None:
    code, _, err = run("issue", copy(drafted, tmp_path), "--on", "31/06/2026")
    assert code == 2
    assert "31/06/2026" in err
