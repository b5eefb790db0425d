"""What only SQLite knows, part one: opening, pragmas, copies, views.

Part two is `fulltext`. A team that outgrows one PC would write these two anew for PostgreSQL.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from kmdesk.base.errors import UserError
from kmdesk.base.paths import on_network_share
from kmdesk.models.kind import Field, Kind
from kmdesk.models.kinds import KINDS

APPLICATION_ID = 0x6B6D6431
"""``kmd1`` in the header of the file (https://sqlite.org/pragma.html#pragma_application_id)."""

_HEADER = b"SQLite format 3\x00"

_REFUSALS = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
"""What goes wrong with disks and files (https://sqlite.org/rescode.html)."""


def engine(path: Path, *, writer: bool = False, foreign_keys: bool = True) -> Engine:
    """Return an engine on the file, which must exist.

    The driver's own transactions are turned off and begun by the engine, so that a migration rolls
    back whole: https://docs.sqlalchemy.org/en/21/dialects/sqlite.html (transactional DDL).

    Args:
        path: the collection.
        writer: take the write lock when a transaction begins; otherwise the connection cannot
            write at all.
        foreign_keys: off for migrations only, which rebuild tables.
    """
    made = create_engine(
        "sqlite://",
        creator=lambda: _connect(path),
        poolclass=QueuePool,
        hide_parameters=True,  # what people wrote has no place in a log
    )
    pragmas = [f"foreign_keys={int(foreign_keys)}", "temp_store=MEMORY"]
    if writer:
        journal = "DELETE" if on_network_share(path) else "WAL"
        pragmas += [f"journal_mode={journal}", "synchronous=FULL", "secure_delete=ON"]
    else:
        pragmas += ["query_only=ON"]

    @event.listens_for(made, "connect")
    def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(made, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return made


def interrupter(connection: Connection) -> Callable[[], None]:
    """Return what breaks off the statement that runs on a connection, from any thread."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver.interrupt


def is_interrupt(error: DatabaseError) -> bool:
    """Say whether a statement was broken off by an `interrupter`."""
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT


def is_refusal(error: DatabaseError) -> bool:
    """Say whether the disk or the file is to blame for an error, and not kmdesk."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return isinstance(error, OperationalError) if code is None else code & 0xFF in _REFUSALS


def _connect(path: Path) -> sqlite3.Connection:
    """Return a connection, also to a file in a folder that cannot be written.

    With a write-ahead log SQLite makes files beside the collection even to read it. Where it
    cannot, and no log waits to be read, nobody can be writing either.
    """
    connection = _connect_as(path, "mode=rw")
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN or _has_log(path):
            raise
        return _connect_as(path, "mode=ro&immutable=1")
    return connection


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.is_file() and log.stat().st_size > 0


def _connect_as(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{how}",
        uri=True,
        isolation_level=None,
        timeout=10,
        check_same_thread=False,
    )


def create(path: Path) -> None:
    """Make an empty collection file.

    Raises:
        UserError: the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("xb").close()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute("VACUUM")
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            f"{path} could not be made ({_reason(error)}); nothing was written. "
            "Choose a folder that you may write to."
        ) from error


def recognise(path: Path) -> None:
    """Accept a collection and nothing else.

    Raises:
        UserError: the file is something else, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            start = file.read(100)
    except OSError as error:
        raise UserError(
            f"{path} cannot be read ({_reason(error)}); nothing was changed."
        ) from error
    if start[:16] != _HEADER or int.from_bytes(start[68:72], "big") != APPLICATION_ID:
        raise UserError(f"{path} is not a kmdesk collection; nothing was changed.")


def full_size(path: Path) -> int:
    """Return how many bytes a collection should have by its header.

    The numbers are at fixed places: https://sqlite.org/fileformat2.html.
    """
    with path.open("rb") as file:
        start = file.read(100)
    page = int.from_bytes(start[16:18], "big")
    return int.from_bytes(start[28:32], "big") * (65_536 if page == 1 else page)


def quick_check(path: Path) -> list[str]:
    """Return what SQLite finds wrong with the file, an empty list when all is well."""
    try:
        with closing(_connect(path)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA quick_check")]
            found += [
                f"A row of {row[0]} points to nothing in {row[2]}."
                for row in connection.execute("PRAGMA foreign_key_check")
            ]
    except sqlite3.Error as error:
        return [f"The file is damaged: {error}."]
    return [line for line in found if line != "ok"]


def copy(source: Path, target: Path, step: Callable[[int, int], None] | None = None) -> None:
    """Copy a collection that may be in use, through SQLite's backup interface, to `target`.

    Args:
        source: the collection.
        target: an empty file, or none.
        step: told the pages done and all pages.
    """
    with (
        closing(_connect(source)) as from_,
        closing(sqlite3.connect(target)) as to,
    ):
        from_.backup(
            to,
            pages=4096,
            progress=lambda _status, left, total: step(total - left, total) if step else None,
        )
        to.execute("PRAGMA journal_mode=DELETE")


def scrub(engine: Engine) -> None:
    """Write the file anew, so that no page and no log holds what was deleted.

    ``secure_delete`` overwrites what is deleted; what pages hold from being rearranged goes here
    (https://sqlite.org/lang_vacuum.html). The log is emptied, which waits for readers.

    Raises:
        DatabaseError: the disk is full, or somebody reads for too long.
    """
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("PRAGMA temp_store=FILE")  # a whole collection is too much for memory
        driver.execute("VACUUM")
        driver.execute("PRAGMA temp_store=MEMORY")
        busy, _log, _done = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise sqlite3.OperationalError("somebody reads the file")


def rebuild_views(connection: Connection) -> None:
    """Make a view for each kind, and for each list in it, from the Structs.

    They are for an analyst with any SQLite tool; kmdesk does not read them.
    """
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'view'"
    ).scalars()
    for name in list(names):
        connection.exec_driver_sql(f'DROP VIEW "{name}"')
    for kind in KINDS.values():
        for statement in _views(kind):
            connection.exec_driver_sql(statement)


def _views(kind: Kind) -> list[str]:
    name = kind.name.replace("-", "_")
    columns = ", ".join(_columns(tuple(kind.fields.values()), "r.document", "$."))
    main = (
        f"CREATE VIEW {name} AS SELECT r.id, {columns}, r.created, r.created_by, r.updated, "
        f"r.updated_by FROM record r WHERE r.kind = '{kind.name}'"
    )
    statements = [main]
    for field in kind.fields.values():
        if field.shape in ("items", "set", "records"):
            inner = _columns(field.fields, "i.value", "$.") or ["i.value AS value"]
            statements.append(
                f"CREATE VIEW {name}_{field.name} AS SELECT r.id AS record, i.key AS place, "
                f"{', '.join(inner)} FROM record r, json_each(r.document, '$.{field.name}') i "
                f"WHERE r.kind = '{kind.name}'"
            )
    return statements


def _columns(fields: tuple[Field, ...], json: str, path: str, prefix: str = "") -> list[str]:
    columns: list[str] = []
    for field in fields:
        if field.shape == "group":
            columns += _columns(field.fields, json, f"{path}{field.name}.", f"{field.name}_")
        elif field.shape not in ("items", "set", "records") or json == "i.value":
            columns.append(
                f"json_extract({json}, '{path}{field.name}') AS \"{prefix}{field.name}\""
            )
    return columns


def _reason(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
