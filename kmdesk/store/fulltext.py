"""What only SQLite knows, part two: the full-text index (FTS5, https://sqlite.org/fts5.html).

One row for each record, by its number, written in the transaction that writes the record. Numbers
rise with the time of the latest revision, so FTS5 yields the latest first and stops at the end of
a page, however many records match. Text is handed over as terms (`terms`), each with a letter in
front that says where it stands: ``t`` title, ``h`` title or bottom line, ``w`` anywhere in the
record, ``a`` in an attached file. What a record is (its kind, tags, dates) stands there too, with
``=`` in front, so that one expression says everything and costs what its rarest part costs.
``search_word`` holds the words that led to terms.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection

from kmdesk.store import terms

_TABLE = """
CREATE VIRTUAL TABLE search USING fts5(
    words, facts, attached, columnsize = 0, tokenize = "ascii tokenchars '=_'", prefix = '2 3 4'
)
"""
_KEEP = "INSERT OR IGNORE INTO search_word (form, term) SELECT key, value FROM json_each(?)"
"""In one statement: most words of a save are there already, which costs a look at each."""

_ODD = "substr(term, 1, 3) <> substr(form, 1, 3)"
CREATE = (
    _TABLE,
    "CREATE TABLE search_word (form TEXT NOT NULL PRIMARY KEY, term TEXT NOT NULL) WITHOUT ROWID",
    f"CREATE INDEX search_word_odd ON search_word (form) WHERE {_ODD}",
    "CREATE INDEX search_by_title ON record (title COLLATE NOCASE, number)",
)
DROP = (
    "DROP TABLE IF EXISTS search",
    "DROP TABLE IF EXISTS search_word",
    "DROP INDEX IF EXISTS search_by_title",
)

INDEXED_BEGINNING = 3
"""Letters of a beginning that the index answers by itself."""

_MOST_TERMS = 400
_MOST_LETTERS = 1_000_000
_PIECE = 10_000
_MOST_KEPT = 200_000
"""Words that an import remembers to have kept: some 20 MB."""
_END = "\U0010ffff"
_LOOKED_UP = "svtb"
"""Facts of which the beginning may be asked for; see `search_expression.SIGNS`."""

_COMPOUND_GAP = "=j"
"""Stands between words written as one, so that they make no phrase."""


@dataclass(frozen=True)
class Entry:
    """What a record is found by.

    Attributes:
        number: of the record.
        facts: such as ``klesson``; see `fact`.
        attached: the text of each of its attachments, as far as it is known.
    """

    number: int
    title: str
    lead: str
    body: str
    facts: Sequence[str] = ()
    attached: Sequence[str] = ()


def fact(sign: str, value: str) -> str:
    """Return the word of the index for something that a record is."""
    return f"={sign}{'_'.join(map(terms.form, terms.words(value)))}"


class _Terms(dict[str, str]):
    """The terms of words, each found when first asked for; `new` are those not kept yet."""

    def __init__(self) -> None:
        super().__init__()
        self.new: dict[str, str] = {}

    def __missing__(self, word: str) -> str:
        term = self[word] = self.new[word] = terms.term(word)
        return term


class Index:
    """Puts records into the index within one transaction, and keeps each new word once."""

    def __init__(self, connection: Connection) -> None:
        """Take the writer's connection."""
        self._connection = connection
        self._terms = _Terms()
        self._facts: set[str] = set()

    def add(self, entries: Iterable[Entry]) -> None:
        """Index records that are not in the index, best in the order of their numbers."""
        for some in _batches(entries):
            rows = [_row(entry, self._terms) for entry in some]
            self._connection.exec_driver_sql(
                "INSERT INTO search (rowid, words, facts, attached) VALUES (?, ?, ?, ?)", rows
            )
            facts = {one for entry in some for one in entry.facts if one[1] in _LOOKED_UP}
            _remember(self._connection, self._terms.new, facts - self._facts)
            self._facts |= facts
            self._terms.new.clear()
            if len(self._terms) + len(self._facts) > _MOST_KEPT:
                self._terms.clear()
                self._facts.clear()


