"""The typeface of the paper, and what it cannot show."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from threading import Lock

import font_source_sans_pro
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "SourceSansPro"
BOLD = "SourceSansPro-Bold"

_TURN = Lock()

MOST_WIDTHS = 50_000
"""Words whose widths are remembered."""


class _Font(TTFont):  # type: ignore[misc]  # ReportLab has no types
    """A font that measures each word once; a word stands in many lines while they are tried."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self._widths: dict[str, float] = {}

    def stringWidth(  # noqa: N802  # ReportLab's name
        self, text: str | bytes, size: float, encoding: str = "utf8"
    ) -> float:
        """Return the width of a text in points."""
        words = text.decode(encoding) if isinstance(text, bytes) else text
        width = self._widths.get(words)
        if width is None:
            if len(self._widths) >= MOST_WIDTHS:
                self._widths.clear()
            width = self._widths[words] = float(super().stringWidth(words, 1.0))
        return width * size


def register() -> frozenset[int]:
    """Make the typeface known to ReportLab and return the code points it can show.

    It is made known once: a paper that met another font of the same name half-way would mix their
    glyphs.
    """
    with _TURN:
        return _registered()


@cache
def _registered() -> frozenset[int]:
    shown = None
    for name, path in (
        (REGULAR, font_source_sans_pro.SourceSansPro.replace(".otf", ".ttf")),
        (BOLD, font_source_sans_pro.SourceSansProBold.replace(".otf", ".ttf")),
    ):
        font = _Font(name, path)
        pdfmetrics.registerFont(font)
        points = frozenset(font.face.charToGlyph)
        shown = points if shown is None else shown & points
    for italic in (0, 1):
        addMapping(REGULAR, 0, italic, REGULAR)
        addMapping(REGULAR, 1, italic, BOLD)
        addMapping(BOLD, 0, italic, BOLD)
        addMapping(BOLD, 1, italic, BOLD)
    return frozenset(point for point in shown or () if not _is_shapeless(chr(point)))


def _is_shapeless(character: str) -> bool:
    """Say whether a character only tells others how to stand, such as a soft hyphen."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs")


class Coverage:
    """Replaces what the typeface lacks."""

    def __init__(self) -> None:
        """Make the typeface ready."""
        self._shown = register()

    def text(self, text: str) -> str:
        """Return `text` in NFC with every character that cannot be shown named, ``[U+4E2D]``.

        Characters that have no shape, such as marks of direction, are left out; those that are a
        form of others, such as ﬃ or ⑴, are written as these.
        """
        text = unicodedata.normalize("NFC", text)
        if all(ord(c) in self._shown for c in text):
            return text
        return "".join(c if ord(c) in self._shown else substitute(c) for c in text)


def substitute(character: str) -> str:
    """Return what is printed for a character that the typeface lacks."""
    if character.isspace():
        return " "
    if _is_shapeless(character):
        return ""
    plain = unicodedata.normalize("NFKC", character)
    if all(ord(c) in register() for c in plain):
        return plain
    return f"[U+{ord(character):04X}]"


def lacking(text: str) -> Iterator[str]:
    """Yield the characters of a text that are printed as their numbers, each once."""
    shown = register()
    for character in dict.fromkeys(unicodedata.normalize("NFC", text)):
        if ord(character) not in shown and substitute(character).startswith("[U+"):
            yield character
