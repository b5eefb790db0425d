"""Two collections that swap files."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kmdesk.store.collection import Collection


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "ours.kmdesk", create=True, author="AP") as collection:
        yield collection


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Collection]:
    with Collection.open(tmp_path / "theirs.kmdesk", create=True, author="JO") as collection:
        yield collection
