"""Bringing a collection of an older kmdesk up to date, or recognising one of a newer."""

from importlib.resources import as_file, files
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from kmdesk.base.errors import UserError
from kmdesk.store import sqlite

VERSIONS = ("0001", "0002", "0003", "0004", "0007", "0008")
"""The schema versions this kmdesk knows, oldest first; the files are in ``migrations/versions``."""

HEAD = VERSIONS[-1]


def version(connection: Connection) -> str:
    """Return the schema version of a collection, "" for an empty file."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def version_of(path: Path) -> str:
    """Return the schema version of the collection in a file, "" for an empty file."""
    engine = sqlite.engine(path)
    try:
        with engine.connect() as connection:
            return version(connection)
    finally:
        engine.dispose()


def is_newer(found: str) -> bool:
    """Say whether a collection was written by a newer kmdesk."""
    return bool(found) and found not in VERSIONS


def upgrade(path: Path, target: str = HEAD) -> None:
    """Bring the collection to a schema version, in one transaction, after a verified backup.

    Raises:
        UserError: it failed; the collection is as it was, and the sentence names the backup.
    """
    found = version_of(path)
    saved = _back_up_before(path, found) if found else None
    try:
        _run(path, target)
    except Exception as error:
        where = f" A copy of it is {saved}." if saved else ""
        reason = str(error).splitlines()[0]
        raise UserError(
            f"{path} could not be brought up to date ({reason}); it is as it was.{where}"
        ) from error


def _back_up_before(path: Path, found: str) -> Path:
    saved = path.with_name(f"{path.stem}.before-{HEAD}-from-{found}{path.suffix}")
    saved.unlink(missing_ok=True)
    sqlite.copy(path, saved)
    if problems := sqlite.quick_check(saved):
        raise UserError(
            f"{path} was not brought up to date, because its backup is not sound "
            f"({problems[0]}); it is as it was."
        )
    return saved


def _run(path: Path, target: str) -> None:
    """Run Alembic with foreign keys off: a table that is rebuilt would empty those below it."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    engine = sqlite.engine(path, writer=True, foreign_keys=False)
    try:
        with (
            as_file(files("kmdesk.store") / "migrations") as folder,
            engine.begin() as connection,
        ):
            config = Config()
            config.set_main_option("script_location", str(folder).replace("%", "%%"))
            script = ScriptDirectory.from_config(config)

            def steps(revision: object, _context: object) -> object:
                return script._upgrade_revs(target, revision)  # type: ignore[arg-type]

            with EnvironmentContext(config, script, fn=steps) as environment:
                environment.configure(connection=connection, transactional_ddl=True)
                environment.run_migrations()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken:
                raise ValueError(f"a row of {broken[0]} points to nothing")
            sqlite.rebuild_views(connection)
    finally:
        engine.dispose()
