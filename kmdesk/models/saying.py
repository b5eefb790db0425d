"""Labels as the house says them: what kinds, sections and fields are called is looked up here.

Names in documents, files and on the command line never change; only labels do. What is in force
holds for the whole process, because a window shows one collection.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

C = TypeVar("C", bound=type)

KEPT = (
    "due for review",
    "review by",
    "review-by",
    "after action review",
    "systematic review",
    "systematic reviews",
    "rapid evidence summary",
)
"""Phrases in which a word is not the term that it looks like."""


@dataclass(frozen=True)
class Renaming:
    """A standard word and what the house says instead.

    Attributes:
        whole: replaced only where it is all there is to a text, as in a heading.
    """

    standard: str
    house: str
    whole: bool = False


@dataclass
class _Wording:
    inside: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None
    said: dict[str, str] = field(default_factory=dict)


_in_force = _Wording()


def use(renamings: Iterable[Renaming]) -> None:
    """Put the words of a house in force, in place of others."""
    global _in_force  # noqa: PLW0603  # one window, one collection, one way to speak
    found = list(renamings)
    inside = {one.standard.lower(): one.house for one in found if not one.whole}
    whole = {one.standard: one.house for one in found if one.whole}
    _in_force = _Wording(inside, whole, _pattern([*KEPT, *inside]) if inside else None)


def say(text: str) -> str:
    """Return a text of the program with the words of the house in it.

    A word keeps its place in the sentence: capital or not, and with the article that suits it.
    Never pass on what a person wrote.
    """
    wording = _in_force
    if not (wording.inside or wording.whole):
        return text
    if text not in wording.said:
        wording.said[text] = wording.whole.get(text) or _replaced(text, wording)
    return wording.said[text]


def inside(label: str) -> str:
    """Return a label as it stands within a sentence; abbreviations keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def a(noun: str) -> str:
    """Return a noun with its article."""
    return f"{'an' if noun[:1].casefold() in 'aeiou' else 'a'} {noun}"


def said(*names: str) -> Callable[[C], C]:
    """Have attributes of a dataclass read as the house says them: texts, or texts by name."""

    def speaking(cls: C) -> C:
        for name in names:
            setattr(cls, name, _Said(name))
        return cls

    return speaking


class _Said:
    """An attribute that is kept as it was given and read through `say`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, owner: Any, _kind: type | None = None) -> Any:
        if owner is None:
            raise AttributeError(self._name)
        value = owner.__dict__[self._name]
        if isinstance(value, str):
            return say(value)
        renamed = _in_force.inside or _in_force.whole
        return {key: say(text) for key, text in value.items()} if renamed else value

    def __set__(self, owner: Any, value: Any) -> None:
        owner.__dict__[self._name] = value


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(f"[{w[0].upper()}{w[0]}]{re.escape(w[1:])}" for w in longest_first)
    return re.compile(rf"(?<!\w)(?P<article>[Aa]n? )?(?P<mark>&?)(?P<word>{either})(?!\w)")


def _replaced(text: str, wording: _Wording) -> str:
    if wording.pattern is None:
        return text

    def put(match: re.Match[str]) -> str:
        standard = match["word"]
        house = wording.inside.get(standard.lower())
        if house is None:
            return match[0]
        word = house[:1].upper() + house[1:] if standard[0].isupper() else inside(house)
        return f"{_article(match['article'] or '', word)}{match['mark']}{word}"

    return wording.pattern.sub(put, text)


def _article(given: str, word: str) -> str:
    """Return “a ” or “an ” as the next word wants it, with the capital that was there."""
    if not given:
        return ""
    return given[0] + ("n " if word[0].lower() in "aeiou" else " ")
