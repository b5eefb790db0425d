"""A revision: one save of one record. Its header is immutable and names itself by its hash."""

import re
from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from kmdesk.models import named
from kmdesk.models.flat import Flat
from kmdesk.models.ids import RECORD_ID
from kmdesk.models.named import Named
from kmdesk.models.ready import ready

SHA256 = re.compile(r"[0-9a-f]{64}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


def _whole(pattern: str) -> Meta:
    """Return the rule that a text is this and no more; `$` alone lets a line break follow."""
    return Meta(pattern=rf"^{pattern}$(?!\n)")


Hash = Annotated[str, _whole(SHA256.pattern)]
RecordId = Annotated[str, _whole(RECORD_ID.pattern)]
Moment = Annotated[str, _whole(TIME.pattern)]


@ready
class Header(Named, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """Who saved what, when, on top of which revisions.

    Attributes:
        parents: ids of the revisions this one was built on; none for the first of a record.
        author: the person's name, as they gave it.
        device: id of the copy of the collection it was saved in.
        time: as `clock.now` writes it; shown, and used to choose between equals, never trusted.
        changed: paths that this save set, or settled, compared with what its parents merge to.
        removed: paths that it took away.
        content: SHA-256 of the canonical bytes of the content.
    """

    record: RecordId
    kind: Annotated[str, _whole("[a-z][a-z0-9-]{0,40}")]
    parents: tuple[Hash, ...] = ()
    author: Annotated[str, Meta(max_length=200)] = ""
    device: Annotated[str, Meta(max_length=64)]
    time: Moment
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    content: Hash


def read_header(data: bytes) -> Header:
    """Return the header of canonical bytes that somebody else wrote.

    Raises:
        ValueError: they are not the canonical bytes of a header.
    """
    return named.read(data, Header, "a header")


def difference(before: Flat, after: Flat) -> tuple[set[str], set[str]]:
    """Return the paths that `after` sets otherwise than `before`, and those it lacks."""
    changed = {path for path, value in after.items() if before.get(path) != value}
    return changed, before.keys() - after.keys()


def as_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Return paths as a header lists them."""
    return tuple(sorted(paths))
