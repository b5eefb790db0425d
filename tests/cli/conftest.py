"""The command line as a script sees it: arguments and input in, code and output out."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kmdesk import cli


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Kmdesk = Callable[..., Outcome]


@pytest.fixture
def kmdesk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Kmdesk:
    """Run a command on the collection ``ours.kmdesk`` unless it names another."""

    def run(*arguments: object, given: object = None, collection: str = "ours.kmdesk") -> Outcome:
        data = given if isinstance(given, bytes) else json.dumps(given).encode()
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        monkeypatch.setenv("KMDESK_COLLECTION", str(tmp_path / collection))
        capsys.readouterr()
        code = cli.run([str(a) for a in arguments], open_window=lambda _path: 0, check_window=list)
        printed = capsys.readouterr()
        return Outcome(code, printed.out, printed.err)

    return run
