"""What travels and is never changed: its canonical bytes, whose hash is its name."""

import datetime as dt
from functools import cached_property
from typing import TypeVar

import msgspec

from kmdesk.models import canonical

VERSION = 1


class Named(msgspec.Struct, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """A form that names itself by the SHA-256 of its canonical bytes.

    Attributes:
        v: version of this form.
        time: as `clock.now` writes it.
    """

    v: int = VERSION
    time: str

    @cached_property
    def bytes(self) -> bytes:
        """Return the canonical bytes."""
        fields = msgspec.to_builtins(self)
        return canonical.encode({k: v for k, v in fields.items() if not canonical.is_empty(v)})

    @cached_property
    def id(self) -> str:
        """Return the name: the SHA-256 of the canonical bytes."""
        return canonical.sha256(self.bytes)


T = TypeVar("T", bound=Named)


def read(data: bytes, form: type[T], called: str) -> T:
    """Return what canonical bytes that somebody else wrote hold.

    Args:
        data: the bytes.
        form: what they should be.
        called: what an error calls it, such as ``"a header"``.

    Raises:
        ValueError: they are not the canonical bytes of that form.
    """
    fields = canonical.decode(data)
    try:
        found = msgspec.convert(fields, form)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error
    if found.v != VERSION:
        raise ValueError(f"{called} has the form {found.v}, which only a newer kmdesk reads")
    if found.bytes != data:
        raise ValueError(f"{called} lacks its form")
    dt.datetime.fromisoformat(found.time)
    return found
