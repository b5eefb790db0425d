"""A collection to try things on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kmdesk.store.collection import Collection


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the collection is."""
    return tmp_path / "ours.kmdesk"


@pytest.fixture
def collection(path: Path) -> Iterator[Collection]:
    """An empty collection, open for writing."""
    with Collection.open(path, create=True, author="AP") as opened:
        yield opened
