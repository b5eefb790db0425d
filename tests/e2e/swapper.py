"""Somebody who swaps files in a process of their own, and says when that begins and ends."""

from multiprocessing.connection import Connection
from pathlib import Path

from kmdesk.exchange import export_file, import_file
from kmdesk.store.collection import Collection


def take(collection: str, file: str, said: Connection) -> None:
    """Import a file."""
    with Collection.open(Path(collection), author="JO") as theirs:
        said.send("begins")
        import_file(theirs, Path(file))
        said.send("done")


def give(collection: str, file: str, said: Connection) -> None:
    """Export everything to a file that is there already."""
    with Collection.open(Path(collection), author="AP") as ours:
        said.send("begins")
        export_file(ours, Path(file), with_history=True)
        said.send("done")
