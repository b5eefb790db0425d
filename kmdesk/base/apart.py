"""Work in a process of its own: it harms nobody when it breaks, and takes turns with nobody.

The process stays, and answers one question after the other until it is ended. It ends by itself
with the one that began it, however that one ends. All that passes goes through pipes.
"""

import gc
import multiprocessing
import os
import pickle
import signal
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Event, Lock, Thread
from typing import Any, Generic, TypeVar

from kmdesk.base.errors import Cancelled
from kmdesk.base.progress import Progress

Question = TypeVar("Question")
Answer = TypeVar("Answer")

SECONDS_TO_BEGIN = 60.0
"""A virus scanner may look at all that a process reads at first."""

SECONDS_TO_BREAK_OFF = 5.0
"""What has not broken off by then is ended, when something else is asked."""

_CHILDREN = Lock()
"""Held while one begins or is waited for: Python looks after all whenever one begins."""

_READY = "ready"
_BREAK_OFF = None
_LOOK_EVERY = 0.02
"""Seconds between two looks whether somebody asked to stop."""


class NoProcessError(Exception):
    """This PC lets no process begin, or ends it before it is ready."""


class BrokenError(Exception):
    """The process ended before it answered."""


class LateError(Exception):
    """The answer took too long, so the process was ended."""


class Apart(Generic[Question, Answer]):
    """A process that answers; the next question begins a new one after it broke or was late."""

    def __init__(
        self,
        answer: Callable[[Question, Progress], Answer],
        prepare: Callable[[], None],
        seconds: float | None = None,
    ) -> None:
        """Begin nothing yet.

        Args:
            answer: called in the process, with a progress that stops when the asking one does. It
                is found there by the name of its module, which the process imports.
            prepare: called there once before; its time is no part of that of an answer.
            seconds: as long as an answer may take; None: as long as it takes.
        """
        self._answer = answer
        self._prepare = prepare
        self._seconds = seconds
        self._turn = Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._began = 0.0
        self._is_ready = False
        self._is_owed = False
        self._over = Event()

    def begin(self) -> None:
        """Begin the process and wait for nothing; the first question would do so too.

        Raises:
            NoProcessError: none can be had.
            Cancelled: the process was ended for good.
        """
        if self._turn.acquire(blocking=False):  # else somebody asks, and so has begun it
            try:
                self._begin()
            finally:
                self._turn.release()

    def is_ready(self, seconds: float, progress: Progress) -> bool:
        """Say whether the process can be asked at once; wait until so long after it began at most.

        Raises:
            NoProcessError: none can be had.
            Cancelled: somebody asked to stop; the process goes on to make itself ready.
        """
        progress.check()
        with self._turn:
            return self._ready(seconds, progress)

    def ask(self, question: Question, progress: Progress) -> Answer:
        """Return the answer to a question.

        Raises:
            NoProcessError: none can be had.
            BrokenError: the process ended before it answered.
            LateError: the time for an answer is up.
            Cancelled: somebody asked to stop, or the process was ended for good. The process stays.
            Exception: what the answering function raised, with a note that tells where.
        """
        progress.check()
        with self._turn:
            if not self._ready(SECONDS_TO_BEGIN, progress):
                self._let_go()
                raise NoProcessError
            try:
                value, error = self._told(self._open_line(), question, progress)
            except (EOFError, OSError) as broken:
                self._let_go()
                raise BrokenError from broken
        if error is not None:
            raise error
        answer: Answer = value
        return answer

    def end(self) -> None:
        """End the process for good; one who waits for an answer hears that there is none."""
        self._over.set()
        if process := self._process:
            with suppress(ValueError):  # it was let go by the one who waits
                process.kill()
        with self._turn:
            self._let_go()

    def _begin(self) -> None:
        if self._over.is_set():
            raise Cancelled
        if self._process is not None:
            return
        spawning = multiprocessing.get_context("spawn")
        try:
            self._line, theirs = spawning.Pipe()
            with theirs, _CHILDREN:
                process = spawning.Process(
                    target=_serve, args=(theirs, self._answer, self._prepare), daemon=True
                )
                process.start()
        except OSError as error:
            self._let_go()
            raise NoProcessError from error
        self._process = process
        self._began = time.monotonic()
        if self._over.is_set():  # `end` came meanwhile, and had nothing to kill yet
            self._let_go()
            raise Cancelled

    def _ready(self, seconds: float, progress: Progress) -> bool:
        if self._is_owed:
            self._break_off(progress)
        self._begin()
        if not self._is_ready:
            left = self._began + seconds - time.monotonic()
            try:
                line = self._open_line()
                if _comes(line, left, progress):
                    self._is_ready = line.recv() == _READY
            except (EOFError, OSError) as error:
                self._let_go()
                raise NoProcessError from error
        return self._is_ready

    def _break_off(self, progress: Progress) -> None:
        """Wait for the answer that nobody waited for, so that the next one is to the next."""
        try:
            line = self._open_line()
            if _comes(line, SECONDS_TO_BREAK_OFF, progress):
                line.recv()
                self._is_owed = False
                return
        except (EOFError, OSError):
            pass
        self._let_go()

    def _told(
        self, line: Connection, question: Question, progress: Progress
    ) -> tuple[Any, Exception | None]:
        """Return what the process tells: an answer, or the error that it met."""
        line.send((question,))
        self._is_owed = True
        try:
            comes = _comes(line, self._seconds, progress)
        except Cancelled:
            with suppress(OSError):
                line.send(_BREAK_OFF)
            raise
        if not comes:
            self._let_go()
            raise LateError
        self._is_owed = False
        told: tuple[Any, Exception | None] = line.recv()
        return told

    def _open_line(self) -> Connection:
        if self._line is None:
            raise EOFError
        return self._line

    def _let_go(self) -> None:
        self._is_ready = self._is_owed = False
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            with _CHILDREN:
                process.join()
                process.close()


