"""A revision: one save of one record. Its header is immutable and names itself by its hash."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cached_property
from typing import Annotated

import msgspec
from msgspec import Meta

from kmdesk.models import canonical
from kmdesk.models.flat import Flat
from kmdesk.models.ids import RECORD_ID

VERSION = 1
SHA256 = re.compile(r"[0-9a-f]{64}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")


def _whole(pattern: str) -> Meta:
    """Return the rule that a text is this and no more; `$` alone lets a line break follow."""
    return Meta(pattern=rf"^{pattern}$(?!\n)")


Hash = Annotated[str, _whole(SHA256.pattern)]
RecordId = Annotated[str, _whole(RECORD_ID.pattern)]
Moment = Annotated[str, _whole(TIME.pattern)]


class Header(msgspec.Struct, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """Who saved what, when, on top of which revisions.

    Attributes:
        v: version of this form.
        parents: ids of the revisions this one was built on; none for the first of a record.
        author: the person's name, as they gave it.
        device: id of the copy of the collection it was saved in.
        time: as `clock.now` writes it; shown, and used to choose between equals, never trusted.
        changed: paths that this save set, or settled, compared with what its parents merge to.
        removed: paths that it took away.
        content: SHA-256 of the canonical bytes of the content.
    """

    v: int = VERSION
    record: RecordId
    kind: Annotated[str, _whole("[a-z][a-z0-9-]{0,40}")]
    parents: tuple[Hash, ...] = ()
    author: Annotated[str, Meta(max_length=200)] = ""
    device: Annotated[str, Meta(max_length=64)]
    time: Moment
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    content: Hash

    @cached_property
    def bytes(self) -> bytes:
        """Return the canonical bytes."""
        fields = msgspec.to_builtins(self)
        return canonical.encode({k: v for k, v in fields.items() if not canonical.is_empty(v)})

    @cached_property
    def id(self) -> str:
        """Return the name of the revision: the SHA-256 of its canonical bytes."""
        return canonical.sha256(self.bytes)


def read_header(data: bytes) -> Header:
    """Return the header of canonical bytes that somebody else wrote.

    Raises:
        ValueError: they are not the canonical bytes of a header.
    """
    fields = canonical.decode(data)
    try:
        header = msgspec.convert(fields, Header)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    if header.v != VERSION:
        raise ValueError(f"a header has the form {header.v}, which only a newer kmdesk reads")
    if header.bytes != data:
        raise ValueError("a header lacks its form")
    dt.datetime.fromisoformat(header.time)
    return header


def difference(before: Flat, after: Flat) -> tuple[set[str], set[str]]:
    """Return the paths that `after` sets otherwise than `before`, and those it lacks."""
    changed = {path for path, value in after.items() if before.get(path) != value}
    return changed, before.keys() - after.keys()


def as_paths(paths: Iterable[str]) -> tuple[str, ...]:
    """Return paths as a header lists them."""
    return tuple(sorted(paths))
