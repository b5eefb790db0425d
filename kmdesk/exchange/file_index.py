"""Reading the attachments of a collection, so that searches find records by what is in their files.

One file after the other, each kept in a transaction of its own: what is read stays read whenever
the work is stopped, and the next time goes on from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.exchange.file_reader import Reader
from kmdesk.exchange.file_text import READER, UnreadableError, is_readable
from kmdesk.store.collection import Collection
from kmdesk.store.views import FileText, UnreadFile


@dataclass(frozen=True)
class IndexReport:
    """What became of the files that had not been read.

    Attributes:
        read: how many can be searched now.
        faults: names of the others, each with the end of a sentence that says why.
    """

    read: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)


def waiting(collection: Collection) -> Sequence[UnreadFile]:
    """Return the attachments that are still to be read: not pictures and the like."""
    return [one for one in collection.unread_files(READER) if any(map(is_readable, one.names))]


def index_files(collection: Collection, progress: Progress) -> IndexReport:
    """Read the attachments that have not been read, and index their words.

    Args:
        collection: open for writing.
        progress: told the files done, all files and the name of the one that is read.

    Raises:
        Cancelled: somebody asked the work to stop; files read so far stay read.
    """
    files = waiting(collection)
    read, faults = 0, {}
    with Reader() as reader:
        for done, file in enumerate(files):
            name = next(filter(is_readable, file.names))
            progress.step(done, len(files), name)
            found = _read(collection, reader, file.sha256, name, progress)
            if found is None:
                continue
            collection.put_file_text(file.sha256, found)
            if found.fault:
                faults[name] = found.fault
            else:
                read += 1
    return IndexReport(read, faults)


def _read(
    collection: Collection, reader: Reader, sha256: str, name: str, progress: Progress
) -> FileText | None:
    """Return what is in a file, None if it went meanwhile."""
    try:
        data = collection.attachment(sha256)
    except UserError:
        return None
    try:
        return FileText(READER, reader.read(name, data, progress))
    except UnreadableError as error:
        return FileText(READER, fault=error.fault)