def _comes(line: Connection, seconds: float | None, progress: Progress) -> bool:
    """Wait for an answer, as long as nobody asks to stop; say whether it came in time."""
    until = None if seconds is None else time.monotonic() + seconds
    progress.check()
    while not line.poll(_LOOK_EVERY if until is None else _left(until)):
        progress.check()
        if until is not None and time.monotonic() >= until:
            return False
    return True


def _left(until: float) -> float:
    return min(_LOOK_EVERY, max(0.0, until - time.monotonic()))


def _serve(
    line: Connection, answer: Callable[[Any, Progress], Any], prepare: Callable[[], None]
) -> None:
    """Answer the questions that come in, until nobody asks any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_other, daemon=True).start()
    prepare()
    gc.collect()
    gc.freeze()  # what is there by now is never looked through again in the middle of an answer
    line.send(_READY)
    while True:
        try:
            asked = line.recv()
        except EOFError:
            return
        if asked is _BREAK_OFF:
            continue  # it came after the answer
        told: tuple[Any, Exception | None]
        try:
            told = (answer(asked[0], _progress_of(line)), None)
        except Exception as error:  # raised again where it was asked
            told = (None, _for_the_way(error))
        with suppress(OSError):
            line.send(told)


def _progress_of(line: Connection) -> Progress:
    """Return a progress that stops as soon as anything is heard: it is to break off."""
    progress = Progress()

    def listen() -> None:
        if line.poll():
            progress.cancel()

    progress.let_pass = listen
    return progress


def _for_the_way(error: Exception) -> Exception:
    """Return an error that can be sent, with where it was raised as a note."""
    where = "".join(traceback.format_exception(error))
    error.add_note(where)
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # an error may be made of anything
        return RuntimeError(where)
    return error


def _end_with_the_other() -> None:
    """End at once when the process that began this one has ended, even in the middle of work."""
    if other := multiprocessing.parent_process():
        other.join()
    os._exit(0)
