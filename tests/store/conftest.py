"""A collection to try things on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmdesk.store.collection import Collection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the collection is."""
    return tmp_path / "ours.kmdesk"


@pytest.fixture
def collection(path: Path, empty_file: Path) -> Iterator[Collection]:
    """An empty collection, open for writing."""
    shutil.copyfile(empty_file, path)
    with Collection.open(path, author="AP") as opened:
        yield opened


@pytest.fixture
def theirs(tmp_path: Path, empty_file: Path) -> Iterator[Collection]:
    """A colleague's collection, empty, open for writing."""
    file = tmp_path / "theirs.kmdesk"
    shutil.copyfile(empty_file, file)
    with Collection.open(file, author="JO") as opened:
        yield opened
