import pytest

from tests.jobs.statement.published import Published, files, publish


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """A draft of the samples' year; no test changes its files."""
    folder = tmp_path_factory.mktemp("published")
    return publish(files(folder), folder / "statement")
