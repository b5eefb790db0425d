"""From the tags of a bibliographic record to the document of a source, whatever the database."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from kmdesk.models import canonical
from kmdesk.models.canonical import Json
from kmdesk.models.ids import record_id_from

Fields: TypeAlias = Mapping[str, Sequence[str]]
"""The values of a record by tag, in the order of the file."""

Document: TypeAlias = dict[str, Json]

_DOI = re.compile(r"10\.\d{4,9}/(?:\(SICI\)\S+|[^\s\"<>]+)", re.IGNORECASE)
"""As Crossref recommends to find one (https://www.crossref.org/blog/dois-and-matching-regular-expressions/),
wider in the suffix, because old ones hold more than letters and digits."""

_ISSN = re.compile(r"(?<!\d)(\d{4})-?(\d{3}[\dXx])(?![\dXx])")
_ISBN = re.compile(r"(?<!\d)97[89][\d -]{10,14}(?!\d)|(?<!\d)(?:\d[ -]?){9}[\dXx](?![\dXx])")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_BETWEEN = re.compile(r"[\W_]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    rf"(?P<year>\d{{4}})[/ -](?P<month>\d{{1,2}}|{'|'.join(_MONTHS)})[/ -](?P<day>\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(.*\S)\s+((?!(?:EU|NHS|UK|UN|USA?|WHO)$)(?:[A-Z]\.?-?){1,4})")
"""A family name and initials, but not "Age UK" or the like."""

_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": None})
"""Hyphens that publishers set and many fonts lack."""

_NO_KEYWORDS = "no terms assigned"
"""What PsycInfo writes where there is no keyword yet."""


def records(text: str, start: re.Pattern[str]) -> Iterator[str]:
    """Yield each record of a file as it stands there; `start` finds where one begins."""
    starts = [found.start() for found in start.finditer(text)]
    for begin, end in pairwise([*starts, len(text)]):
        yield text[begin:end].strip()


def tagged(raw: str, tag: re.Pattern[str]) -> Fields:
    """Return the values of a record by tag.

    A line without a tag goes on with the value above it, and stays a line of its own there.

    Args:
        raw: the record, with Unix line ends.
        tag: matches a line that begins a value; its groups are the tag and the value.
    """
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in raw.split("\n"):
        if found := tag.match(line):
            values = fields.setdefault(found[1], [])
            values.append(found[2].strip())
        elif values and line.strip():
            values[-1] += f"\n{line.strip()}"
    return fields


def first(fields: Fields, *tags: str) -> str:
    """Return the first value that says something, of the first tag that has one."""
    return next((v for tag in tags for one in fields.get(tag, ()) if (v := tidy(one))), "")


def every(fields: Fields, *tags: str) -> list[str]:
    """Return all values of these tags that say something, none twice."""
    return list(dict.fromkeys(v for tag in tags for one in fields.get(tag, ()) if (v := tidy(one))))


def tidy(value: str) -> str:
    """Return `value` on one line, with single spaces and plain hyphens."""
    return " ".join(value.translate(_HYPHENS).split())


def title(value: str) -> str:
    """Return a title without the full stop that some databases end it with."""
    return value if value.endswith("..") else value.removesuffix(".").rstrip()


def keywords(fields: Fields, *tags: str) -> list[str]:
    """Return the keywords of these tags, none twice, without the stars of the main ones.

    Some programs write one keyword a line, some put semicolons between them.
    """
    values = (value for tag in tags for value in fields.get(tag, ()))
    words = (tidy(w.replace("*", "")) for value in values for w in re.split("[;\n]", value))
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(word.casefold(), word)
    return [word for key, word in found.items() if key not in ("", _NO_KEYWORDS)]


def doi_in(values: Iterable[str]) -> str:
    """Return the first DOI found in some values, without the address of a resolver."""
    for value in values:
        if found := _DOI.search(value):
            return _balanced(found[0].rstrip(".,;:"))
    return ""


def _balanced(doi: str) -> str:
    """Drop a closing bracket that belongs to the text around a DOI, not to the DOI."""
    for opening, closing in ("()", "[]"):
        while doi.endswith(closing) and doi.count(closing) > doi.count(opening):
            doi = doi[:-1].rstrip(".,;:")
    return doi


def issn_in(values: Iterable[str]) -> str:
    """Return the first ISSN found in some values, with its hyphen."""
    found = next(filter(None, map(_ISSN.search, values)), None)
    return f"{found[1]}-{found[2].upper()}" if found else ""


def isbn_in(values: Iterable[str]) -> str:
    """Return the first ISBN of 13 or 10 digits found in some values, as it stands there."""
    found = next(filter(None, map(_ISBN.search, values)), None)
    return found[0].strip(" -") if found else ""


def author(name: str) -> Document:
    """Return an author from "Family, Given", "Family GH" or the name of an organisation."""
    name = tidy(name)
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and family:
        return {"family": family, "given": given} if given else {"name": family}
    if found := _INITIALS.fullmatch(name):
        return {"family": found[1], "given": found[2]}
    return {"name": name.strip(" ,")}


def published(*values: str) -> str:
    """Return ``YYYY-MM-DD`` when a full date of the year of publication is given, else ``YYYY``.

    Args:
        *values: dates as databases write them, such as ``2020/11//Nov/Dec2020`` or ``2020 Nov 5``;
            the first one that holds a year decides which year it is.
    """
    year = next((found[0] for value in values if (found := _YEAR.search(value))), "")
    days = (day for value in values if (day := _day(value)) and f"{day:%Y}" == year)
    return next((day.isoformat() for day in days), year)


def _day(value: str) -> dt.date | None:
    found = _DAY.search(value)
    if not found:
        return None
    month = found["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1
    try:
        return dt.date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        return None


def pages(start: str, end: str) -> str:
    """Return a range of pages from where it starts and ends."""
    if not end or end == start or "-" in start:
        return start or end
    return f"{start}-{end}" if start else end


def document(
    fields: Mapping[str, Json], authors: Iterable[str], raw: str, format_: str, file: str
) -> Document:
    """Return the document of a source.

    Its id comes from what identifies the reference, and its authors' ids from their order, so that
    the same reference is the same record on every PC.

    Args:
        fields: fields of a source; empty ones are left out. There must be a title.
        authors: names as the database writes them.
        raw: the record as exported, kept as it is.
        format_: name of the format it is in.
        file: name of the file it came in.
    """
    people = [person for name in authors if any((person := author(name)).values())]
    made: Document = {
        "kind": "source",
        **{name: value for name, value in fields.items() if not canonical.is_empty(value)},
        "authors": [{"id": f"a{n}", **one} for n, one in enumerate(people, 1)],
        "raw": {"text": raw, "format": format_, "file": file},
    }
    return {**made, "id": record_id(made)}


def record_id(source: Mapping[str, Json]) -> str:
    """Return the id of a source: from its DOI, else its PubMed id, else title, year and author."""
    if doi := doi_key(source):
        return record_id_from(f"source:doi:{doi}")
    if pmid := source.get("pmid"):
        return record_id_from(f"source:pmid:{pmid}")
    return title_id(source)


def title_id(source: Mapping[str, Json]) -> str:
    """Return the id of a source from title, year and author alone.

    Abstracts of one conference may share the DOI of the whole supplement.
    """
    title, year = title_key(source)
    return record_id_from(f"source:title:{title}:{year}:{first_family(source)}")


def same_work(one: Mapping[str, Json], other: Mapping[str, Json]) -> bool:
    """Say whether two sources are one work: by DOI, PubMed id, or title, year and first author.

    What one of them lacks speaks neither for nor against. Where only the DOI agrees, and neither
    title nor author, it is the DOI of what both appeared in. Sources with one id had one DOI, until
    somebody corrected it.
    """
    dois, pmids = ({key(s) for s in (one, other)} for key in (doi_key, _pmid))
    if (len(dois) == 1 and dois != {""}) or one["id"] == other["id"]:
        return _alike(plain_title(one), plain_title(other)) or _authors_agree(one, other)
    if len(pmids) == 1 and pmids != {""}:
        return True
    if len(dois - {""}) > 1 or len(pmids - {""}) > 1:
        return False
    return title_key(one) == title_key(other) and _authors_agree(one, other)


def doi_key(source: Mapping[str, Json]) -> str:
    """Return the DOI in the form in which it is compared, "" if there is none."""
    return str(source.get("doi", "")).lower()


def title_key(source: Mapping[str, Json]) -> tuple[str, str]:
    """Return title and year in the form in which two databases agree on them."""
    return plain_title(source), source.get("published", "")[:4]


def plain_title(source: Mapping[str, Json]) -> str:
    """Return the title in the form in which two databases agree on it."""
    title: str = source.get("title", "")
    return plain(title) or title


def first_family(source: Mapping[str, Json]) -> str:
    """Return the first author's family name in the form in which two databases agree on it."""
    people = source.get("authors") or [{}]
    return plain(people[0].get("family") or people[0].get("name", ""))


def plain(value: str) -> str:
    """Return the letters and digits of `value`, without case, accents and what lies between."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKD", value).casefold())


def _pmid(source: Mapping[str, Json]) -> str:
    return str(source.get("pmid", ""))


def _alike(one: str, other: str) -> bool:
    """Say whether two plain titles are one, or one lacks the other's subtitle."""
    return one.startswith(other) or other.startswith(one)


def _authors_agree(one: Mapping[str, Json], other: Mapping[str, Json]) -> bool:
    families = {first_family(one), first_family(other)} - {""}
    return len(families) < 2
