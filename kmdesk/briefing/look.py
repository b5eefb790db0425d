"""How a paper looks wherever it is written: the colours and the logo of the house."""

from dataclasses import dataclass
from functools import cached_property

from kmdesk.base.colour import READABLE, apart, mixed
from kmdesk.models.house_style import HouseStyle

WHITE, BLACK = "#ffffff", "#000000"
BLUE = "#005eb8"
"""NHS blue, the accent of a house that names no colour."""

DARK_BLUE = "#003087"
"""NHS dark blue, which goes with it."""

DARK_PAPER = "#14191d"
"""Behind the words on a screen that is set to dark."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture at the head of the paper.

    Attributes:
        png: a PNG file, with no transparency.
        width, height: in pixels.
        alternative: whose logo it is.
    """

    png: bytes
    width: int
    height: int
    alternative: str


@dataclass(frozen=True)
class Look:
    """Colours, as ``#rrggbb``, made from the one of the house; text in each can be read.

    Attributes:
        colour: of the house, or "".
        logo: of the house, if it has one.
    """

    colour: str = ""
    logo: Logo | None = None

    @cached_property
    def tint(self) -> str:
        """Behind the bottom line."""
        return mixed(self.colour or BLUE, WHITE, 0.92)

    @cached_property
    def accent(self) -> str:
        """Of links, rules and charts, on white and on the tint."""
        return apart(self.colour or BLUE, self.tint, READABLE, BLACK)

    @cached_property
    def strong(self) -> str:
        """Of headings, and behind white words of those of tables."""
        return apart(self.accent, WHITE, 9, BLACK) if self.colour else DARK_BLUE

    @cached_property
    def on_dark(self) -> dict[str, str]:
        """Return the same by the names above, for a dark screen; `head` is behind headings."""
        tint = mixed(self.accent, DARK_PAPER, 0.82)
        return {
            "accent": apart(self.accent, tint, 6, WHITE),
            "strong": apart(self.accent, tint, 8, WHITE),
            "tint": tint,
            "head": apart(self.accent, WHITE, 9, BLACK),
        }


USUAL = Look()


def look_of(style: HouseStyle, organisation: str) -> Look:
    """Return how the papers of a house look.

    Args:
        style: of the house.
        organisation: whose paper it is, if not that of the style.
    """
    if not style.logo:
        return Look(style.colour)
    from kmdesk.briefing.logo import size_of

    named = organisation or style.organisation
    width, height = size_of(style.logo)
    logo = Logo(style.logo, width, height, f"Logo of {named}" if named else "Logo")
    return Look(style.colour, logo)
