"""An open collection file: who may write, how a transaction runs, who hears of it."""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock
from typing import TypeVar

from filelock import FileLock
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from kmdesk.base.errors import Cancelled, UserError
from kmdesk.base.paths import on_network_share
from kmdesk.store import identity, lock, migrate, settings, sqlite
from kmdesk.store.views import Changes

T = TypeVar("T")
Listener = Callable[[Changes], None]

logger = logging.getLogger(__name__)

NETWORK_SHARE = (
    "This collection lies on a network share, where a broken connection can cost work. "
    "Keep it on this PC and swap records by exchange file."
)


NOT_CLEANED = (
    "What was erased is gone from the records, but traces of it may still be in the file, because "
    "the disk is full or somebody reads it; kmdesk cleans the file when it is opened next."
)


class Stop:
    """Breaks off one reading from another thread, as for a newer keystroke."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._called = False
        self._interrupt: Callable[[], None] | None = None

    def __call__(self) -> None:
        """Have the reading end with `Cancelled`, now or as soon as it begins."""
        with self._lock:
            self._called = True
            if self._interrupt:
                self._interrupt()

    @contextmanager
    def watching(self, connection: Connection) -> Iterator[None]:
        """Interrupt what runs on a connection when called.

        Raises:
            Cancelled: it was called.
        """
        with self._lock:
            if self._called:
                raise Cancelled
            self._interrupt = sqlite.interrupter(connection)
        try:
            yield
        except DatabaseError as error:
            if not sqlite.is_interrupt(error):
                raise
            raise Cancelled from error
        finally:
            with self._lock:
                self._interrupt = None


class Database:
    """One collection file with its lock, its reading engine and its single writer thread.

    Attributes:
        newer: it was written by a newer kmdesk.
        device: the id of this copy of the collection, once it is open for writing.
        notices: sentences that the person should see while the collection is open.
    """

    def __init__(self, path: Path, *, create: bool, read_only: bool) -> None:
        """Open the file, make it or bring it up to date first where that is due.

        Raises:
            UserError: it is no collection, cannot be read, or cannot be brought up to date.
        """
        self.path = path
        self.notices: tuple[str, ...] = ()
        self.device = ""
        self._listeners: list[Listener] = []
        self._lock: FileLock | None = None
        self._writer: Engine | None = None
        if create and not path.exists():
            sqlite.create(path)
        sqlite.recognise(path)
        with self._readable():
            self.newer = migrate.is_newer(migrate.version_of(path))
            self.read_only = read_only or not self._may_write()
            if not self.read_only:
                self._prepare()
        if self.newer:
            opened = f"{path.name} was written by a newer kmdesk and is open for reading only"
            self.notices += (f"{opened}; update kmdesk to change it.",)
        self._reader = sqlite.engine(path)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kmdesk-writer")

    @contextmanager
    def read(self, stop: Stop | None = None) -> Iterator[Connection]:
        """Yield a connection that sees one state of the collection throughout.

        Raises:
            UserError: the file cannot be read.
            Cancelled: `stop` was called.
        """
        with (
            self._readable(),
            self._reader.connect() as connection,
            stop.watching(connection) if stop else nullcontext(),
        ):
            yield connection

    def write(self, action: Callable[[Connection], tuple[T, Changes | None]]) -> T:
        """Run `action` in the writer thread, in one transaction, and tell the listeners.

        An action that returns no changes did nothing that somebody sees; nobody is told.

        Raises:
            UserError: the collection is read-only, or the disk refused; nothing was written.
        """
        if self._writer is None:
            raise UserError(
                f"{self.path.name} is open for reading only; nothing was saved. "
                + " ".join(self.notices)
            )
        return self._thread.submit(self._write, self._writer, action).result()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called in the writer thread after each commit; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """Finish what is being written and let go of the file."""
        self._thread.shutdown(wait=True)
        if self._writer is not None:
            with suppress(DatabaseError), self._reader.connect() as connection:
                identity.remember(connection, self.device)
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
            self._writer = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Say in words when the file cannot be read."""
        try:
            yield
        except DatabaseError as error:
            if not sqlite.is_refusal(error):
                raise
            logger.warning("A reading was refused: %s", error.orig)
            raise UserError(
                f"{self.path.name} cannot be read ({error.orig}); nothing was changed. If this "
                "stays so, make a new collection and recover this file into it, or use a backup."
            ) from error

    def _write(self, engine: Engine, action: Callable[[Connection], tuple[T, Changes | None]]) -> T:
        try:
            with engine.begin() as connection:
                result, changes = action(connection)
        except DatabaseError as error:
            if not sqlite.is_refusal(error):
                raise
            logger.warning("A write was refused: %s", error.orig)
            raise UserError(
                f"{self.path.name} could not be written ({error.orig}); nothing was saved, "
                "and what you typed is kept in the window."
            ) from error
        if changes is None:
            return result
        if changes.erased:
            self._scrub(engine)
        for listener in tuple(self._listeners):
            listener(changes)
        return result

    def _scrub(self, engine: Engine) -> None:
        """Clean the file of what was erased; where that fails it is due at the next opening."""
        try:
            sqlite.scrub(engine)
            with engine.begin() as connection:
                settings.put(connection, settings.SCRUB, None)
        except (DatabaseError, sqlite3.Error) as error:
            logger.warning("The file could not be cleaned: %s", error)
            self.notices += (NOT_CLEANED,)

    def _may_write(self) -> bool:
        """Take the lock; say why when this copy of kmdesk can only read."""
        if self.newer:
            return False
        try:
            self._lock = lock.acquire(self.path)
        except OSError:
            self.notices += (f"{self.path.parent} cannot be written, so nothing can be saved.",)
            return False
        if self._lock is None:
            self.notices += (f"{self._holder()} has {self.path.name} open.",)
            return False
        return True

    def _holder(self) -> str:
        engine = sqlite.engine(self.path)
        try:
            with engine.connect() as connection:
                return str(settings.get(connection, settings.HOLDER, "Somebody"))
        finally:
            engine.dispose()

    def _prepare(self) -> None:
        try:
            if migrate.version_of(self.path) != migrate.HEAD:
                migrate.upgrade(self.path)
            self._writer = sqlite.engine(self.path, writer=True)
            with self._writer.begin() as connection:
                settings.put(connection, settings.HOLDER, lock.holder())
                self.device = identity.device(connection, self.path)
                unclean = settings.get(connection, settings.SCRUB)
            if unclean:
                self._scrub(self._writer)
        except BaseException:
            if self._lock is not None:
                self._lock.release()
            raise
        if on_network_share(self.path):
            self.notices += (NETWORK_SHARE,)
