"""Runs of words as ReportLab's markup, with what stands inside them in the tag tree."""

from xml.sax.saxutils import escape

from kmdesk.briefing import parts, tree
from kmdesk.briefing.pdf.canvas import LINK
from kmdesk.briefing.pdf.fonts import Coverage
from kmdesk.briefing.pdf.structure import Element, Target


class Words:
    """Writes the words of one document.

    Attributes:
        targets: every link, by its number.
        inner: every element that stands inside a paragraph, by its number.
    """

    def __init__(self, coverage: Coverage, colour: str, references: frozenset[int]) -> None:
        """Take what replaces characters, the colour of links, and the references that there are."""
        self.targets: list[Target] = []
        self.inner: list[Element] = []
        self._coverage = coverage
        self._colour = colour
        self._references = references

    def run(self, inlines: tree.Inlines) -> tuple[str, bool]:
        """Return the markup of words, and whether elements stand inside."""
        before = len(self.inner)
        markup = "".join(self._inline(one) for one in inlines)
        return markup, len(self.inner) > before

    def plain(self, text: str) -> str:
        """Return the markup of words that are nothing but words."""
        return escape(self._coverage.text(text))

    def _inline(self, inline: tree.Inline) -> str:
        match inline:
            case tree.Text():
                return self._text(inline)
            case tree.Break():
                return "<br/>"
            case tree.Link(text=text, url=url):
                return self._link(text, url=url)
            case tree.Cite(numbers=numbers):
                return self._cite(numbers)
            case tree.Certainty(word=word):
                return self.plain(word)

    def _text(self, text: tree.Text) -> str:
        shown = self.plain(text.text)
        if shown.strip() and (text.language or text.expansion):
            words = self._coverage.text(text.expansion)
            shown = self._inside(Element("Span", language=text.language, expansion=words), shown)
        return f"<b>{shown}</b>" if text.bold else shown

    def _cite(self, numbers: tuple[int, ...]) -> str:
        """Return a citation whose numbers lead to their entries each."""
        return "".join(
            self._link(part, place=f"reference-{number}")
            if number
            else part.replace(" ", "\N{NO-BREAK SPACE}")
            for part, number in parts.cite_parts(numbers, self._references)
        )

    def _link(self, words: str, *, url: str = "", place: str = "") -> str:
        shown = self._coverage.text(words).strip()
        if not shown:
            return ""
        number = len(self.targets)
        element = Element("Link")
        label = f"Reference {shown}" if place else shown
        self.targets.append(Target(element, label, url, place))
        inside = self._inside(element, escape(shown))
        return f'<a href="{LINK}{number}" color="{self._colour}">{inside}</a>'

    def _inside(self, element: Element, markup: str) -> str:
        """Return markup that is content of an element of its own inside its paragraph."""
        number = len(self.inner)
        self.inner.append(element)
        enter, leave = (f'<onDraw name="{name}" label="{number}"/>' for name in ("enter", "leave"))
        return f"{enter}{markup}{leave}"
