"""The passage of a record or of its files that a search found, with the words marked."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kmdesk.store import terms
from kmdesk.store.search_query import Term

START, END = "\x02", "\x03"
"""What stands around a matching word; neither occurs in text."""

_BEFORE, _AFTER = 60, 180
"""Letters shown before the first matching word, and from it on."""

_SCANNED = 20_000
"""Letters of a text that are looked through."""

_WINDOW = 4_000
"""Letters looked through in one go: those without any beyond ASCII are looked through faster."""

_ALIKE = 2
"""Letters that a word and its term have in common at the beginning."""


class Marker:
    """Finds and marks the words of one search in any number of texts."""

    def __init__(self, wanted: Sequence[Term]) -> None:
        self._terms: set[str] = set()
        begun: list[str] = []
        for phrase in (way for one in wanted for way in one.ways):
            self._terms.update(map(terms.term, phrase.words))
            if phrase.open_end:
                begun += terms.beginnings(terms.form(phrase.words[-1]))
        self._begun = tuple(begun)
        self._known: dict[str, bool] = {}
        starts = {one[:_ALIKE] for one in (*self._terms, *begun)}
        starts |= {f"{vowel}{one[0]}" for one in starts for vowel in "ao" if one[0] == "e"}
        either = "|".join(sorted(map(re.escape, starts)))
        self._plain = re.compile(rf"(?<![^\W_])(?:{either})[^\W_]*", re.IGNORECASE | re.ASCII)

    def passage(self, texts: Iterable[str], most: int = _SCANNED) -> str:
        """Return what to show of a record: of the first text with a word, "" if there is none.

        Args:
            texts: in the order in which they matter.
            most: letters of each that are looked through.
        """
        return next((found for text in texts if (found := self._passage(text, most))), "")

    def whole(self, text: str) -> str:
        """Return a short text with all matching words marked."""
        return self._marked(text, 0, len(text)) if self._terms else text

    def _words(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Yield the words that fit; in plain ASCII only those are looked at that begin alike."""
        pattern = self._plain if text[start:end].isascii() else terms.WORD
        return (match for match in pattern.finditer(text, start, end) if self._fits(match[0]))

    def _first(self, text: str, most: int) -> int:
        """Return where the first word that fits begins, -1 if there is none."""
        start, end = 0, 0
        while start < min(len(text), most):
            end = text.find(" ", start + _WINDOW)
            end = len(text) if end < 0 else end
            for match in self._words(text, start, end):
                return match.start()
            start = end
        return -1

    def _passage(self, text: str, most: int) -> str:
        first = self._first(text, most) if self._terms else -1
        if first < 0:
            return ""
        start, end = self._bounds(text, first)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return " ".join(f"{before}{self._marked(text, start, end, first)}{after}".split())

    def _marked(self, text: str, start: int, end: int, first: int = 0) -> str:
        """Return a part of a text with the words marked that fit, from a place on."""
        parts, place = [], start
        for match in self._words(text, max(start, first), end):
            parts += [text[place : match.start()], START, match[0], END]
            place = match.end()
        return "".join([*parts, text[place:end]])

    @staticmethod
    def _bounds(text: str, first: int) -> tuple[int, int]:
        """Return where a passage around a place begins and ends, at spaces where possible."""
        start = 0
        if first > _BEFORE:
            start = text.find(" ", first - _BEFORE, first) + 1 or first
        end = len(text)
        if end > first + _AFTER:
            space = text.rfind(" ", first, first + _AFTER)
            end = space if space > first else first + _AFTER
        return start, end

    def _fits(self, word: str) -> bool:
        fits = self._known.get(word)
        if fits is None:
            form = terms.form(word)
            fits = terms.term(word) in self._terms
            fits = fits or (
                bool(self._begun)
                and (form.startswith(self._begun) or terms.spelling(form).startswith(self._begun))
            )
            self._known[word] = fits
        return fits
