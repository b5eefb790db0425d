"""Labels and values, of which only those that say something are printed."""

from collections.abc import Iterable, Iterator, Sequence

from kmdesk.briefing.tree import Block, Facts, Text


def facts(pairs: Iterable[tuple[str, str]], summary: str) -> Iterator[Block]:
    """Yield the pairs that have a value; nothing when none has.

    Args:
        pairs: labels and values.
        summary: what they are, for those who do not see them.
    """
    rows = tuple((label, (Text(value.strip()),)) for label, value in pairs if value.strip())
    if rows:
        yield Facts(rows, summary)


def listed(words: Sequence[str]) -> str:
    """Return words, one at least, as a list in a sentence."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
