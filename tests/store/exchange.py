"""Exchange between collections without files: the union is what counts here."""

from collections.abc import Sequence

from kmdesk.base.progress import Progress
from kmdesk.store.collection import Collection
from kmdesk.store.views import ExchangeView


def send(
    source: Collection, target: Collection, ids: Sequence[str], *, with_history: bool = False
) -> None:
    """Give the target these records of the source."""
    bundle = source.outgoing(ids, with_history=with_history)
    files = [source.attachment(sha) for sha in sorted(bundle.attachments)]
    entry = ExchangeView(0, "in", "2026-01-01T00:00:00.000000Z", "swap.kmx", "PEER", "Peer")
    target.add_bundle(bundle, files, entry, progress=Progress())
