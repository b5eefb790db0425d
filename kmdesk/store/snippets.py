"""The passage of a record that a search found, with the words marked."""

from collections.abc import Callable, Iterable, Sequence

from kmdesk.store import terms
from kmdesk.store.search_query import Term

START, END = "\x02", "\x03"
"""What stands around a matching word; neither occurs in text."""

_BEFORE, _AFTER = 60, 180
"""Letters shown before the first matching word, and from it on."""

_SCANNED = 20_000
"""Letters of a record that are looked through."""


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

    def passage(self, lead: str, more: Callable[[], Iterable[str]]) -> str:
        """Return what to show of a record: of its lead, or else of the first text with a word.

        Args:
            lead: shown from its beginning when no word is found at all.
            more: gives the other texts, when they are needed.
        """
        if not self._terms:
            return lead
        if found := self._marked(lead):
            return found
        for text in more():
            if found := self._marked(text):
                return found
        return lead

    def _marked(self, text: str) -> str:
        """Return the passage around the first matching word, "" if there is none."""
        first = next((m for m in terms.WORD.finditer(text, 0, _SCANNED) if self._fits(m[0])), None)
        if first is None:
            return ""
        start, end = self._bounds(text, first.start())
        parts, place = ["… " if start else ""], start
        for match in terms.WORD.finditer(text, first.start(), end):
            if self._fits(match[0]):
                parts += [text[place : match.start()], START, match[0], END]
                place = match.end()
        parts += [text[place:end], " …" if end < len(text) else ""]
        return " ".join("".join(parts).split())

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
