"""A passphrase costs seconds, and others go on working meanwhile."""

import time
from threading import Event, Thread, Timer

import pytest

from kmdesk.base.apart import Apart, BrokenError, NoProcessError
from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange import kmx, sealing


def test_other_threads_run_while_a_passphrase_becomes_a_key() -> None:
    gaps: list[float] = []
    over = Event()

    def watch() -> None:
        last = time.perf_counter()
        while not over.wait(0.005):
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    watcher = Thread(target=watch)
    watcher.start()
    began = time.perf_counter()
    made = sealing.sealed(b"What the board may not read yet", "correct horse", Progress())
    took = time.perf_counter() - began
    over.set()
    watcher.join()
    assert made.startswith(kmx.AGE_MAGIC)
    assert max(gaps) < took / 3
    assert sealing.unsealed(made, "correct horse", Progress()) == b"What the board may not read yet"


def test_one_who_asks_to_stop_does_not_wait() -> None:
    progress = Progress()
    Timer(0.1, progress.cancel).start()
    with pytest.raises(Cancelled):
        sealing.sealed(b"text", "correct horse", progress)


@pytest.mark.parametrize("broken", [BrokenError, NoProcessError])
def test_without_a_process(monkeypatch: pytest.MonkeyPatch, broken: type[Exception]) -> None:
    def ask(*_: object) -> bytes:
        raise broken

    monkeypatch.setattr(Apart, "ask", ask)
    monkeypatch.setattr("pyrage.passphrase.encrypt", lambda data, _word: data[::-1])
    if broken is NoProcessError:
        assert sealing.sealed(b"text", "correct horse", Progress()) == b"txet"
    else:
        with pytest.raises(UserError, match="nothing was written"):
            sealing.sealed(b"text", "correct horse", Progress())
