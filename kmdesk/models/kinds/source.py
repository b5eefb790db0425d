"""Source: a bibliographic reference, with the record it was made from."""

from typing import Annotated, Literal

from msgspec import Struct, field

from kmdesk.models.kind import Kind, Section
from kmdesk.models.ready import ready
from kmdesk.models.record import Item, Record, shown

TYPE_WORDS = {
    "article-journal": "Journal article",
    "book": "Book",
    "chapter": "Chapter",
    "report": "Report",
    "thesis": "Thesis",
    "paper-conference": "Conference paper",
    "webpage": "Web page",
    "document": "Other",
}
"""Types of CSL 1.0.2 (https://docs.citationstyles.org), as many as our users meet."""


class Person(Item):
    """An author: family and given name, or one name for an organisation."""

    family: Annotated[str, shown("Family name")] = ""
    given: Annotated[str, shown("Given name")] = ""
    name: Annotated[str, shown("Organisation")] = ""


class RawRecord(Struct, kw_only=True):
    """The record as the database exported it, kept unchanged."""

    text: Annotated[str, shown("Raw record", long=True)] = ""
    format: Annotated[str, shown("Format")] = ""
    file: Annotated[str, shown("From file")] = ""


@ready
class Source(Record, kw_only=True):
    """A reference to published or grey literature."""

    status: Annotated[
        Literal["unread", "read", "archived"],
        shown("Status", words={"unread": "Not yet read", "read": "Read", "archived": "Archived"}),
    ] = "unread"
    type: Annotated[
        Literal[
            "article-journal",
            "book",
            "chapter",
            "report",
            "thesis",
            "paper-conference",
            "webpage",
            "document",
        ],
        shown("Type", words=TYPE_WORDS),
    ] = "article-journal"
    authors: Annotated[list[Person], shown("Authors")] = []
    journal: Annotated[str, shown("Journal or book")] = ""
    published: Annotated[str, shown("Published", "Year, or year-month-day.")] = ""
    volume: Annotated[str, shown("Volume")] = ""
    issue: Annotated[str, shown("Issue")] = ""
    pages: Annotated[str, shown("Pages")] = ""
    publisher: Annotated[str, shown("Publisher")] = ""
    doi: Annotated[str, shown("DOI")] = ""
    pmid: Annotated[str, shown("PubMed id")] = ""
    isbn: Annotated[str, shown("ISBN")] = ""
    issn: Annotated[str, shown("ISSN")] = ""
    url: Annotated[str, shown("Web address")] = ""
    language: Annotated[str, shown("Language")] = ""
    keywords: Annotated[list[str], shown("Keywords")] = []
    note: Annotated[str, shown("Note", "What you make of it.", long=True)] = ""
    raw: Annotated[RawRecord, shown("As exported", once=True)] = field(default_factory=RawRecord)


KIND = Kind(
    name="source",
    prefix="SO",
    label="Source",
    plural="Sources",
    struct=Source,
    lead=("journal", "note"),
    sections=(
        Section("Note", ("note",), lead=True),
        Section(
            "Reference",
            ("type", "authors", "journal", "published", "volume", "issue", "pages", "publisher"),
        ),
        Section("Identifiers", ("doi", "pmid", "isbn", "issn", "url", "language", "keywords")),
        Section("As exported", ("raw",)),
    ),
)
