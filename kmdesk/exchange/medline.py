"""Tagged records of PubMed (.nbib) and of Ovid (.cgi, .txt).

PubMed's tags are described at https://www.nlm.nih.gov/bsd/mms/medlineelements.html. Ovid has a set
of tags for each database; those read here are the ones that Medline, Embase and PsycInfo share.
"""

import re
from collections.abc import Iterator

from kmdesk.exchange import reference
from kmdesk.exchange.reference import Document, Fields, every, first

PUBMED, OVID = "nbib", "ovid"

PUBMED_START = re.compile(r"^PMID ?- ", re.MULTILINE)
OVID_START = re.compile(r"^<\d+\.? ?>[ \t]*$", re.MULTILINE)

_PUBMED_TAG = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)")
_OVID_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")
_PMID = re.compile(r"\d{1,8}(?!\d)")

_SOURCE = re.compile(
    r"(?P<journal>.+?)\. (?:.*?[ .])??"
    r"(?P<volume>[\w-]+)? ?(?:\((?P<issue>[^()]+)\))? ?"
    r"(?:\(no pagination\)|[:(](?P<pages>[^,()]+)\)?)?, (?:.*?)(?P<year>\d{4})"
)
"""Ovid's source line, such as "Addiction. 115 (3) (pp 100-110), 2020." """


def pubmed_records(text: str) -> Iterator[str]:
    """Yield each record of a PubMed file as it stands there."""
    return reference.records(text, PUBMED_START)


def ovid_records(text: str) -> Iterator[str]:
    """Yield each record of an Ovid file as it stands there, with its number."""
    return reference.records(text, OVID_START)


def read_pubmed(raw: str, file: str) -> Document | None:
    """Return the document of one PubMed record, None when it has no title."""
    fields = reference.tagged(raw, _PUBMED_TAG)
    title = reference.title(first(fields, "TI", "BTI"))
    if not title:
        return None
    book = first(fields, "BTI")
    article = bool(first(fields, "JT", "TA"))
    kind = "article-journal" if article else "chapter" if book and first(fields, "TI") else "book"
    return reference.document(
        {
            "title": title,
            "type": kind if article or book else "document",
            "journal": first(fields, "JT", "TA") or (book if kind == "chapter" else ""),
            "published": reference.published(*every(fields, "DP"), *every(fields, "DEP")),
            "volume": first(fields, "VI"),
            "issue": first(fields, "IP"),
            "pages": first(fields, "PG"),
            "publisher": first(fields, "PB"),
            "language": first(fields, "LA"),
            "keywords": reference.keywords(fields, "OT", "MH"),
            "doi": reference.doi_in(v for v in every(fields, "LID", "AID") if v.endswith("[doi]")),
            "pmid": _pmid(first(fields, "PMID")),
            "issn": reference.issn_in(every(fields, "IS")),
            "isbn": reference.isbn_in(every(fields, "ISBN")),
        },
        every(fields, *(["FAU"] if first(fields, "FAU") else ["AU"]), "CN"),
        raw,
        PUBMED,
        file,
    )


def read_ovid(raw: str, file: str) -> Document | None:
    """Return the document of one Ovid record, None when it has no title."""
    fields = reference.tagged(raw, _OVID_TAG)
    title = reference.title(first(fields, "TI", "OT"))
    if not title:
        return None
    source = _SOURCE.match(first(fields, "SO"))
    given = {k: v or "" for k, v in source.groupdict().items()} if source else {}
    return reference.document(
        {
            "title": title,
            "type": _ovid_type(fields),
            "journal": first(fields, "JN", "JT", "BK") or given.get("journal", ""),
            "published": reference.published(first(fields, "YR", "DP") or given.get("year", "")),
            "volume": first(fields, "VO", "VI") or given.get("volume", ""),
            "issue": first(fields, "IP") or given.get("issue", ""),
            "pages": _pages(first(fields, "PG") or given.get("pages", "")),
            "publisher": first(fields, "PB"),
            "language": first(fields, "LG"),
            "keywords": reference.keywords(fields, "KW", "KF", "MH"),
            "doi": reference.doi_in(every(fields, "DO", "DI")),
            "pmid": _pmid(first(fields, "PM")) or _medline_id(fields),
            "issn": reference.issn_in(every(fields, "IS")),
            "isbn": reference.isbn_in(every(fields, "IB")),
            "url": first(fields, "UR"),
        },
        every(fields, *(["FA"] if first(fields, "FA") else ["AU"])),
        raw,
        OVID,
        file,
    )


def _ovid_type(fields: Fields) -> str:
    words = " ".join(every(fields, "PT", "ST", "SU")).casefold()
    if "conference" in words:
        return "paper-conference"
    if "dissertation" in words:
        return "thesis"
    if "chapter" in words:
        return "chapter"
    return "book" if "book" in words and "journal" not in words else "article-journal"


def _pages(value: str) -> str:
    return value.removeprefix("pp").removeprefix(".").strip(" )")


def _pmid(value: str) -> str:
    found = _PMID.match(value)
    return found[0].lstrip("0") if found else ""


def _medline_id(fields: Fields) -> str:
    """Return the unique identifier of a Medline record, which is PubMed's."""
    database = " ".join(every(fields, "DB", "VN")).casefold()
    return _pmid(first(fields, "UI")) if "medline" in database else ""
