"""The open collection as the window meets it: asked in workers, heard of by signals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from kmdesk.base import person
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.models import house, saying
from kmdesk.models.house import HouseWords
from kmdesk.ui.workers import Job, Jobs

if TYPE_CHECKING:
    from kmdesk.store.collection import Collection
    from kmdesk.store.database import Stop
    from kmdesk.store.views import Changes

T = TypeVar("T")
Failed = Callable[[Exception], None]


class Desk(QObject):
    """Opens a collection in a worker, passes questions to it, and tells of its changes.

    Signals:
        opened: the collection can be asked.
        not_opened: the sentence that says why.
        changed: `Changes` after each commit, in the main thread.
        reworded: other words of the house are in force.
    """

    opened = Signal()
    not_opened = Signal(str)
    changed = Signal(object)
    reworded = Signal()

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self._collection: Collection | None = None
        self._unsubscribe: Callable[[], None] | None = None

    @property
    def is_open(self) -> bool:
        """Say whether there is a collection to ask."""
        return self._collection is not None

    @property
    def read_only(self) -> bool:
        """Say whether nothing can be written, which holds while nothing is open."""
        return self._collection is None or self._collection.read_only

    @property
    def path(self) -> Path | None:
        """Return the file of the open collection."""
        return self._collection.path if self._collection else None

    @property
    def notices(self) -> tuple[str, ...]:
        """Return what the collection has to say about itself, for a banner."""
        return self._collection.notices if self._collection else ()

    @property
    def author(self) -> str:
        """Return the name that is written into revisions."""
        return self._collection.author if self._collection else ""

    def sign_as(self, author: str) -> None:
        """Write `author` into revisions from now on, those of the command line too."""
        person.keep(author)
        if self._collection:
            self._collection.author = author

    def open(self, path: Path, *, author: str = "") -> None:
        """Open the collection at `path`, making it when there is none; then say `opened`."""

        def work(_progress: Progress) -> Collection:
            from kmdesk.store.collection import Collection

            path.parent.mkdir(parents=True, exist_ok=True)
            return Collection.open(path, create=not path.exists(), author=author)

        self.jobs.start(work, self._take, owner=self, failed=self._refuse, write=True)

    def speak(self, words: HouseWords) -> None:
        """Have labels read as this house says them."""
        saying.use(house.renamings(words))
        self.reworded.emit()

    def adopt(self, collection: Collection) -> None:
        """Take over a collection that is open already."""
        self._take(collection)

    def read(
        self,
        ask: Callable[[Collection], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        failed: Failed | None = None,
    ) -> Job:
        """Ask the collection something, beside other work."""
        return self.jobs.start(lambda _: ask(self._current()), done, owner=owner, failed=failed)

    def look_up(
        self,
        ask: Callable[[Collection, Stop], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
    ) -> Job:
        """Ask something that is broken off, in the middle of a reading too, by `Job.drop`."""
        from kmdesk.store.database import Stop

        stop = Stop()
        job = self.read(lambda collection: ask(collection, stop), done, owner=owner)
        job.on_drop = stop
        return job

    def prepare(
        self,
        ask: Callable[[Collection, Progress], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        failed: Failed | None = None,
    ) -> Job:
        """Ask for something that is broken off at its next step by `Job.drop`."""
        return self.jobs.start(
            lambda progress: ask(self._current(), progress), done, owner=owner, failed=failed
        )

    def write(
        self,
        ask: Callable[[Collection], T],
        done: Callable[[T], None] | None = None,
        *,
        owner: QObject,
        failed: Failed | None = None,
    ) -> Job:
        """Have the collection changed, after the changes asked for earlier."""
        return self.jobs.start(
            lambda _: ask(self._current()), done, owner=owner, failed=failed, write=True
        )

    def work(
        self,
        ask: Callable[[Collection, Progress], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        title: str,
        failed: Failed | None = None,
    ) -> Job:
        """Do long work that shows its progress and can be cancelled."""
        return self.jobs.start(
            lambda progress: ask(self._current(), progress),
            done,
            owner=owner,
            failed=failed,
            title=title,
            write=True,
        )

    def work_behind(
        self,
        ask: Callable[[Collection, Progress], T],
        done: Callable[[T], None],
        *,
        owner: QObject,
        failed: Failed,
    ) -> Job:
        """Do long work that nobody waits for; it must write in small pieces."""
        return self.jobs.start(
            lambda progress: ask(self._current(), progress),
            done,
            owner=owner,
            failed=failed,
            behind=True,
        )

    def release(self) -> None:
        """Close the collection; the queues must be drained."""
        if self._unsubscribe:
            self._unsubscribe()
            self._unsubscribe = None
        if self._collection:
            self._collection.close()
            self._collection = None

    def _current(self) -> Collection:
        if self._collection is None:
            raise UserError("No collection is open yet; nothing was changed. Open one first.")
        return self._collection

    def _take(self, collection: Collection) -> None:
        self.release()
        self._collection = collection
        self._unsubscribe = collection.subscribe(self._on_commit)
        self.speak(collection.house_words())
        self.opened.emit()

    def _on_commit(self, changes: Changes) -> None:
        """Pass on, from the writer thread to the main thread, that something changed."""
        self.jobs.post(lambda: self.changed.emit(changes))

    def _refuse(self, error: Exception) -> None:
        self.not_opened.emit(str(error))
