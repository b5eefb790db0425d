"""Work off the event loop: writes one after the other, reads beside them, all drained on close.

Work that nobody waits for has a thread of its own, so that neither saves nor reads queue behind it.

A worker thread leaves word in the inbox of `Jobs`, which lives in the main thread; only there are
callers told, and only while the object that asked still exists. The signal that wakes the main
thread carries nothing, so that no Python object travels between threads inside Qt.
"""

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.progress import Progress

T = TypeVar("T")

TURN = 0.0005
"""Seconds that a worker may compute before the event loop has its turn; Python's usual 0.005 would
be waited for at each of the many times that Qt calls into Python for one key."""


class Job:
    """Work that was asked for.

    Attributes:
        title: what it does, for the progress dialog; "" for work that shows none.
        behind: nobody waits for it; it is stopped when the window closes.
        on_drop: called when it is dropped, to break off what is running.
    """

    def __init__(
        self,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        owner: QObject,
        title: str,
        *,
        behind: bool = False,
    ) -> None:
        self.work = work
        self.done = done
        self.failed = failed
        self.owner = owner
        self.title = title
        self.behind = behind
        self.progress = Progress()
        self.dropped = False
        self.on_drop: Callable[[], None] | None = None
        self.result: Any = None
        self.error: Exception | None = None
        self.future: Future[None] | None = None

    def drop(self) -> None:
        """Forget about the result: something newer was asked for."""
        self.dropped = True
        self.progress.cancel()
        if self.on_drop:
            self.on_drop()


class Jobs(QObject):
    """The queues of work, owned by the window.

    Signals:
        started: a job with a title began to wait or to run.
        stepped: job, steps done, all steps, label.
        ended: a job is over and its caller was told.
        refused: the sentence of a UserError that no caller wanted to handle.
        became_idle: nothing is left to do.
    """

    started = Signal(object)
    stepped = Signal(object, int, int, str)
    ended = Signal(object)
    refused = Signal(str)
    became_idle = Signal()
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="kmdesk-read")
        self._writes = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kmdesk-write")
        self._behind = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kmdesk-behind")
        sys.setswitchinterval(TURN)
        self._open: set[Job] = set()
        self._drained = False
        self._is_alone = False
        self._inbox: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._woken.connect(self._read_inbox, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Say whether nothing is waiting, running or on its way back."""
        return not self._open

    def start(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None] | None = None,
        *,
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
        title: str = "",
        write: bool = False,
        behind: bool = False,
    ) -> Job:
        """Run `work` in a worker and tell `done` or `failed` in the main thread.

        Args:
            work: must not touch widgets.
            done: called with the result.
            owner: nobody is told after it is gone.
            failed: called with a UserError or with Cancelled; without it, the sentence goes to
                `refused`. Any other error is raised in the main thread.
            title: shown with the progress, for work that can take long.
            write: behind the writes asked for earlier, instead of beside them.
            behind: behind everything else, for as long as it takes.
        """
        job = Job(work, done, failed, owner, title, behind=behind)
        job.progress.let_pass = self._let_pass
        job.progress.report = lambda *step: self.post(lambda: self.stepped.emit(job, *step))
        if self._drained:
            job.drop()
            return job
        self._open.add(job)
        queue = self._behind if behind else self._writes if write else self._reads
        job.future = queue.submit(self._run, job)
        if title:
            self.started.emit(job)
        return job

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Have workers that look wait meanwhile: what the event loop does now must not take long.

        Each call into Qt lets a worker compute for `TURN`, so that a walk over many widgets would
        take many times as long beside one.
        """
        self._is_alone = True
        try:
            yield
        finally:
            self._is_alone = False

    def _let_pass(self) -> None:
        while self._is_alone:
            time.sleep(TURN)

    def post(self, message: Callable[[], None]) -> None:
        """Have `message` called in the main thread; safe from any thread."""
        self._inbox.put(message)
        self._woken.emit()

    def drain(self) -> None:
        """Let writes finish, drop reads, and tell nobody any more."""
        self._drained = True
        self._woken.disconnect(self._read_inbox)
        for job in self._open:
            if job.future is not None and (job.title or job.behind):
                job.progress.cancel()
        self._behind.shutdown(wait=True, cancel_futures=True)
        self._writes.shutdown(wait=True)
        self._reads.shutdown(wait=True, cancel_futures=True)
        self._open.clear()

    def _run(self, job: Job) -> None:
        if not job.dropped:
            try:
                job.result = job.work(job.progress)
            except Exception as error:  # raised again in the main thread
                job.error = error
        self.post(lambda: self._deliver(job))

    @Slot()
    def _read_inbox(self) -> None:
        if not self._inbox.empty():
            self._inbox.get()()

    def _deliver(self, job: Job) -> None:
        self._open.discard(job)
        try:
            if not job.dropped and isValid(job.owner):
                self._tell(job)
        finally:
            self.ended.emit(job)
            if self.idle:
                self.became_idle.emit()

    def _tell(self, job: Job) -> None:
        if job.error is None:
            if job.done:
                job.done(job.result)
        elif not isinstance(job.error, UserError | Cancelled):
            raise job.error
        elif job.failed:
            job.failed(job.error)
        elif isinstance(job.error, UserError):
            self.refused.emit(str(job.error))
