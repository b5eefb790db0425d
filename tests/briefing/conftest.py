"""A collection to make papers from."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kmdesk.store.collection import Collection


@pytest.fixture
def collection(tmp_path: Path, empty_file: Path) -> Iterator[Collection]:
    """An empty collection."""
    path = Path(shutil.copyfile(empty_file, tmp_path / "ours.kmdesk"))
    with Collection.open(path, author="AP") as opened:
        yield opened