def attach(connection: Connection, number: int, texts: Sequence[str]) -> None:
    """Index the text of a record's attachments in place of what was known of them."""
    found = _Terms()
    connection.exec_driver_sql(
        "UPDATE search SET attached = ? WHERE rowid = ?", (_attached(texts, found), number)
    )
    _remember(connection, found.new, ())


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Yield entries in lists that do not hold more attached text than memory is meant to."""
    some: list[Entry] = []
    letters = 0
    for entry in entries:
        some.append(entry)
        letters += sum(map(len, entry.attached))
        if letters >= _MOST_LETTERS:
            yield some
            some, letters = [], 0
    if some:
        yield some


def _remember(connection: Connection, new: Mapping[str, str], facts: Iterable[str]) -> None:
    """Keep the words that lead to terms, and the facts that may be asked for by a beginning."""
    forms = {terms.form(word): term for word, term in new.items()}
    forms |= {terms.spelling(form): term for form, term in forms.items()}
    rows = iter((forms | {fact: fact for fact in facts}).items())
    while some := dict(sorted(islice(rows, _PIECE))):
        connection.exec_driver_sql(_KEEP, (msgspec.json.encode(some).decode(),))


def _row(entry: Entry, known: _Terms) -> tuple[int, str, str, str]:
    texts = (entry.title, entry.lead, entry.body)
    title, lead, body = (_found(terms.words(text), known) for text in texts)
    everywhere = (("t", title), ("h", title + lead), ("w", title + lead + body))
    title, lead, body = (_found(terms.compounds(text), known) for text in texts)
    pairs = (("t", title), ("h", title + lead), ("w", title + lead + body))
    return (
        entry.number,
        " ".join(_marked(mark, some) for mark, some in everywhere if some),
        " ".join(
            [*entry.facts, *(_marked(mark, some, apart=True) for mark, some in pairs if some)]
        ),
        _attached(entry.attached, known),
    )


def _found(words: Iterable[str], known: _Terms) -> list[str]:
    return list(map(known.__getitem__, words))


def _marked(mark: str, some: Sequence[str], *, apart: bool = False) -> str:
    """Return terms with a mark before each; apart, no two of them make a phrase."""
    gap = f" {_COMPOUND_GAP}" if apart else ""
    return f"{mark}{f'{gap} {mark}'.join(some)}{gap}"


def _attached(texts: Sequence[str], known: _Terms) -> str:
    """Return what the index holds of files; no phrase reaches from one into the next.

    They are read piece by piece: a regular expression over a whole book would hold up the window.
    """
    found: list[str] = []
    for text in texts:
        pairs: list[str] = []
        for piece in _pieces(text):
            if some := _found(terms.words(piece), known):
                found.append(_marked("a", some))
            pairs += _found(terms.compounds(piece), known)
        found.append(_COMPOUND_GAP)
        if pairs:
            found.append(_marked("a", pairs, apart=True))
    return " ".join(found)


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces that end at spaces."""
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]
        start = end


def remove(connection: Connection, numbers: Iterable[int]) -> None:
    """Take records out of the index."""
    doomed = [(number,) for number in sorted(numbers)]
    if doomed:
        connection.exec_driver_sql("DELETE FROM search WHERE rowid = ?", doomed)


def facts(connection: Connection) -> list[str]:
    """Return all facts that may be asked for by a beginning."""
    rows = connection.exec_driver_sql(
        "SELECT form FROM search_word WHERE form >= '=' AND form < '>'"
    )
    return list(rows.scalars())


def forget(connection: Connection, forms: Iterable[str]) -> None:
    """Take words out of the table of words, and every word that no row has out of the index."""
    doomed = [(form,) for form in forms]
    if doomed:
        connection.exec_driver_sql("DELETE FROM search_word WHERE form = ?", doomed)
    connection.exec_driver_sql("INSERT INTO search (search) VALUES ('rebuild')")


def clear(connection: Connection) -> None:
    """Empty the index, so that no word is left in it.

    Taking rows out of it would leave their words in its segments until they are merged.
    """
    connection.exec_driver_sql("DROP TABLE search")
    connection.exec_driver_sql(_TABLE)
    connection.exec_driver_sql("DELETE FROM search_word")


