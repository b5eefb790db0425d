"""RIS, as databases and reference managers write it.

The tags are those of the RIS format of Research Information Systems as its users list them
(https://en.wikipedia.org/wiki/RIS_(file_format)); the dialects were seen in real exports.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from kmdesk.exchange import reference
from kmdesk.exchange.reference import Document, Fields, every, first

NAME = "ris"
START = re.compile(r"^[ \t]*TY  -", re.MULTILINE)

_TAG = re.compile(r"[ \t]*([A-Z][A-Z0-9])  -(.*)")
_END = re.compile(r"^[ \t]*ER  -.*$", re.MULTILINE)

TYPES = {
    **dict.fromkeys(("JOUR", "EJOUR", "JFULL", "MGZN", "NEWS", "INPR", "ABST"), "article-journal"),
    **dict.fromkeys(("BOOK", "EBOOK", "EDBOOK"), "book"),
    **dict.fromkeys(("CHAP", "ECHAP"), "chapter"),
    **dict.fromkeys(("RPRT", "GOVDOC"), "report"),
    "THES": "thesis",
    **dict.fromkeys(("CONF", "CPAPER"), "paper-conference"),
    **dict.fromkeys(("ELEC", "WEB", "BLOG"), "webpage"),
}
"""Types of RIS with the type of a source they become; all others become "document"."""

_EDITORS = {"book": ("A2", "ED"), "report": ("A2", "ED")}
"""Where the editors stand, of works that may have no author."""

_LOGIN = re.compile(r"//(search|research|web\w*)\.ebsco(host)?\.com/|[./]proxy\.")
"""Addresses that open for the searcher alone."""

_PUBMED = re.compile(r"pubmed|medline|cmedm|\b(nlm|mdc|mdl|mnh)\b", re.IGNORECASE)
"""Names of PubMed's data, and EBSCO's short names for it."""

_PMID = re.compile(r"(?:PMID:?\s*)?(?:NLM)?(\d{1,8})", re.IGNORECASE)


def records(text: str) -> Iterator[str]:
    """Yield each record of a file as it stands there, from its type to its end.

    What lies before the first record is left out; a record that lacks its end ends where the next
    one begins.
    """
    for raw in reference.records(text, START):
        end = _END.search(raw)
        yield raw[: end.end()] if end else raw


def read(raw: str, file: str) -> Document | None:
    """Return the document of one record, None when it has no title.

    Args:
        raw: one of `records`.
        file: name of the file it came in.
    """
    fields = reference.tagged(raw, _TAG)
    title = reference.title(first(fields, "TI", "T1", "CT", "BT"))
    if not title:
        return None
    kind = TYPES.get(first(fields, "TY").upper(), "document")
    return reference.document(
        {
            "title": title,
            "type": kind,
            "journal": reference.title(_journal(fields)),
            "published": reference.published(
                *every(fields, "PY"), *every(fields, "Y1"), *every(fields, "DA")
            ),
            "volume": first(fields, "VL"),
            "issue": first(fields, "IS"),
            "pages": reference.pages(first(fields, "SP"), first(fields, "EP")),
            "publisher": first(fields, "PB"),
            "url": next((u for u in every(fields, "UR") if not _LOGIN.search(u)), ""),
            "language": first(fields, "LA"),
            "keywords": reference.keywords(fields, "KW"),
            **_identifiers(fields, kind),
        },
        every(fields, "AU", "A1") or every(fields, *_EDITORS.get(kind, ())),
        raw,
        NAME,
        file,
    )


def _journal(fields: Fields) -> str:
    """Return the journal or book: EBSCO puts an alternative title in T2, others the journal.

    T2 is the journal when the short names given beside it shorten it. JF and JO hold the full name
    where they are used, though some databases put a short one in JO.
    """
    full, second = first(fields, "JF"), first(fields, "T2")
    short = first(fields, "JO") or first(fields, "JA", "J2")
    if full or not second:
        return full or short or first(fields, "BT" if first(fields, "TI", "T1") else "")
    return second if not short or _shortens(short, second) else short


def _shortens(short: str, full: str) -> bool:
    """Say whether each word of `short` begins a word of `full`, in the same order.

    A place in brackets, as in "Health Aff (Millwood)", is no part of the name.
    """
    words = iter(re.findall(r"\w+", full.casefold()))
    parts = re.findall(r"\w+", re.sub(r"\(.*?\)", "", short.casefold()))
    return all(any(word.startswith(part) for word in words) for part in parts)


def _identifiers(fields: Fields, kind: str) -> dict[str, str]:
    numbers = every(fields, "SN")
    is_book = kind in ("book", "chapter", "report")
    return {
        "doi": reference.doi_in([*every(fields, "DO", "DI", "M3", "L3"), *_resolvers(fields)]),
        "pmid": _pmid(fields),
        "issn": reference.issn_in(numbers) if not is_book else "",
        "isbn": reference.isbn_in(numbers) if is_book else "",
    }


def _resolvers(fields: Fields) -> list[str]:
    """Return the addresses that hold a DOI and nothing after it."""
    return [unquote(one) for one in every(fields, "UR", "L2") if "doi.org/" in one]


def _pmid(fields: Fields) -> str:
    """Return the PubMed id, from C5, or from AN when PubMed's data is what the record comes from.

    Every database puts its own accession number in AN.
    """
    found = [m for value in every(fields, "C5") if (m := _PMID.fullmatch(value))]
    origin = " ".join(every(fields, "DB", "DP"))
    if not found and (not origin or _PUBMED.search(origin)):
        found = [m for value in every(fields, "AN") if (m := _PMID.fullmatch(value))]
    return found[0][1].lstrip("0") if found else ""
