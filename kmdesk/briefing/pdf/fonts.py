"""The typeface of the paper, and what it cannot show."""

import unicodedata
from functools import cache

import font_source_sans_pro
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "SourceSansPro"
BOLD = "SourceSansPro-Bold"


@cache
def register() -> frozenset[int]:
    """Make the typeface known to ReportLab and return the code points it can show."""
    shown = None
    for name, path in (
        (REGULAR, font_source_sans_pro.SourceSansPro.replace(".otf", ".ttf")),
        (BOLD, font_source_sans_pro.SourceSansProBold.replace(".otf", ".ttf")),
    ):
        font = TTFont(name, path)
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
    """Replaces what the typeface lacks by its code point, and remembers what that was."""

    def __init__(self) -> None:
        """Begin with nothing missing."""
        self._shown = register()
        self._missing: dict[str, None] = {}

    def text(self, text: str) -> str:
        """Return `text` in NFC with every character that cannot be shown named, ``[U+4E2D]``.

        Characters that have no shape, such as marks of direction, are left out; those that are a
        form of others, such as ﬃ or ⑴, are written as these.
        """
        text = unicodedata.normalize("NFC", text)
        if all(ord(c) in self._shown for c in text):
            return text
        return "".join(map(self._character, text))

    def _character(self, character: str) -> str:
        if ord(character) in self._shown:
            return character
        if character.isspace():
            return " "
        if _is_shapeless(character):
            return ""
        plain = unicodedata.normalize("NFKC", character)
        if all(ord(c) in self._shown for c in plain):
            return plain
        self._missing[character] = None
        return f"[U+{ord(character):04X}]"

    def warnings(self) -> tuple[str, ...]:
        """Return a sentence for each character that could not be shown."""
        return tuple(f"The typeface lacks {_named(c)}; the paper names it." for c in self._missing)


def _named(character: str) -> str:
    name = unicodedata.name(character, "a character without a name")
    return f"“{character}” (U+{ord(character):04X}, {name.lower()})"
