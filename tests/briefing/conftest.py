"""A collection to make papers from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kmdesk.store.collection import Collection


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """An empty collection."""
    with Collection.open(tmp_path / "ours.kmdesk", create=True, author="AP") as opened:
        yield opened
