"""The bundle's scripts on made-up machines: what is there after each, and after faults."""

from pathlib import Path

import pytest

from tests.xl.addin.cmd_stand_in import Machine
from tests.xl.addin.made_up_bundle import files
from xl.addin.build import FILE_NAME
from xl.addin.bundle import Bundle, Interpreter, scripts_and_texts

IN_USE, FAILED = 1618, 1603


def bundle(folder: Path, name: str) -> Path:
    """A bundle of few files, one of which bears its name."""
    made = Bundle(folder, name, 1, 1)
    texts = scripts_and_texts(made, Interpreter(folder, "", "3.12.10", (3, 12)))
    for path in ("app/python/python.exe", "app/python/pythonw.exe", f"app/{FILE_NAME}"):
        texts[path] = name.encode()
    texts[f"app/python/only_in_{name}.py"] = texts[f"app/bundle-{name}.txt"] = b""
    texts["settings/settings.yaml"] = texts.pop("settings.yaml")
    for path, content in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return bundle(tmp_path / "old bundle", "1.0-a")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return bundle(tmp_path / "new bundle", "2.0-b")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "Program Files").mkdir()
    return Machine(tmp_path / "Program Files")


def installed(machine: Machine) -> dict[str, bytes]:
    return files(machine.programs / "Social Value Tools")


def of(folder: Path) -> dict[str, bytes]:
    return {n: c for n, c in files(folder).items() if n.startswith(("app/", "settings/"))}


def test_installing_copies_the_bundle_and_it_is_detected(
    old: Path, new: Path, machine: Machine
) -> None:
    assert machine.run(old / "detect.cmd") == 1
    assert machine.run(old / "install.cmd") == 0
    assert installed(machine) == of(old)
    assert machine.run(old / "detect.cmd") == 0
    assert machine.run(new / "detect.cmd") == 1


def test_an_upgrade_leaves_no_old_file_and_keeps_the_settings(
    old: Path, new: Path, machine: Machine
) -> None:
    machine.run(old / "install.cmd")
    settings = machine.programs / "Social Value Tools" / "settings" / "settings.yaml"
    settings.write_text("edition: open-2025\n")
    assert machine.run(new / "install.cmd") == 0
    assert installed(machine) == of(new) | {"settings/settings.yaml": b"edition: open-2025\n"}
    assert machine.run(new / "detect.cmd") == 0
    assert machine.run(old / "detect.cmd") == 1
    assert machine.run(new / "install.cmd", "/settings") == 0
    assert installed(machine) == of(new)


@pytest.mark.parametrize("file", ["python/pythonw.exe", FILE_NAME, "python/only_in_1.0-a.py"])
@pytest.mark.parametrize("script", ["install.cmd", "uninstall.cmd"])
def test_nothing_changes_while_excel_uses_it(
    script: str, file: str, old: Path, new: Path, machine: Machine
) -> None:
    machine.run(old / "install.cmd")
    machine.in_use.add(machine.programs / "Social Value Tools" / "app" / file)
    assert machine.run(new / script) == IN_USE
    assert installed(machine) == of(old)
    machine.in_use.clear()
    assert machine.run(new / script) == 0
    assert installed(machine).get(f"app/{FILE_NAME}") == (
        b"2.0-b" if script == "install.cmd" else None
    )


@pytest.mark.parametrize("fault", ["full", "python"])
def test_a_failed_upgrade_leaves_the_old_one(
    fault: str, old: Path, new: Path, machine: Machine
) -> None:
    machine.run(old / "install.cmd")
    setattr(machine, fault, True if fault == "full" else lambda _: 1)
    assert machine.run(new / "install.cmd") == FAILED
    assert installed(machine) == of(old)


def test_the_new_python_is_tried_before_the_old_one_goes(
    old: Path, new: Path, machine: Machine
) -> None:
    seen: list[tuple[str, bool]] = []

    def python(path: Path) -> int:
        seen.append((path.parent.parent.name, (path.parent / "only_in_2.0-b.py").exists()))
        return 0

    machine.run(old / "install.cmd")
    machine.python = python
    machine.run(new / "install.cmd")
    assert seen == [("app.new", True), ("app", True)]


@pytest.mark.parametrize("left", [("app.old",), ("app.old", "app"), ("app.new", "app")])
def test_what_was_broken_off_is_put_right(
    left: tuple[str, ...], old: Path, new: Path, machine: Machine
) -> None:
    machine.run(old / "install.cmd")
    app = machine.programs / "Social Value Tools" / "app"
    for name in left:
        if name != "app":
            app.with_name(name).mkdir()
            (app.with_name(name) / "left.txt").touch()
    if "app" not in left:
        for path in sorted(app.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        app.rmdir()
    assert machine.run(new / "install.cmd") == 0
    assert installed(machine).keys() == of(new).keys()


def test_uninstalling_takes_everything_and_can_be_repeated(old: Path, machine: Machine) -> None:
    machine.run(old / "install.cmd")
    other = machine.programs / "Other" / "file.txt"
    other.parent.mkdir()
    other.touch()
    assert machine.run(old / "uninstall.cmd") == 0
    assert list(machine.programs.iterdir()) == [other.parent]
    assert machine.run(old / "uninstall.cmd") == 0
    assert machine.run(old / "detect.cmd") == 1