def numbers(connection: Connection) -> set[int]:
    """Return the numbers of all records in the index."""
    return set(connection.exec_driver_sql("SELECT rowid FROM search").scalars())


def latest(
    connection: Connection, expression: str, limit: int, before: int | None = None
) -> list[int]:
    """Return the numbers of records that match, the latest first.

    Args:
        connection: where to look.
        expression: in FTS5's own query syntax, from `search_expression`.
        limit: at most so many.
        before: only numbers below this one.
    """
    bound = "" if before is None else "AND rowid < :before"
    return list(
        connection.exec_driver_sql(
            f"SELECT rowid FROM search WHERE search MATCH :expression {bound} "
            "ORDER BY rowid DESC LIMIT :limit",
            {"expression": expression, "before": before, "limit": limit},
        ).scalars()
    )


def count(connection: Connection, expression: str, most: int) -> int:
    """Return how many records match, counting no further than `most`."""
    return len(latest(connection, expression, most))


def in_order(
    connection: Connection, expression: str, column: str, few: bool, limit: int, offset: int
) -> list[int]:
    """Return the numbers of records that match, by a column of ``record``.

    Args:
        connection: where to look.
        expression: see `latest`.
        column: ``title``, ``review_by`` or ``number``.
        few: the matches are gathered and sorted; otherwise records are read in the order of the
            column and looked up in the index, which is quick when many match.
        limit: at most so many.
        offset: so many are left out first.
    """
    order = {"title": "title COLLATE NOCASE, number"}.get(column, f"{column}, number")
    day = "AND review_by <> ''" if column == "review_by" else ""
    matching = (
        "number IN (SELECT rowid FROM search WHERE search MATCH :expression)"
        if few
        else "EXISTS (SELECT 1 FROM search WHERE search MATCH :expression AND rowid = number)"
    )
    return list(
        connection.exec_driver_sql(
            f"SELECT number FROM record WHERE {matching} {day} "
            f"ORDER BY {order} LIMIT :limit OFFSET :offset",
            {"expression": expression, "limit": limit, "offset": offset},
        ).scalars()
    )


def terms_beginning(connection: Connection, start: str) -> list[str]:
    """Return the terms of all words that begin so."""
    found: dict[str, None] = {}
    for beginning in terms.beginnings(start):
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT term FROM search_word WHERE form >= ? AND form < ?",
            (beginning, beginning + _END),
        ).scalars()
        found |= dict.fromkeys(islice(rows, _MOST_TERMS))
    return list(found)


def facts_beginning(connection: Connection, start: str) -> list[str]:
    """Return the facts that begin so, a few hundred at most."""
    rows = connection.exec_driver_sql(
        "SELECT form FROM search_word WHERE form >= ? AND form < ? LIMIT ?",
        (start, start + _END, _MOST_TERMS),
    ).scalars()
    return list(rows)


def odd_terms(connection: Connection, start: str) -> list[str]:
    """Return the terms of words that begin so, though the term does not (``used``, ``us``)."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT term FROM search_word INDEXED BY search_word_odd "
        f"WHERE {_ODD} AND form >= ? AND form < ?",
        (start, start + _END),
    ).scalars()
    return [term for term in rows if not term.startswith(start)]


def values(connection: Connection, table: str, column: str) -> list[str]:
    """Return the different values of a column that has an index, leaping from each to the next."""
    rows = connection.exec_driver_sql(
        f"WITH RECURSIVE one(value) AS (SELECT min({column}) FROM {table} UNION ALL "
        f"SELECT (SELECT min({column}) FROM {table} WHERE {column} > value) FROM one "
        "WHERE value IS NOT NULL) SELECT value FROM one WHERE value <> ''"
    ).scalars()
    return list(rows)


def words_beginning(connection: Connection, start: str, limit: int) -> list[str]:
    """Return words in use that begin so, for completion."""
    rows: Any = connection.exec_driver_sql(
        "SELECT form FROM search_word WHERE form >= ? AND form < ? ORDER BY form LIMIT ?",
        (start, start + _END, limit),
    )
    return list(rows.scalars())
