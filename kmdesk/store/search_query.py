"""What people type into the search box, as an FTS5 expression and filters.

All words must occur; each may be the beginning of a longer one, so that "limit" finds "limits" and
typing finds while it goes on. ``"two words"`` is a phrase, ``-word`` must not occur,
``kind:lesson``, ``status:draft`` and ``tag:falls`` narrow. Whatever is typed, the result is a
search and never an error.
"""

import re
from dataclasses import dataclass

_PART = re.compile(r'(-?)(?:(kind|status|tag):)?(?:"([^"]*)"?|(\S+))')
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class SearchQuery:
    """What was asked for.

    Attributes:
        expression: in FTS5's syntax, "" when no word was typed.
        kind, status, tag: filters; a kind may be the beginning of its name.
    """

    expression: str = ""
    kind: str = ""
    status: str = ""
    tag: str = ""


def parse(text: str) -> SearchQuery:
    """Return the search that a text stands for."""
    wanted: list[str] = []
    unwanted: list[str] = []
    filters: dict[str, str] = {}
    for minus, name, phrase, word in _PART.findall(text):
        if name:
            filters[name] = phrase or word
        elif words := _WORD.findall(phrase or word):
            term = f'"{" ".join(words)}"'
            (unwanted if minus else wanted).append(term if phrase else f"{term} *")
    expression = " AND ".join(wanted)
    if wanted and unwanted:
        expression = f"({expression}) NOT ({' OR '.join(unwanted)})"
    return SearchQuery(expression, **filters)
