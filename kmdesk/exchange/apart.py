"""Reading files in a process of its own, so that a hostile file stops neither window nor command.

A PDF can be made so that a page takes hours, or brings down the library that reads it. The process
has a time for each file, as much memory as a document needs, and a low priority. When it breaks or
is late it is ended, and the next file gets a new one.
"""

import multiprocessing
import signal
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange.file_text import UnreadableError, file_text

SECONDS = 60.0
"""As long as one file may take; a report of 500 pages takes about five."""

MEMORY = 2 * 2**30
"""Bytes of address space, where the system lets a process bind itself."""

_SECONDS_TO_BEGIN = 60.0
_READY = "ready"
_LOOK_EVERY = 0.1
"""Seconds between two looks whether somebody asked to stop."""


class Reader:
    """Reads files one after the other; a context manager, since a process belongs to it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._end()

    def read(self, name: str, data: bytes, progress: Progress) -> str:
        """Return the words in a file; see `file_text`.

        Raises:
            UnreadableError: as `file_text`, or it broke the process or took too long.
            UserError: no process can be had on this PC; the file is not to blame.
            Cancelled: somebody asked the work to stop.
        """
        try:
            line = self._begun(progress)
            text, fault = self._answer(line, name, data, progress)
        except (EOFError, OSError):
            text, fault = "", "cannot be read safely, so its words cannot be searched"
            self._end()
        except BaseException:
            self._end()
            raise
        if fault:
            raise UnreadableError(name, fault)
        return text

    def _answer(
        self, line: Connection, name: str, data: bytes, progress: Progress
    ) -> tuple[str, str]:
        """Return what the process says of a file: its text, or the fault."""
        line.send((name, data))
        if not _comes(line, self._seconds, progress):
            self._end()
            return "", "takes too long to be read, so its words cannot be searched"
        text, fault = line.recv()
        return text, fault

    def _begun(self, progress: Progress) -> Connection:
        """Return the line to the process, begun now if there is none."""
        if self._line is not None:
            return self._line
        try:
            spawning = multiprocessing.get_context("spawn")
            self._line, theirs = spawning.Pipe()
            process = spawning.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            self._process = process
            theirs.close()
            if _comes(self._line, _SECONDS_TO_BEGIN, progress) and self._line.recv() == _READY:
                return self._line
        except (EOFError, OSError):
            pass
        raise UserError(
            "This PC does not let kmdesk read attached files apart from the window, "
            "so none was read; everything else works."
        )

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None


def _comes(line: Connection, seconds: float, progress: Progress) -> bool:
    """Wait for an answer, as long as nobody asks to stop; say whether it came in time."""
    until = time.monotonic() + seconds
    progress.check()
    while not line.poll(min(_LOOK_EVERY, seconds)):
        progress.check()
        if time.monotonic() >= until:
            return False
    return True


def _serve(line: Connection) -> None:
    """Read the files that come in, until nobody sends any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _be_modest()
    line.send(_READY)
    while True:
        try:
            name, data = line.recv()
        except EOFError:
            return
        try:
            answer = (file_text(name, data), "")
        except UnreadableError as error:
            answer = ("", error.fault)
        except MemoryError:
            answer = ("", "is too large to be read, so its words cannot be searched")
        with suppress(OSError):
            line.send(answer)


def _be_modest() -> None:
    """Let everybody else go first, and take no more memory than a document needs."""
    if sys.platform == "win32":
        import ctypes

        below_normal = 0x4000
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), below_normal)
    else:
        import os
        import resource

        os.nice(10)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
