"""What people type into the search box, read as a tree.

All words must occur; the last one may be the beginning of a longer one, so that typing finds
while it goes on. ``"two words"`` is a phrase, ``word*`` a beginning, ``-word`` must not occur,
``OR`` and brackets work as in databases, and ``field:value`` narrows. Whatever is typed, the
result is a search and never an error: what makes no sense is read as words, and `Parsed.hint`
says so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from kmdesk.store import spans, terms

FIELDS = {
    "kind": "evidence-summary, review, case-study, lesson, source or briefing",
    "tag": "a tag",
    "status": "such as draft or final",
    "by": "who saved a version of it, or wrote a source",
    "sharing": "private, organisation or public",
    "year": "the year it was last changed in",
    "before": "last changed before a date",
    "after": "last changed after a date",
    "due": "overdue, a month, or a date it must be reviewed by",
    "has": "attachment, conflict, draft or issued",
    "in": "title",
}
"""What may stand before a colon, with what follows it."""

HAS = ("attachment", "conflict", "draft", "issued")
_DATES = ("before", "after", "due", "year")
_NAMING = ("doi", "pmid", "isbn", "issn")
"""Labels of identifiers; the identifier alone is searched."""

_LONGEST = 1_000
_MOST_PARTS = 64
_DEEPEST = 12

_PART = re.compile(
    r"(?P<bracket>[()])"
    r'|(?P<minus>-?)(?:(?P<field>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<word>[^\s()"]+))'
)


@dataclass(frozen=True)
class Phrase:
    """Words that stand one after the other; with `open_end` the last one may go on."""

    words: tuple[str, ...]
    open_end: bool = False


@dataclass(frozen=True)
class Term:
    """A word or phrase, in any of the ways it may be written."""

    ways: tuple[Phrase, ...]


@dataclass(frozen=True)
class Is:
    """A field that begins with a value, or with `whole` is just it."""

    name: str
    value: str
    whole: bool = False


@dataclass(frozen=True)
class Within:
    """A date, ``updated`` or ``review_by``, within some days, both included."""

    name: str
    span: spans.Span


@dataclass(frozen=True)
class Not:
    """What must not be."""

    node: "Node"


@dataclass(frozen=True)
class All:
    """What must all be."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Any:
    """Of which one must be."""

    nodes: tuple["Node", ...]


Node: TypeAlias = Term | Is | Within | Not | All | Any


@dataclass(frozen=True)
class Parsed:
    """What was asked for.

    Attributes:
        node: the tree, `All(())` when everything is asked for.
        title_only: words are looked for in titles.
        hint: a sentence on what was read otherwise than it may have been meant; "" if nothing was.
    """

    node: Node = All(())
    title_only: bool = False
    hint: str = ""

    @property
    def terms(self) -> list[Term]:
        """Return the words and phrases that should occur."""
        return list(_wanted(self.node))


def _wanted(node: Node) -> Iterator[Term]:
    if isinstance(node, Term):
        yield node
    elif isinstance(node, All | Any):
        for one in node.nodes:
            yield from _wanted(one)


@dataclass
class _Part:
    """A piece of what was typed: a bracket, ``OR``, or something to look for."""

    sign: str
    node: Node | None = None
    minus: bool = False
    loose: str = ""


def parse(text: str) -> Parsed:
    """Return the search that a text stands for."""
    return _Parser(text.encode("utf-8", "replace").decode()).parsed()


