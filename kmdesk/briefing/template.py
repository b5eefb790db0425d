"""What a template of a paper is; the templates themselves are in `templates`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kmdesk.briefing.material import Material
from kmdesk.briefing.tree import Document

Format = Literal["pdf", "html", "docx"]
FORMATS: tuple[Format, ...] = ("pdf", "html", "docx")


@dataclass(frozen=True)
class CoverField:
    """Something about the occasion that no record knows, such as the meeting.

    Attributes:
        lasting: rarely another on the next paper, such as the organisation.
    """

    name: str
    label: str
    guidance: str = ""
    lasting: bool = False


Cover = Mapping[str, str]
"""What was filled in, by name of the cover field."""

Build = Callable[[Material, Cover, datetime], Document]


@dataclass(frozen=True)
class Template:
    """A kind of paper.

    Attributes:
        name: as on the command line.
        description: one sentence on what it is for.
        audience: who reads it.
        prints: names of the kinds of record that it has a place for; others are left out.
        needs: names of the kinds of which it must have one; empty when any will do.
        pages: how long it should be; longer ones are written with a warning. 0: no limit.
        cover: what may be filled in for the occasion; all of it may stay empty.
        build: sets out material at a moment, with a time zone.
        internal: its readers are all within the organisation, so that quotes agreed for internal
            use may stand in it.
    """

    name: str
    title: str
    description: str
    audience: str
    cover: tuple[CoverField, ...]
    build: Build
    prints: tuple[str, ...]
    needs: tuple[str, ...] = ()
    pages: int = 0
    formats: tuple[Format, ...] = FORMATS
    internal: bool = False
