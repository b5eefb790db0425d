"""One call of the command line: what it was given, what it opens, how it speaks."""

import functools
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from kmdesk import __version__
from kmdesk.base import clock, paths, person
from kmdesk.base.errors import UserError
from kmdesk.models.canonical import Json
from kmdesk.store.collection import Collection
from kmdesk.store.views import Row

F = TypeVar("F", bound=Callable[..., Any])

DONE, FAILED, NEEDS_A_PERSON = 0, 1, 3


@dataclass
class Session:
    """What one call of the command line was given.

    Attributes:
        open_window: opens the window on a collection and returns its exit code.
        check_window: returns what is wrong with the window's own parts.
        needs_a_person: something was found that only a person can decide.
    """

    open_window: Callable[[Path], int]
    check_window: Callable[[], list[str]]
    collection: Path | None = None
    json: bool = False
    needs_a_person: bool = False
    opened: list[Collection] = field(default_factory=list)

    def open(self, *, write: bool = False, note: bool = False) -> Collection:
        """Return the collection, open for reading or for writing.

        Args:
            write: it will be changed.
            note: a line will be written into its log, if nobody else has it open.

        Raises:
            UserError: it cannot be opened so.
        """
        path = self.collection or paths.default_collection()
        create = write or self.collection is None
        exists = path.exists()
        collection = Collection.open(
            path,
            create=create,
            read_only=exists and not (write or note),
            author=person.author(),
        )
        self.opened.append(collection)
        if collection.newer or (write and collection.read_only):
            raise UserError(f"{' '.join(collection.notices)} Nothing was changed.")
        return collection

    def say(self, value: Json, *lines: str) -> None:
        """Print the outcome: the lines for people, the value for scripts."""
        if self.json:
            click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))
        else:
            for line in lines:
                click.echo(line)

    def fail(self, sentence: str) -> None:
        """Say on stderr why it could not be done."""
        said = msgspec.json.encode({"error": sentence}).decode() if self.json else sentence
        click.echo(said, err=True)


def file_path(**kwargs: Any) -> click.Path:
    """Return the type of an argument that names a file."""
    return click.Path(path_type=Path, **kwargs)


@click.group(invoke_without_command=True)
@click.option("--collection", type=file_path(), metavar="FILE", help="The collection to work on.")
@click.version_option(__version__, package_name="kmdesk", prog_name="kmdesk")
@click.pass_context
def main(context: click.Context, collection: Path | None) -> int:
    """Record, find, brief and exchange knowledge; without a command, open the window."""
    session: Session = context.obj
    session.collection = collection
    if context.invoked_subcommand is None:
        return session.open_window(collection or paths.default_collection())
    return DONE


def command(name: str) -> Callable[[F], F]:
    """Make a command that takes --collection and --json, and is handed the session."""

    def decorate(function: F) -> F:
        @main.command(name)
        @click.option("--collection", type=file_path(), metavar="FILE", help="The collection.")
        @click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
        @click.pass_context
        @functools.wraps(function)
        def wrapped(
            context: click.Context, /, collection: Path | None, as_json: bool, **kwargs: Any
        ) -> None:
            session: Session = context.obj
            session.collection = collection or session.collection
            session.json = as_json
            function(session, **kwargs)

        del wrapped
        return function

    return decorate


def read_json(source: str) -> Json:
    """Return the JSON of a file, or of standard input for "-".

    Raises:
        UserError: it cannot be read, or is not JSON.
    """
    data = sys.stdin.buffer.read() if source == "-" else bytes_of(Path(source))
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        name = "The input" if source == "-" else source
        raise UserError(f"{name} is not JSON ({error}); nothing was saved.") from error


def bytes_of(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        UserError: it cannot be read.
    """
    try:
        return paths.existing_file(path).read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); nothing was saved.") from error


def find_ids(collection: Collection, texts: Sequence[str]) -> list[str]:
    """Return the ids that a person meant."""
    return [collection.find_id(text) for text in texts]


def line(row: Row) -> str:
    """Return a record as one line of a list."""
    return f"{row.reference}  {row.status:9} {clock.local(row.updated):%Y-%m-%d}  {row.title}"


def how_many(count: int) -> str:
    """Return a number of records in words."""
    return "1 record" if count == 1 else f"{count:,} records"
