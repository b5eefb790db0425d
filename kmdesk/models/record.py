"""What every record has in common, and the words its fields are shown with."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

from kmdesk.models.ready import ready

UNTITLED = "(no title)"
"""What a record is shown as whose title is not there, such as one that was erased."""


def title_of(content: Mapping[str, Any]) -> str:
    """Return the title that a content is shown with, whatever somebody's program wrote there."""
    title = content.get("title")
    return title if isinstance(title, str) else UNTITLED


Date: TypeAlias = dt.date
Tags: TypeAlias = list[str]


def shown(label: str, guidance: str = "", **extra: Any) -> Meta:
    """Return the label and the line of guidance that a field is shown with.

    Args:
        label: sentence case, a noun.
        guidance: one line in the field's own words, for where a person hesitates.
        **extra: `long=True` for text of more than a line, `words={value: label}` for choices,
            `suggest=(...)` for a set that offers values, `record=True` for a record id,
            `once=True` for what a copy of the record begins without, `path=True` for a path
            of some record, `named={value: name}` for what a name of the program's own is
            called, `mark=True` for what only the program reads.
    """
    return Meta(title=label, description=guidance or None, extra=extra or None)


class Item(msgspec.Struct, kw_only=True):
    """Something in a list. Its id is its own for good; its place in the list may change."""

    id: Annotated[str, Meta(pattern=r"^([A-Za-z0-9_-]{1,64})?$(?!\n)")] = ""


class Link(Item):
    """A link from this record to another."""

    record: Annotated[str, shown("Record", record=True)] = ""
    relation: Annotated[
        Literal["related", "based-on", "came-from", "supports", "replaces"],
        shown(
            "Relation",
            words={
                "related": "Related to",
                "based-on": "Based on",
                "came-from": "Came from",
                "supports": "Supports",
                "replaces": "Replaces",
            },
        ),
    ] = "related"
    note: Annotated[str, shown("Note")] = ""


REVERSED_RELATIONS = {
    "related": "Related to",
    "based-on": "Basis of",
    "came-from": "Led to",
    "supports": "Supported by",
    "replaces": "Replaced by",
}
"""What a relation is called seen from the record that is linked to."""


class Attachment(Item):
    """A file kept in the collection; its id is the SHA-256 of its bytes."""

    name: Annotated[str, shown("File name")] = ""
    media_type: Annotated[str, Meta(min_length=1), shown("Media type")] = "application/octet-stream"
    size: Annotated[int, shown("Size in bytes")] = 0


Sharing: TypeAlias = Literal["private", "organisation", "public"]
Status: TypeAlias = Literal["draft", "checked", "final", "archived"]

SHARING_WORDS = {"private": "Private", "organisation": "Organisation", "public": "Public"}
STATUS_WORDS = {"draft": "Draft", "checked": "Checked", "final": "Final", "archived": "Archived"}


class Record(msgspec.Struct, kw_only=True):
    """The fields of every kind of record. Who saved it and when stands in its revisions."""

    title: Annotated[str, Meta(min_length=1), shown("Title", "What the record is about.")]
    sharing: Annotated[
        Sharing,
        shown("Sharing", "Who may be given this record.", words=SHARING_WORDS),
    ] = "organisation"
    review_by: Annotated[
        Date | None, shown("Review by", "When somebody should look whether this still holds.")
    ] = None
    tags: Annotated[Tags, shown("Tags", "Words you will look for later.")] = []
    links: Annotated[list[Link], shown("Links", "Other records this one belongs with.")] = []
    attachments: Annotated[list[Attachment], shown("Attachments", "Files kept with it.")] = []
    trashed: Annotated[bool, shown("In the trash")] = False


@ready
class Checkable(Record, kw_only=True):
    """A record that a second person checks before it is final."""

    status: Annotated[
        Status, shown("Status", "Draft until a second person has checked it.", words=STATUS_WORDS)
    ] = "draft"
