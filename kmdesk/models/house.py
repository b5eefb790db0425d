"""House words: what an organisation calls the kinds of record and the main terms.

They belong to the collection, and travel to another one in a small file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from kmdesk.base.errors import UserError
from kmdesk.models.kinds import KINDS
from kmdesk.models.ready import ready
from kmdesk.models.saying import Renaming

SETTING = "house-words"
"""Where a collection keeps them."""

LONGEST = 40
"""Characters: more has no room in the rail, in menus and in headings."""

MARK = "kmdesk house words"


@dataclass(frozen=True)
class Term:
    """A word that a house can replace.

    Attributes:
        name: as in files.
        group: what it is, as a heading over such terms.
        also: other forms of the plural.
        whole: only where it stands alone, as a heading or a label.
    """

    name: str
    group: str
    one: str
    many: str
    also: tuple[str, ...] = ()
    whole: bool = False


@ready
class HouseWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a house says: of one, and of several."""

    one: str
    many: str


HouseWords = Mapping[str, HouseWord]
"""By name of the term; a term that is not there keeps its standard word."""


@ready
class _File(msgspec.Struct):
    format: str
    words: dict[str, HouseWord]


_WORDS = (
    ("bottom-line", "Bottom line", "Bottom lines"),
    ("key-message", "Key message", "Key messages"),
    ("finding", "Finding", "Findings"),
    ("local-knowledge", "Local knowledge", "Local knowledge"),
    ("retrospect", "Retrospect", "Retrospects"),
    ("recommendation", "Recommendation", "Recommendations"),
    ("facilitator", "Facilitator", "Facilitators"),
)


@cache
def terms() -> Mapping[str, Term]:
    """Return the terms by name: kinds of record, main words, sections, statuses."""
    found = [Term(k.name, "Kinds of record", *_forms(k.name)) for k in KINDS.values()]
    found += [Term(name, "Words", one, many) for name, one, many in _WORDS]
    taken = {form.lower() for term in found for form in _standards(term)}
    for name, group, label in (*_sections(), *_statuses()):
        if label.lower() not in taken:
            taken.add(label.lower())
            found.append(Term(name, group, label, label, whole=True))
    return {term.name: term for term in found}


def _forms(kind: str) -> tuple[str, str, tuple[str, ...]]:
    own = vars(KINDS[kind])  # as they were given, whatever is in force
    one, many = own["label"], own["plural"]
    return one, many, (f"{one}s",) if not one.endswith("y") and many != f"{one}s" else ()


def _sections() -> Iterator[tuple[str, str, str]]:
    for kind in KINDS.values():
        for section in kind.sections:
            label = vars(section)["label"]
            yield f"section/{_slug(label)}", "Sections", label


def _statuses() -> Iterator[tuple[str, str, str]]:
    for kind in KINDS.values():
        if "status" in kind.fields:
            for value, label in vars(kind.fields["status"])["words"].items():
                yield f"status/{value}", "Statuses", label


def _slug(text: str) -> str:
    return "-".join(text.lower().split())


def _standards(term: Term) -> tuple[str, ...]:
    return (term.one, term.many, *term.also)


def renamings(words: HouseWords) -> Iterator[Renaming]:
    """Yield what to say instead of what."""
    for name, word in words.items():
        if term := terms().get(name):
            yield Renaming(term.one, word.one, term.whole)
            for form in (term.many, *term.also):
                if form != term.one:
                    yield Renaming(form, word.many, term.whole)


def checked(words: HouseWords) -> dict[str, HouseWord]:
    """Return words tidied, without those that are the standard ones.

    Raises:
        UserError: a word is empty, too long, or says what another term is called.
    """
    found: dict[str, HouseWord] = {}
    for name, word in words.items():
        term = terms().get(name)
        if term is None:
            continue  # a newer kmdesk has more of them
        one, many = _tidy(term, word.one), _tidy(term, word.many)
        if (one, many) != (term.one, term.many):
            found[name] = HouseWord(one, many)
    _refuse_doubles(found)
    return found


def _tidy(term: Term, text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise UserError(f"“{term.one}” needs a word; nothing was changed.")
    if len(tidy) > LONGEST:
        raise UserError(
            f"The word for “{term.one}” has {len(tidy)} characters, and there is room for "
            f"{LONGEST}; nothing was changed."
        )
    if not tidy.isprintable() or "&" in tidy:
        raise UserError(
            f"The word for “{term.one}” has a character that cannot be shown in a menu; "
            "nothing was changed."
        )
    return tidy


def _refuse_doubles(words: HouseWords) -> None:
    """Refuse two terms with one word among those that stand beside each other."""
    called: dict[tuple[bool, str], Term] = {}
    for term in terms().values():
        word = words.get(term.name) or HouseWord(term.one, term.many)
        for text in {word.one.lower(), word.many.lower()}:
            other = called.setdefault((term.whole, text), term)
            if other is not term:
                raise UserError(
                    f"“{word.one}” would stand for both “{other.one}” and “{term.one}”; choose "
                    "another word. Nothing was changed."
                )


def to_json(words: HouseWords) -> dict[str, Any]:
    """Return words as a collection keeps them."""
    plain: dict[str, Any] = msgspec.to_builtins(dict(words))
    return plain


def from_json(value: object) -> dict[str, HouseWord]:
    """Return words as a collection kept them; what cannot be read counts as not there."""
    try:
        return checked(msgspec.convert(value, dict[str, HouseWord]))
    except (msgspec.ValidationError, UserError):
        return {}


def to_file(words: HouseWords) -> bytes:
    """Return the file that takes words to another collection."""
    return msgspec.json.format(msgspec.json.encode(_File(MARK, dict(words))), indent=2) + b"\n"


def from_file(data: bytes) -> dict[str, HouseWord]:
    """Return the words of such a file.

    Raises:
        UserError: it is no such file, or a word in it is not good.
    """
    try:
        found = msgspec.json.decode(data, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UserError("That file holds no house words; nothing was changed.") from error
    if found.format != MARK:
        raise UserError("That file holds no house words; nothing was changed.")
    return checked(found.words)
