"""The erasures of records, as they stand in their table."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import Connection, bindparam, select

from kmdesk.models.erasure import Erasure
from kmdesk.models.tables import ErasureRow

_DECODER = msgspec.json.Decoder(Erasure)
_OF = select(ErasureRow.record, ErasureRow.body).where(
    ErasureRow.record.in_(bindparam("records", expanding=True))
)
_AT_ONCE = 500


def of(connection: Connection, records: Iterable[str]) -> dict[str, list[Erasure]]:
    """Return the erasures of those of some records that have any."""
    wanted = list(records)
    found: dict[str, list[Erasure]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        for record, body in connection.execute(_OF, {"records": some}):
            found.setdefault(record, []).append(_DECODER.decode(body))
    return found
