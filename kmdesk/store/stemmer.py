"""The English stemmer of Snowball (https://snowballstem.org), quicker.

Snowball's Python code looks for the ending of a word by halving its table, letter by letter, which
is most of the time it takes. Here a table is a few endings for each letter, the longest first. The
rules of the language stay Snowball's own.
"""

from collections.abc import Iterable
from typing import Any

from snowballstemmer.english_stemmer import EnglishStemmer

_Table = tuple[dict[str, tuple[tuple[str, int], ...]], int]
"""What may stand at a letter, each with Snowball's number for it; and the number of nothing."""


def _table(entries: Iterable[Any], letter: int) -> _Table:
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    nothing = 0
    for one in sorted(entries, key=lambda entry: len(entry.s), reverse=True):
        assert one.method is None, "the English rules have no conditions in their tables"
        if one.s:
            found[one.s[letter]] = (*found.get(one.s[letter], ()), (one.s, one.result))
        else:
            nothing = one.result
    return found, nothing


_TABLES = [value for name, value in vars(EnglishStemmer).items() if name.startswith("a_")]
_BEGINNINGS = {id(one): _table(one, 0) for one in _TABLES}
_ENDINGS = {id(one): _table(one, -1) for one in _TABLES}


class Stemmer(EnglishStemmer):  # type: ignore[misc]  # the package has no types
    """Gives the stems that Snowball gives. Not for several threads at once."""

    current: str
    cursor: int
    limit: int
    limit_backward: int

    def find_among(self, v: list[Any]) -> int:
        """Step over the longest entry of a table that stands here; return its number."""
        beginnings, nothing = _BEGINNINGS[id(v)]
        start, end = self.cursor, self.limit
        if start < end:
            for text, number in beginnings.get(self.current[start], ()):
                if self.current.startswith(text, start, end):
                    self.cursor = start + len(text)
                    return number
        return nothing

    def find_among_b(self, v: list[Any]) -> int:
        """Step back over the longest entry of a table that ends here; return its number."""
        endings, nothing = _ENDINGS[id(v)]
        start, end = self.limit_backward, self.cursor
        if start < end:
            for text, number in endings.get(self.current[end - 1], ()):
                if self.current.endswith(text, start, end):
                    self.cursor = end - len(text)
                    return number
        return nothing
