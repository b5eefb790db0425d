"""Papers that went out: an issue of a briefing names what it printed, and stays for good."""

import re
from collections.abc import Callable, Mapping

from kmdesk.models.canonical import Json, item_key, items
from kmdesk.models.ids import ALPHABET
from kmdesk.models.kinds.briefing import KIND

KIND_ISSUED = KIND.name

ISSUES = "issued"
"""The field of a briefing that holds its issues."""

_PRINTED = re.compile(rf"([{ALPHABET}]{{26}}):([0-9a-f]{{64}})")
_MADE_FROM = re.compile(rf"{ISSUES}/([^/]+)/made_from/=[{ALPHABET}]{{26}}:([0-9a-f]{{64}})")
_MARK = re.compile(rf"urn:kmdesk:issue:([{ALPHABET}]{{26}}):([0-9a-z]+)")


def occasion(meeting: str, day: str) -> str:
    """Return what a paper was issued for, such as ``for Board of Directors, 3 December 2026``.

    The day is that of the meeting; papers go out before it.

    Args:
        meeting: "" when nobody named one.
        day: in words, "" when nobody knows it.
    """
    return f"for {', '.join(part for part in (meeting, day) if part) or 'an unknown day'}"


def entry(record: str, revision: str) -> str:
    """Return how an issue names a record as it was printed."""
    return f"{record}:{revision}"


def named_record(text: str) -> str:
    """Return the record of an `entry`; "" when the text is none."""
    found = _PRINTED.fullmatch(text)
    return found[1] if found else ""


def entry_in_words(text: str, titles: Callable[[str], str] = lambda record: record[:4]) -> str:
    """Return an `entry` as people read it, ``Falls (revision 1f2e3d4c)``; other text unchanged."""
    found = _PRINTED.fullmatch(text)
    return f"{titles(found[1])} (revision {found[2][:8]})" if found else text


def read_path(path: str) -> tuple[str, str] | None:
    """Return the issue and the revision that a path of a flat briefing speaks of, if it does."""
    found = _MADE_FROM.fullmatch(path)
    return (found[1], found[2]) if found else None


def printed(issue: Mapping[str, Json]) -> dict[str, tuple[str, ...]]:
    """Return the revisions that an issue printed, by record, in the order of the entries."""
    found: dict[str, tuple[str, ...]] = {}
    named = issue.get("made_from")
    for text in named if isinstance(named, list) else ():
        match = _PRINTED.fullmatch(str(text))
        if match:
            found[match[1]] = (*found.get(match[1], ()), match[2])
    return found


def mark(record: str, issue: str) -> str:
    """Return what a PDF carries as its identifier, so that it is known again when re-saved."""
    return f"urn:kmdesk:issue:{record}:{issue}"


def read_mark(text: str) -> tuple[str, str] | None:
    """Return the briefing and the issue that a `mark` within a text names."""
    found = _MARK.search(text)
    return (found[1], found[2]) if found else None


def issues(content: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Return the issues of a briefing; none where a newer kmdesk wrote something else."""
    return items(content, ISSUES)


def kept(before: Mapping[str, Json], after: Mapping[str, Json]) -> dict[str, Json]:
    """Return what a save of a briefing may make of it: its issues and their papers stay.

    Args:
        before: the content that is changed.
        after: the content as somebody would save it, such as an earlier version that is restored.
    """
    made = dict(after)
    went = {one["id"]: one for one in issues(before)}
    if not went:
        return made
    files = {str(one.get("sha256")) for one in went.values()}
    new = [one for one in issues(after) if one["id"] not in went]
    made[ISSUES] = sorted([*went.values(), *new], key=item_key)
    frozen = {one["id"]: one for one in items(before, "attachments") if one["id"] in files}
    others = [one for one in items(after, "attachments") if one["id"] not in frozen]
    if frozen:
        made["attachments"] = sorted([*others, *frozen.values()], key=item_key)
    return made
