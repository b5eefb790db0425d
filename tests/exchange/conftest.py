"""Two collections that swap files."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from kmdesk.base.progress import Progress
from kmdesk.exchange import sealing
from kmdesk.store.collection import Collection


@pytest.fixture
def ours(tmp_path: Path, empty_file: Path) -> Iterator[Collection]:
    path = Path(shutil.copyfile(empty_file, tmp_path / "ours.kmdesk"))
    with Collection.open(path, author="AP") as collection:
        yield collection


@pytest.fixture
def theirs(tmp_path: Path, empty_file: Path) -> Iterator[Collection]:
    path = Path(shutil.copyfile(empty_file, tmp_path / "theirs.kmdesk"))
    with Collection.open(path, author="JO") as collection:
        yield collection


@pytest.fixture
def quick_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a passphrase open an age file at once: age spends a second on each, for good reason.

    The file stays one of age, cut and spoilt like any; only its key is found without the work.
    """
    keys: dict[str, pyrage.x25519.Identity] = {}

    def key(passphrase: str) -> pyrage.x25519.Identity:
        return keys.setdefault(passphrase, pyrage.x25519.Identity.generate())

    def sealed(data: bytes, passphrase: str, _progress: Progress) -> bytes:
        encrypted: bytes = pyrage.encrypt(data, [key(passphrase).to_public()])
        return encrypted

    def unsealed(data: bytes, passphrase: str, _progress: Progress) -> bytes | None:
        try:
            plain: bytes = pyrage.decrypt(data, [key(passphrase)])
        except pyrage.DecryptError:
            return None
        return plain

    monkeypatch.setattr(sealing, "sealed", sealed)
    monkeypatch.setattr(sealing, "unsealed", unsealed)
