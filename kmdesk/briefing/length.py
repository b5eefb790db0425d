"""How long a paper is, in the words of who has to shorten it."""

from dataclasses import dataclass

LINES = 52
"""Lines of plain text that a page takes."""


@dataclass(frozen=True)
class Length:
    """The length of a paper.

    Attributes:
        pages: how many pages it has, the last one included.
        lines: how many lines of plain text would fill the last page as far as it is filled.
    """

    pages: int
    lines: int

    def over(self, limit: int) -> int:
        """Return the lines beyond what `limit` pages hold; 0 when it fits or has no limit."""
        if not limit or self.pages <= limit:
            return 0
        return (self.pages - limit - 1) * LINES + max(1, self.lines)

    def in_words(self, limit: int) -> str:
        """Return the length, and by how much the paper should be shortened to fit `limit` pages."""
        over = self.over(limit)
        if not over:
            return _count(self.pages, "page")
        whole = self.pages - 1
        said = f"{_count(whole, 'page')} and {_count(max(1, self.lines), 'line')}"
        wanted = "" if limit == whole else f" to fit {_count(limit, 'page')}"
        return f"{said}: shorten by {_count(over, 'line')}{wanted}"


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