@dataclass
class _Parser:
    text: str
    hints: list[str] = field(default_factory=list)
    title_only: bool = False
    parts: list[_Part] = field(default_factory=list)
    place: int = 0

    def parsed(self) -> Parsed:
        if len(self.text) > _LONGEST:
            self.hint(f"Only the first {_LONGEST:,} letters are searched for.")
        self.parts = self.split(self.text[:_LONGEST])
        if len(self.parts) > _MOST_PARTS:
            self.hint(f"Only the first {_MOST_PARTS} words are searched for.")
            del self.parts[_MOST_PARTS:]
        self.allow_for_compounds()
        nodes: list[Node] = []
        while self.place < len(self.parts):
            nodes.append(self.either(0))
            if self.place < len(self.parts):
                self.place += 1
                self.hint("A closing bracket has no opening one and was left out.")
        return Parsed(together(nodes), self.title_only, " ".join(dict.fromkeys(self.hints)))

    def hint(self, sentence: str) -> None:
        self.hints.append(sentence)

    def either(self, depth: int) -> Node:
        """Read alternatives up to a closing bracket or the end."""
        ways = [self.series(depth)]
        while self.here == "OR":
            self.place += 1
            ways.append(self.series(depth))
        full = [way for way in ways if way != All(())]
        if len(full) < len(ways) > 1:
            self.hint("OR stands between two words; here it was left out.")
        return full[0] if len(full) == 1 else Any(tuple(full)) if full else All(())

    def series(self, depth: int) -> Node:
        """Read what must all be, up to OR, a closing bracket or the end."""
        nodes: list[Node] = []
        while self.here not in ("", "OR", ")"):
            part = self.parts[self.place]
            self.place += 1
            node = part.node
            if part.sign == "(":
                node = self.bracketed(depth)
            if node is not None and node != All(()):
                nodes.append(Not(node) if part.minus else node)
        return together(nodes)

    def bracketed(self, depth: int) -> Node:
        if depth >= _DEEPEST:
            self.hint("So many brackets in each other cannot be read; some were left out.")
            return All(())
        node = self.either(depth + 1)
        if self.here == ")":
            self.place += 1
        else:
            self.hint("A bracket is still open.")
        return node

    @property
    def here(self) -> str:
        return self.parts[self.place].sign if self.place < len(self.parts) else ""

    def split(self, text: str) -> list[_Part]:
        parts = []
        for match in _PART.finditer(text):
            if match["bracket"]:
                minus = match["bracket"] == "(" and text[: match.start()].endswith("-")
                parts.append(_Part(match["bracket"], minus=minus))
            else:
                parts += self.read(match, last=match.end() == len(text))
        return self.negated(parts)

    def negated(self, parts: list[_Part]) -> list[_Part]:
        """Let a NOT stand for the minus of what follows."""
        found: list[_Part] = []
        for part in parts:
            if found and found[-1].sign == "NOT" and part.sign in ("(", "is"):
                found[-1] = replace(part, minus=True)
            else:
                found.append(part)
        return [part for part in found if part.sign not in ("NOT", "AND")]

    def read(self, match: re.Match[str], *, last: bool) -> Iterator[_Part]:
        minus, name = bool(match["minus"]), (match["field"] or "").casefold()
        quoted = match["quoted"]
        value = quoted if quoted is not None else match["word"] or ""
        if not name and quoted is None and (bare := _field_alone(value)):
            self.hint(f"After “{value}” comes {FIELDS[bare]}.")
            return
        if not name and quoted is None and value in ("OR", "AND", "NOT"):
            yield _Part(value)
            return
        if name in FIELDS:
            node = self.narrowed(name, value)
            if node is not None:
                yield _Part("is", node, minus)
            if node is not None or name == "in":
                return
        elif name and name not in _NAMING:
            known = ", ".join(f"{one}:" for one in FIELDS)
            if quoted is not None or "/" not in value:
                self.hint(f"“{name}:” is no field and was read as a word. Fields are {known}.")
            value = f"{name} {value}" if quoted is not None else f"{name}:{value}"
        if (found := self.term(value, quoted is not None, last)) is not None:
            yield _Part("is", found, minus, "" if quoted is not None or minus else value)

    def narrowed(self, name: str, value: str) -> Node | None:
        """Return the node of a field, or None for one that is to be read as words."""
        if not terms.words(value):
            self.hint(f"After “{name}:” comes {FIELDS[name]}.")
            return None
        if name in _DATES:
            return self.dated(name, value)
        if name == "in":
            if "title".startswith(value.casefold()):
                self.title_only = True
                return None
        elif name != "has":
            return Is(name, value)
        elif found := [one for one in HAS if one.startswith(value.casefold())]:
            return Is(name, found[0])
        self.hint(f"After “{name}:” comes {FIELDS[name]}.")
        return None if name == "has" else All(())

    def dated(self, name: str, value: str) -> Node | None:
        if name == "due" and len(value) > 2 and "overdue".startswith(value.casefold()):
            return Within("review_by", (spans.FIRST, spans.yesterday()))
        span = spans.read(value)
        if span is None:
            self.hint(
                f"“{value}” is no date; “{name}:” takes 2026, May 2026, 1/5/2026 and the like."
            )
            return None
        first, last = span
        if name == "before":
            return Within("updated", (spans.FIRST, first - spans.ONE_DAY))
        if name == "after":
            return Within("updated", (last + spans.ONE_DAY, spans.LAST))
        if name == "year":
            return Within("updated", span)
        if first == last:
            return Within("review_by", (spans.FIRST, last))
        return Within("review_by", span)

    def term(self, text: str, phrase: bool, last: bool) -> Term | None:
        words = tuple(terms.words(text))
        if not words:
            return None
        open_end = text.endswith("*") or (last and not phrase and text.endswith(words[-1]))
        ways = [Phrase(words, open_end)]
        if not phrase and len(words) > 1 and terms.is_compound(text.rstrip("*")):
            ways.append(Phrase(("".join(words),), open_end))
        if not phrase and len(words) == 1:
            ways += [Phrase(way) for way in terms.splits(words[0])]
        return Term(tuple(ways))

    def allow_for_compounds(self) -> None:
        """Let two neighbours also be found written as one word."""
        for at in range(len(self.parts) - 1):
            first, second = self.parts[at : at + 2]
            if _is_word(first.loose) and _is_word(second.loose.rstrip("*")):
                assert isinstance(second.node, Term)
                open_end = second.node.ways[0].open_end
                way = Phrase((first.loose + second.loose.rstrip("*"),), open_end)
                for part in (first, second):
                    assert isinstance(part.node, Term)
                    part.node = Term((*part.node.ways, way))


