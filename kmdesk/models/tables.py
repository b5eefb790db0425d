"""The tables of a collection.

`revision` is the truth and grows only. `record`, `tag`, `link`, `recommendation` and `file` are a
projection of it, made for lists and searches, that can be rebuilt at any time.
"""

from sqlalchemy import ForeignKey, Index, LargeBinary, MetaData, Text, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text}  # noqa: RUF012  # SQLAlchemy reads it from the class


class RecordRow(Table):
    """A record as it stands: the resolved document and what lists need.

    `number` is what the full-text index knows the record by; `authors` are the names of all who
    saved a revision of it, one a line.
    """

    __tablename__ = "record"

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    lead: Mapped[str]
    status: Mapped[str]
    sharing: Mapped[str]
    review_by: Mapped[str]
    trashed: Mapped[bool]
    conflicts: Mapped[int]
    created: Mapped[str]
    created_by: Mapped[str]
    updated: Mapped[str]
    updated_by: Mapped[str]
    authors: Mapped[str]
    document: Mapped[str]

    __table_args__ = (
        Index(None, "trashed", "kind", "updated"),
        Index(None, "trashed", "updated"),
        Index("ix_record_conflicts", "trashed", "conflicts", sqlite_where=text("conflicts > 0")),
        Index("ix_record_review_by", "review_by", sqlite_where=text("review_by <> ''")),
        Index("ix_record_due", "trashed", "review_by", sqlite_where=text("review_by <> ''")),
    )


class RevisionRow(Table):
    """One save. The header's bytes are kept as they were hashed; the content may be gone.

    `exchange` is the import that brought it, empty for what was saved here.
    """

    __tablename__ = "revision"

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    record: Mapped[str]
    head: Mapped[bool]
    header: Mapped[bytes] = mapped_column(LargeBinary)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    exchange: Mapped[int | None] = mapped_column(ForeignKey("exchange.number"))

    __table_args__ = (
        Index(None, "record", "head"),
        Index("ix_revision_exchange", "exchange", sqlite_where=text("exchange IS NOT NULL")),
    )


class TagRow(Table):
    """A tag of a record."""

    __tablename__ = "tag"

    tag: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(primary_key=True, index=True)


class LinkRow(Table):
    """A record that a record names, and the path where it does."""

    __tablename__ = "link"

    target: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(primary_key=True, index=True)
    path: Mapped[str] = mapped_column(primary_key=True)


class RecommendationRow(Table):
    """A recommendation that is still open and has a day it is due, of a review not in the trash."""

    __tablename__ = "recommendation"

    record: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    owner: Mapped[str]
    due: Mapped[str] = mapped_column(index=True)


class FileRow(Table):
    """A file that a record names among its attachments; its bytes need not be here."""

    __tablename__ = "file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(primary_key=True, index=True)
    name: Mapped[str]


class AttachmentRow(Table):
    """The bytes of a file, once, however many records hold it."""

    __tablename__ = "attachment"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    bytes: Mapped[bytes] = mapped_column(LargeBinary)


class FileTextRow(Table):
    """The words read from a file, or why there are none; gone with the file's bytes.

    `reader` is the version of what read it, `text` zlib's, `fault` empty when all went well, else
    the end of a sentence that begins with the file: "is locked with a password".
    """

    __tablename__ = "file_text"

    sha256: Mapped[str] = mapped_column(
        ForeignKey("attachment.sha256", ondelete="CASCADE"), primary_key=True
    )
    reader: Mapped[int]
    fault: Mapped[str]
    text: Mapped[bytes] = mapped_column(LargeBinary)


class ExchangeRow(Table):
    """A file that came in or went out, an exchange file or a briefing; its counts as JSON."""

    __tablename__ = "exchange"

    number: Mapped[int] = mapped_column(primary_key=True)
    direction: Mapped[str]
    time: Mapped[str]
    file: Mapped[str]
    format: Mapped[str]
    peer: Mapped[str]
    peer_name: Mapped[str]
    undone: Mapped[bool]
    summary: Mapped[str]


class DepartureRow(Table):
    """A revision whose text went out with a file.

    Briefings note all that they were made from, exports those in which people are quoted. The
    revision need not be here any more.
    """

    __tablename__ = "departure"

    revision: Mapped[str] = mapped_column(primary_key=True)
    exchange: Mapped[int] = mapped_column(ForeignKey("exchange.number"), primary_key=True)


class ErasureRow(Table):
    """What was erased for good, as its canonical bytes. It stays, whatever else goes."""

    __tablename__ = "erasure"

    id: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(index=True)
    whole: Mapped[bool]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class DraftRow(Table):
    """What was typed and not yet saved, as JSON."""

    __tablename__ = "draft"

    record: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    base: Mapped[str]
    fields: Mapped[str]
    time: Mapped[str]
    author: Mapped[str]


class SettingRow(Table):
    """Something this copy of the collection remembers, as JSON; it never travels."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
