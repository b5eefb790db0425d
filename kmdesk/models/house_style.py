"""House style: the name, the colour and the logo that an organisation puts on its papers.

It belongs to the collection, so that all who write papers from it write them alike.
"""

import base64

import msgspec

from kmdesk.base import colour as colours
from kmdesk.base.errors import UserError
from kmdesk.models.ready import ready

SETTING = "house-style"
"""Where a collection keeps it."""

LONGEST = 200
"""Characters of a name."""

WHITE, BLACK = "#ffffff", "#000000"


@ready
class HouseStyle(msgspec.Struct, frozen=True):
    """What stands on the papers of a house.

    Attributes:
        organisation, service: names at the head of a paper.
        colour: as ``#rrggbb``, or "" for the usual blue.
        logo: a PNG file, or nothing.
    """

    organisation: str = ""
    service: str = ""
    colour: str = ""
    logo: bytes = b""


def checked(style: HouseStyle) -> HouseStyle:
    """Return a style tidied.

    Raises:
        UserError: a name is too long, or the colour is none.
    """
    organisation, service = _tidy(style.organisation), _tidy(style.service)
    return HouseStyle(organisation, service, colour_of(style.colour), style.logo)


def _tidy(text: str) -> str:
    tidy = " ".join(text.split())
    if len(tidy) > LONGEST:
        raise UserError(
            f"“{tidy[:30]}…” has {len(tidy)} characters, and there is room for {LONGEST} at the "
            "head of a paper; nothing was changed."
        )
    return tidy


def colour_of(text: str) -> str:
    """Return a colour as ``#rrggbb``; "" for none.

    Raises:
        UserError: it is not a colour.
    """
    found = colours.parse(text) if text.strip() else ""
    if found is None:
        raise UserError(
            f"“{text.strip()}” is not a colour; write six digits from 0 to f, such as 005eb8. "
            "Nothing was changed."
        )
    return found


def readable(colour: str) -> str:
    """Return a colour as words can have it on white: itself, or darker if it is too light."""
    return colours.apart(colour, WHITE, colours.READABLE, BLACK)


def told(colour: str) -> str:
    """Return a sentence when a colour is too light for words; "" when it is not."""
    shown = readable(colour) if colour else colour
    if shown == colour:
        return ""
    contrast = colours.contrast(colour, WHITE)
    return (
        f"{colour} is too light to be read on white (contrast {contrast:.1f}, and "
        f"{colours.READABLE} is needed), so words and lines on papers are darker: {shown}."
    )


def to_json(style: HouseStyle) -> dict[str, str] | None:
    """Return a style as a collection keeps it; None for one that says nothing."""
    plain = {
        "organisation": style.organisation,
        "service": style.service,
        "colour": style.colour,
        "logo": base64.b64encode(style.logo).decode(),
    }
    return {name: value for name, value in plain.items() if value} or None


def from_json(value: object) -> HouseStyle:
    """Return a style as a collection kept it; what cannot be read counts as not there."""
    try:
        kept = msgspec.convert(value, dict[str, str])
        logo = base64.b64decode(kept.pop("logo", ""), validate=True)
        known = {name: text for name, text in kept.items() if name in HouseStyle.__struct_fields__}
        return checked(HouseStyle(**known, logo=logo))
    except (ValueError, UserError):
        return HouseStyle()
