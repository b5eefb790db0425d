"""Reading files in a process of its own, so that a hostile file stops neither window nor command.

A PDF can be made so that a page takes hours, or brings down the library that reads it. The process
has a time for each file, as much memory as a document needs, and a low priority. When it is late,
or breaks twice over a file, the file is given up, and the next one gets a new process.
"""

import sys
from contextlib import suppress
from types import TracebackType
from typing import Self

from kmdesk.base.apart import Apart, BrokenError, LateError, NoProcessError
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange.file_text import UnreadableError, file_text

SECONDS = 60.0
"""As long as one file may take; a report of 500 pages takes about five."""

MEMORY = 2 * 2**30
"""Bytes of address space, where the system lets a process bind itself."""


class Reader:
    """Reads files one after the other; a context manager, since a process belongs to it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._apart = Apart(_read, _be_modest, seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._apart.end()

    def read(self, name: str, data: bytes, progress: Progress) -> str:
        """Return the words in a file; see `file_text`.

        Raises:
            UnreadableError: as `file_text`, or it broke the process each time or took too long.
            UserError: no process can be had on this PC; the file is not to blame.
            Cancelled: somebody asked the work to stop.
        """
        try:
            text, fault = self._asked_twice((name, data), progress)
        except LateError:
            text, fault = "", "takes too long to be read, so its words cannot be searched"
        except BrokenError:
            text, fault = "", "cannot be read safely, so its words cannot be searched"
        except NoProcessError as error:
            raise UserError(
                "This PC does not let kmdesk read attached files apart from the window, "
                "so none was read; everything else works."
            ) from error
        if fault:
            raise UnreadableError(name, fault)
        return text

    def _asked_twice(self, file: tuple[str, bytes], progress: Progress) -> tuple[str, str]:
        """Ask again where the process breaks: the system or somebody may have ended it, once."""
        try:
            return self._apart.ask(file, progress)
        except BrokenError:
            return self._apart.ask(file, progress)


def _read(file: tuple[str, bytes], progress: Progress) -> tuple[str, str]:
    """Return the words in a file by its name and bytes, or the fault that it has."""
    try:
        return file_text(*file, progress), ""
    except UnreadableError as error:
        return "", error.fault
    except MemoryError:
        return "", "is too large to be read, so its words cannot be searched"


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
