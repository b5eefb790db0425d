"""Questions for a process of its own, which imports them: little, so that it begins at once."""

import os
import signal
import time

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress

LARGE = 1_000_000
"""Far more bytes than a pipe holds."""


class OddError(Exception):
    """An error that cannot be made again from what it says."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} and {two}")


def nothing() -> None:
    """Prepare nothing."""


def fail_to_prepare() -> None:
    """End before anything can be asked."""
    os._exit(1)


def take_time() -> None:
    """Prepare for longer than anybody waits."""
    time.sleep(600)


def answer(question: str, progress: Progress) -> object:
    """Do what is asked; the process's number if it is nothing else."""
    match question:
        case "hang":
            time.sleep(600)
        case "work":
            while True:
                progress.check()
                time.sleep(0.001)
        case "large":
            return b"x" * LARGE
        case "refuse":
            raise UserError("There is nothing to print.")
        case "fault":
            raise ZeroDivisionError
        case "odd":
            raise OddError("one", "two")
        case "die":
            os.kill(os.getpid(), signal.SIGTERM)
    return os.getpid()


def measure(question: bytes, _progress: Progress) -> tuple[int, bytes]:
    """Return the length of what came, and as much again."""
    return len(question), question
