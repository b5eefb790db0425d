"""The consent of people who are quoted: how far their words may go, and what withdrawal takes."""

import re
from collections.abc import Collection, Iterable, Mapping

import msgspec

from kmdesk.models.canonical import Json, items
from kmdesk.models.kinds.case_study import KIND, Quote
from kmdesk.models.revision import Header

KIND_WITH_QUOTES = KIND.name

WORDS = ("text", "name", "role", "consent_by")
"""What goes when consent is withdrawn: the words, and whatever says whose they were."""

NAMED = ("internal-named", "public-named")
ANONYMOUS = ("internal-anonymous", "public-anonymous")
PUBLIC = ("public-anonymous", "public-named")

_WITHDRAWAL = re.compile(r"quotes/([^/]+)/withdrawn_on")


def as_agreed(quote: Quote, *, internal: bool = False) -> Quote | None:
    """Return a quote as its speaker lets it be printed; None if it may not be.

    Under an anonymous consent neither name nor role is left: in a small team the role is a name.

    Args:
        quote: with its consent.
        internal: whether the readers are all within the organisation.
    """
    if quote.withdrawn_on or quote.consent == "none":
        return None
    if quote.consent not in PUBLIC and not internal:
        return None
    if quote.consent in ANONYMOUS:
        return msgspec.structs.replace(quote, name="", role="")
    return quote


def withdrawn(content: Mapping[str, Json]) -> dict[str, str]:
    """Return the quotes of a content whose consent is withdrawn, by item id with the day."""
    return {q["id"]: q["withdrawn_on"] for q in items(content, "quotes") if q.get("withdrawn_on")}


def ever_withdrawn(headers: Iterable[Header]) -> dict[str, dict[str, str]]:
    """Return by record the quotes that some revision withdrew, each with the day of that revision.

    Headers alone tell it, so that it is known of contents that are not here, and of quotes that
    somebody has removed since.
    """
    found: dict[str, dict[str, str]] = {}
    for header in headers:
        if header.kind == KIND_WITH_QUOTES:
            for path in header.changed:
                if match := _WITHDRAWAL.fullmatch(path):
                    found.setdefault(header.record, {})[match[1]] = header.time[:10]
    return found


def without_words(
    content: Mapping[str, Json], before: Mapping[str, str] | None = None
) -> dict[str, Json]:
    """Return a content in which withdrawn quotes have no words left, only their day.

    Args:
        content: of a case study, in canonical form.
        before: quotes withdrawn earlier, with the day. A withdrawal is for good: who agrees again
            is quoted anew.
    """
    gone = {**(before or {}), **withdrawn(content)}
    if not gone or not items(content, "quotes"):
        return dict(content)
    quotes = items(content, "quotes")
    made = [_emptied(q, gone[q["id"]]) if q["id"] in gone else q for q in quotes]
    return {**content, "quotes": made}


def speaks(content: Mapping[str, Json], quotes: Collection[str]) -> bool:
    """Say whether a content holds words of one of these quotes."""
    return any(
        quote["id"] in quotes and any(quote.get(word) for word in WORDS)
        for quote in items(content, "quotes")
    )


def prints(content: Mapping[str, Json], quote_id: str) -> bool:
    """Say whether a paper for the public made from a content would print a quote."""
    return any(
        quote["id"] == quote_id
        and quote.get("text")
        and quote.get("consent") in PUBLIC
        and not quote.get("withdrawn_on")
        for quote in items(content, "quotes")
    )


def _emptied(quote: Mapping[str, Json], day: str) -> dict[str, Json]:
    kept = {name: value for name, value in quote.items() if name not in WORDS}
    return {**kept, "withdrawn_on": day}
