"""Colleagues, as far as their files told: who they are, and what they have.

Only what a colleague's own file says counts: a file of ours may never have arrived.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.exchange.kmx import Incoming, Sender
from kmdesk.models.canonical import Json
from kmdesk.store import settings
from kmdesk.store.collection import Collection
from kmdesk.store.holding import KEY_LENGTH, key

PEER = "peer:"
"""The settings that remember each colleague's copy: its name, and what its last file said."""


@dataclass(frozen=True)
class Peer:
    """A colleague's copy of a collection.

    Attributes:
        holds: keys of what it has; see `store.holding`.
        came, went: when the last file came from there, and when one was made for it; "" for never.
        lacks: how many records it is not known to have as they stand, those marked private aside.
    """

    id: str
    name: str
    holds: frozenset[str]
    came: str = ""
    went: str = ""
    lacks: int = 0


def peers(collection: Collection) -> list[Peer]:
    """Return the colleagues who sent a file, those heard of last first."""
    came: dict[str, str] = {}
    went: dict[str, str] = {}
    for entry in collection.exchanges():
        side = {"in": came, "out": went}.get(entry.direction)
        if side is not None and entry.peer:
            side.setdefault(entry.peer, entry.time)
    known = collection.settings(PEER)
    held = collection.holdings() if known else {}
    found = [
        Peer(
            id=one,
            name=_name(one, value),
            holds=(holds := _holds(value)),
            came=max(came.get(one, ""), value.get("came", "")),
            went=went.get(one, ""),
            lacks=len(lacking(held, holds)),
        )
        for one, value in known.items()
    ]
    return sorted(found, key=lambda peer: (peer.came, peer.id), reverse=True)


def find(collection: Collection, wanted: str) -> Peer:
    """Return the colleague that a person means.

    Args:
        collection: ours.
        wanted: the id of the other copy, the beginning of it, or its name.

    Raises:
        UserError: no such colleague has sent a file, or several have.
    """
    known = collection.settings(PEER)
    found = [
        one
        for one, value in known.items()
        if one.startswith(wanted.upper()) or _name(one, value).casefold() == wanted.casefold()
    ]
    if len(found) != 1:
        names = sorted(f"{_name(one, value)} ({one[:8]})" for one, value in known.items())
        many = "Several colleagues are" if found else "No colleague is"
        raise UserError(
            f"{many} called “{wanted}”; files came from: {', '.join(names) or 'nobody yet'}. "
            "No file was written."
        )
    [peer] = found
    return Peer(peer, _name(peer, known[peer]), _holds(known[peer]))


def lacking(held: Mapping[str, list[str]], holds: frozenset[str]) -> list[str]:
    """Return the records of which somebody lacks something that is held here."""
    return [record for record, values in held.items() if not holds.issuperset(map(key, values))]


def after(collection: Collection, incoming: Incoming) -> dict[str, Json]:
    """Return the settings that a file changes: what its sender said, unless it said more since.

    A file need not say what its sender has.
    """
    sender, number = incoming.manifest.sender, incoming.manifest.number
    if sender.id == collection.setting(settings.DEVICE):
        return {}
    known = collection.setting(PEER + sender.id) or {"name": sender.name}
    if incoming.holds and number > known.get("number", 0):
        told = "".join(sorted(incoming.holds))
        known = {"name": sender.name, "number": number, "holds": told, "came": clock.now()}
    return {PEER + sender.id: known}


def forgotten(collection: Collection, ids: set[str]) -> dict[str, Json]:
    """Return the settings after files of these colleagues were taken back.

    A file that was a mistake may have lied about what its sender has. The next one tells anew.
    """
    return {
        PEER + one: {"name": _name(one, value)}
        for one, value in collection.settings(PEER).items()
        if one in ids
    }


def ourselves(collection: Collection) -> Sender:
    """Return how this copy signs its files."""
    name = collection.setting(settings.NAME) or collection.author or collection.path.stem
    return Sender(id=collection.setting(settings.DEVICE, ""), name=str(name)[:200])


def _name(peer: str, value: Json) -> str:
    return str(value.get("name") or peer[:8])


def _holds(value: Json) -> frozenset[str]:
    told = str(value.get("holds", ""))
    return frozenset(told[n : n + KEY_LENGTH] for n in range(0, len(told), KEY_LENGTH))
