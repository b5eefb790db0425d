"""A search as expressions of the full-text index, one for each rank of records.

All words in title and lead come first, then all in the record, then those that take its files. The
index holds terms with a letter for where they stand, and facts (kind, tags, days), so words and
filters are one expression, which costs what its rarest part costs. `record.number` rises with the
time of the last change: the index yields the latest first and stops at the end of a page.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, Select, select

from kmdesk.base import clock
from kmdesk.models.kinds import KINDS
from kmdesk.models.tables import DraftRow, RecommendationRow
from kmdesk.store import file_texts, fulltext, spans, terms
from kmdesk.store.search_query import All, Any, Is, Node, Not, Parsed, Phrase, Term, Within

EVERYTHING, NOTHING, TRASHED = '"=all"', '"=none"', '"=trash"'
SIGNS = {"kind": "k", "status": "s", "sharing": "v", "tag": "t", "by": "b"}
"""How facts begin in the index, by the field that asks for them."""

DATES = {"updated": "u", "review_by": "r"}
HAS = {"attachment": '"=hattachment"', "conflict": '"=hconflict"', "issued": '"=hissued"'}

_MOST_DRAFTS = 200
_MOST_PHRASES = 60


class Expressions:
    """Turns trees into expressions; asks the index which words there are.

    Attributes:
        tiers: expressions for what to show first, next and so on; no record matches two of them.
        everything: one that all of these records match.
    """

    def __init__(self, connection: Connection, parsed: Parsed, *, trashed: bool) -> None:
        self._connection = connection
        files = not parsed.title_only and file_texts.any_here(connection)
        self._anywhere = "t" if parsed.title_only else "wa" if files else "w"
        self.everything = self._living(self._of(parsed.node, self._anywhere), trashed)
        self.tiers: tuple[str, ...] = (self.everything,)
        if parsed.terms and not parsed.title_only:
            head, body = (self._of(parsed.node, mark) for mark in "hw")
            written = self._living(body, trashed)
            self.tiers = (self._living(head, trashed), f"({written} NOT {head})")
            if files:
                self.tiers += (f"({self.everything} NOT {body})",)

    @property
    def by_day(self) -> tuple[str, str]:
        """Return expressions for those with a day to be reviewed by, and those without."""
        return f'({self.everything} AND "=rday")', f'({self.everything} NOT "=rday")'

    def narrowed(self, node: Node) -> str:
        """Return an expression for those that something more is true of."""
        return f"({self.everything} AND {self._of(node, self._anywhere)})"

    @staticmethod
    def _living(expression: str, trashed: bool) -> str:
        return f"({expression} {'AND' if trashed else 'NOT'} {TRASHED})"

    def _of(self, node: Node, marks: str) -> str:
        """Return the expression for a node; words stand where one of the marks says."""
        match node:
            case Term(ways):
                return _either(
                    [one for mark in marks for way in ways for one in self._phrase(way, mark)]
                )
            case Is(name, value, whole) if whole:
                return f'"{fulltext.fact(SIGNS[name], value)}"'
            case Is(name, value):
                return self._fact(name, value)
            case Within(name, (first, last)):
                cover = spans.cover(first, last)
                return _either([f'"={DATES[name]}{one}"' for one in cover])
            case Not(inner):
                return f"({EVERYTHING} NOT {self._of(inner, self._anywhere)})"
            case Any(nodes):
                return _either([self._of(one, marks) for one in nodes])
            case All(nodes):
                return self._all(nodes, marks)

    def _all(self, nodes: Sequence[Node], marks: str) -> str:
        wanted = [self._of(one, marks) for one in nodes if not isinstance(one, Not)]
        unwanted = [self._of(one.node, self._anywhere) for one in nodes if isinstance(one, Not)]
        found = f"({' AND '.join(wanted)})" if wanted else EVERYTHING
        return f"({found} NOT {_either(unwanted)})" if unwanted else found

    def _phrase(self, phrase: Phrase, mark: str) -> list[str]:
        """Return the expressions for a phrase, of which one must match."""
        *before, last = phrase.words
        start = "".join(f"{mark}{terms.term(word)} " for word in before)
        exact = f'"{start}{mark}{terms.term(last)}"'
        if not phrase.open_end:
            return [exact]
        form = terms.form(last)
        if len(form) <= fulltext.INDEXED_BEGINNING:
            found = fulltext.odd_terms(self._connection, form)
            begun = [f'"{start}{mark}{form}" *']
        else:
            found = fulltext.terms_beginning(self._connection, form)
            begun = []
            if before and len(found) > _MOST_PHRASES:
                begun = [f'"{start}{mark}{form}" *']
                found = [term for term in found if not term.startswith(form)]
        more = [f'"{start}{mark}{term}"' for term in found]
        return list(dict.fromkeys((*begun, exact, *more)))

    def _fact(self, name: str, value: str) -> str:
        if name == "has":
            return HAS.get(value) or self._drafts()
        if name == "late":
            return self._late()
        if name == "by":
            return f"({' AND '.join(self._name(word) for word in terms.words(value))})"
        if name == "kind":
            return _either([f'"{fulltext.fact("k", k)}"' for k in kinds_named(value)])
        start = fulltext.fact(SIGNS[name], value)
        return self._beginning(start)

    def _name(self, word: str) -> str:
        return self._beginning(fulltext.fact("b", word))

    def _beginning(self, start: str) -> str:
        found = fulltext.facts_beginning(self._connection, start)
        return _either([f'"{one}"' for one in found])

    def _drafts(self) -> str:
        query = select(DraftRow.record).order_by(DraftRow.time.desc()).limit(_MOST_DRAFTS)
        return self._among(query)

    def _late(self) -> str:
        advice = RecommendationRow
        late = select(advice.record).where(advice.due < clock.today().isoformat()).distinct()
        return self._among(late.limit(_MOST_DRAFTS))

    def _among(self, records: Select[str]) -> str:
        found = self._connection.scalars(records).all()
        return _either([f'"{fulltext.fact("i", record)}"' for record in found])


def kinds_named(value: str) -> list[str]:
    """Return the kinds whose name or label begins so, and the value itself for a newer kind."""
    wanted = fulltext.fact("k", value)
    found = [
        kind.name
        for kind in KINDS.values()
        if any(fulltext.fact("k", n).startswith(wanted) for n in (kind.name, kind.label))
    ]
    return found or [value]


def _either(expressions: Sequence[str]) -> str:
    some = list(dict.fromkeys(expressions))
    if len(some) == 1:
        return some[0]
    return f"({' OR '.join(some)})" if some else NOTHING
