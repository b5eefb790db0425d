"""What comes of a paper that was laid out, known without the writer that does so."""

from typing import NamedTuple

from kmdesk.briefing.length import Length


class Rendered(NamedTuple):
    """A paper as a PDF.

    Attributes:
        data: the bytes of the file.
        warnings: sentences that name each character which the typeface lacks.
        length: how long it became.
    """

    data: bytes
    warnings: tuple[str, ...]
    length: Length
