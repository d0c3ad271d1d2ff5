from pathlib import Path

import pytest

from svtools.jobs.board.pages import Pages
from tests.jobs.board import two_boards


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> two_boards.TwoBoards:
    return two_boards.make(tmp_path_factory.mktemp("two_boards"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("board")


@pytest.fixture(scope="session")
def made(files: two_boards.TwoBoards, folder: Path) -> Pages:
    return files.write(folder)
