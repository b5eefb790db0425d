"""Words as the full-text index knows them: without accents and case, in one spelling, stemmed.

A word has a *form* (``café`` → ``cafe``) and a *term* (``organising``, ``organizations`` →
``organis``). The index holds terms; the forms that lead to them are kept beside it, so that the
beginning of a form can be looked up.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from threading import Lock

from kmdesk.store.stemmer import Stemmer

WORD = re.compile(r"[^\W_]+")
HYPHENS = "-\u2010\u2011\u2013"
APOSTROPHES = "'\u2019"

_COMPOUND = re.compile(rf"(?<![^\W_])[^\W_]++(?:[{HYPHENS}{APOSTROPHES}][^\W_]++)+")
"""Begins at a word only and never goes back into one: a very long word is read once."""

_BETWEEN = {code: " " for code in range(128) if not WORD.fullmatch(chr(code))}
"""What stands between words, to a space: several times as quick as the expression."""

_JOINS = re.compile(f"[{HYPHENS}{APOSTROPHES}]")

_NOT_PLAIN = re.compile(r"[\x00-/:-@\[-`{-\x7f]")
_LONGEST = 64
"""Characters of a word that count."""

_KEPT = 2**16
"""Words whose terms are remembered; natural text hardly uses more."""

_SPELLINGS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ae(?=[cdmst])", "e"),
        (r"^oe(?=[dst])|(?<=^f)oe(?=t)|(?<=rrh)oe|(?<=pn)oe|(?<=c)oe(?=li)|(?<=n)oe(?=uv)", "e"),
        (r"(?<=[a-z]{2})our(?=$|s$|ed$|ing|abl|ful|ite|hood|al|less)", "or"),
        (r"(?<=[a-z]{3})iz(?=e|ing|ation)", "is"),
        (r"yz(?=e|ing)", "ys"),
        (r"(?<=[a-z]{2})([tb])re(?=s?$)", r"\1er"),
        (r"logue(?=s?$)", "log"),
        (r"^([a-z]*[aeiouy][a-z]*)ell(?=(?:ed|ing|ors?|ers?)$)", r"\1el"),
        (r"^programme(?=s?$)", "program"),
        (r"^practis(?=e|ing)", "practic"),
        (r"^(lic|def|off)ence", r"\1ense"),
        (r"sulph", "sulf"),
    )
)
"""British and American spellings of the same words, to one of the two."""

_SPELLED_TWICE = re.compile("ae|oe|our|iz|yz|[tb]re|logue|ell|programme|practis|ence|sulph")
"""What each of them has in it, so that most words are done at once."""

_FIRST_PARTS = re.compile(
    "anti|back|by|check|co|cross|day|de|follow|hand|high|home|inter|intra|life|long|low|mid|multi|"
    "non|off|on|out|over|part|patient|post|pre|re|self|semi|set|short|sub|trade|under|up|well|work"
)
_LAST_PARTS = re.compile(
    "based|care|down|free|in|led|life|line|off|on|out|over|related|side|term|through|time|to|up|"
    "wide"
)

_stemmer = Stemmer()
_stemming = Lock()


@lru_cache(_KEPT)
def form(word: str) -> str:
    """Return a word without accents, case and length beyond measure."""
    folded = word.casefold()
    if not folded.isascii():
        marks = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in marks if not unicodedata.combining(c)).casefold()
        folded = _NOT_PLAIN.sub("", folded) or "0"
    return folded[:_LONGEST]


@lru_cache(_KEPT)
def term(word: str) -> str:
    """Return what the index holds for a word."""
    plain = form(word)
    if len(plain) < 3 or not (plain.isascii() and plain.isalpha()):
        return plain
    with _stemming:
        stemmed: str = _stemmer.stemWord(spelling(plain))
    return stemmed


@lru_cache(_KEPT)
def spelling(plain: str) -> str:
    """Return a form in the one spelling that stands for both."""
    if not _SPELLED_TWICE.search(plain):
        return plain
    for pattern, replacement in _SPELLINGS:
        plain = pattern.sub(replacement, plain)
    return plain


def beginnings(start: str) -> list[str]:
    """Return how the forms may begin that somebody means who has typed `start`."""
    other = start.replace("iz", "is").replace("yz", "ys").replace("ae", "e").replace("oe", "e")
    return list(dict.fromkeys((start, spelling(start), other)))


def words(text: str) -> list[str]:
    """Return the words of a text in their order."""
    return text.translate(_BETWEEN).split() if text.isascii() else WORD.findall(text)


def compounds(text: str) -> list[str]:
    """Return words written with hyphens or apostrophes as one: ``follow-up`` as ``followup``."""
    if not _JOINS.search(text):
        return []
    return ["".join(words(found)) for found in _COMPOUND.findall(text)]


def is_compound(text: str) -> bool:
    """Say whether a text is words held together by hyphens and apostrophes only."""
    return _COMPOUND.fullmatch(text) is not None


def splits(word: str) -> list[tuple[str, str]]:
    """Return how a word may also be written as two: ``followup`` as ``follow up``."""
    plain = form(word)
    return [
        (plain[:at], plain[at:])
        for at in range(1, len(plain))
        if (_FIRST_PARTS.fullmatch(plain[:at]) and len(plain) - at > 1)
        or (_LAST_PARTS.fullmatch(plain[at:]) and at > 2)
    ]


def joined(some: list[str]) -> list[str]:
    """Return each two neighbours written as one."""
    return [first + second for first, second in pairwise(some)]