def _is_word(text: str) -> bool:
    return terms.WORD.fullmatch(text) is not None


def _field_alone(text: str) -> str:
    """Return the field whose name and colon this is, "" for anything else."""
    name = text.removesuffix(":").casefold()
    return name if text.endswith(":") and name in FIELDS else ""


def together(nodes: Sequence[Node]) -> Node:
    """Return one node for what must all be, without brackets that say nothing."""
    flat = [one for node in nodes for one in (node.nodes if isinstance(node, All) else (node,))]
    return flat[0] if len(flat) == 1 else All(tuple(flat))


@dataclass(frozen=True)
class Completing:
    """What stands at the caret, and what may take its place.

    Attributes:
        start, end: where it stands in the text, without the field's name and quotation marks.
        wants: a field whose values fit (see `FIELDS`), or ``word``, where fields' names fit too.
        value: what was typed of it.
    """

    start: int
    end: int
    wants: str
    value: str


def at_caret(text: str, caret: int) -> Completing:
    """Return what is being typed at a place of the text."""
    for match in _PART.finditer(text):
        if match["bracket"] or not match.start() <= caret <= match.end():
            continue
        name = (match["field"] or "").casefold()
        group = "quoted" if match["quoted"] is not None else "word"
        if not name and group == "word" and (bare := _field_alone(match["word"])):
            return Completing(match.end(), match.end(), bare, "")
        start, end = match.span(group)
        if name in FIELDS and start <= caret:
            return Completing(start, end, name, text[start:end])
        if not name and group == "word":
            return Completing(start, end, "word", text[start:end])
    return Completing(caret, caret, "word", "")
