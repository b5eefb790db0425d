"""Exchange files that this kmdesk would not write: of a newer one, or of nobody's good will."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kmdesk.base.progress import Progress
from kmdesk.exchange import kmx, kmx_writing
from kmdesk.models import canonical
from kmdesk.models.flat import flatten
from kmdesk.models.ids import record_id_from
from kmdesk.models.revision import Header
from kmdesk.store.union import Bundle

TIME = "2031-01-01T00:00:00.000000Z"


def header(content: Mapping[str, Any], **fields: Any) -> Header:
    """Return a header for content, with some of its fields replaced."""
    defaults: dict[str, Any] = {
        "record": record_id_from("newer"),
        "kind": "hologram",
        "author": "Someone",
        "device": "DEVICE",
        "time": TIME,
        "changed": tuple(sorted(flatten(content))),
        "content": canonical.sha256(canonical.encode(content)),
    }
    return Header(**(defaults | fields))


def write(path: Path, headers: list[Header], contents: list[Mapping[str, Any]]) -> None:
    """Write an exchange file with these headers and contents, whatever they are."""
    encoded = [canonical.encode(content) for content in contents]
    bundle = Bundle(headers, {canonical.sha256(data): data for data in encoded})
    sender = kmx.Sender(id="DEVICE", name="Someone")
    outgoing = kmx_writing.Outgoing(bundle, sender, TIME)
    kmx_writing.write(path, outgoing, lambda _sha: b"", None, Progress())


def newer_file(folder: Path) -> tuple[Path, str]:
    """Write a file with a record of a kind that nobody knows yet; return it and the record."""
    content = {"title": "From the future", "holograms": ["blue", "green"]}
    made = header(content)
    path = folder / "newer.kmx"
    write(path, [made], [content])
    return path, made.record
