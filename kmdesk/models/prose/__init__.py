"""Long text of records: CommonMark (https://spec.commonmark.org) with tables, and nothing else.

A text is read into units, each with its own source, so that who changes one place of a text
rewrites that place alone. `reading` reads, `writing` writes, `blocks` is what both speak of.
"""

from kmdesk.models.prose.blocks import Block, Kind, Prose, Run, Unit, runs_of
from kmdesk.models.prose.reading import pieces, read, safe_url, tokens
from kmdesk.models.prose.writing import write

__all__ = [
    "Block",
    "Kind",
    "Prose",
    "Run",
    "Unit",
    "pieces",
    "read",
    "runs_of",
    "safe_url",
    "tokens",
    "write",
]
