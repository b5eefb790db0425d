"""Papers that go out: the PDF is kept with its briefing, with what it was made from."""

import msgspec
from sqlalchemy import Connection, select

from kmdesk.base.errors import UserError
from kmdesk.models import provenance
from kmdesk.models.kinds.briefing import Briefing, Issue
from kmdesk.models.tables import RecordRow
from kmdesk.store import attachments, exchanges, writing
from kmdesk.store.revisions import Stamp
from kmdesk.store.views import Changes, ExchangeView


def note(connection: Connection, briefing: str, noted: Issue, data: bytes, stamp: Stamp) -> Changes:
    """Keep the PDF that a briefing goes out as, and note what it was made from.

    The log of files tells it too: people who are quoted may ask one day where their words went.

    Args:
        connection: of the writer.
        briefing: its id.
        noted: names the file and what was printed.
        data: the bytes of the file.
        stamp: who, where, when.

    Raises:
        UserError: there is no such briefing, or it cannot be changed here; or it is too large.
    """
    kind, before, current = writing.readable(connection, briefing)
    if not isinstance(current, Briefing):
        raise UserError("Only briefings are issued; nothing was kept.")
    attachments.put(connection, data)
    file = attachments.described(noted.file, data)
    fields = msgspec.structs.replace(
        current, issued=[*current.issued, noted], attachments=[*current.attachments, file]
    )
    printed = provenance.printed(msgspec.to_builtins(noted))
    entry = ExchangeView(
        number=0,
        direction="briefing",
        time=stamp.time,
        file=noted.file,
        peer=noted.id,
        peer_name=noted.meeting,
        format="pdf",
        summary={"records": len(printed)},
    )
    exchanges.log(connection, entry, (one for some in printed.values() for one in some))
    return writing.keep(connection, briefing, kind, fields, before, "Issued", stamp)


def with_file(connection: Connection, sha256: str) -> tuple[str, str] | None:
    """Return the briefing that was issued as a file, and the issue; briefings of the trash too."""
    query = select(RecordRow.id, RecordRow.document).where(
        RecordRow.kind == provenance.KIND_ISSUED, RecordRow.document.contains(sha256)
    )
    for row in connection.execute(query.order_by(RecordRow.number)):
        for issue in provenance.issues(msgspec.json.decode(row.document)):
            if issue.get("sha256") == sha256:
                return row.id, issue["id"]
    return None
