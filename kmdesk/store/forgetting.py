"""Taking words out of the search index for good, so that none is left that no record holds.

A row that is taken out of the full-text index leaves its words in the index's own segments until
they are merged, and in the table of words for ever. Making everything anew would take minutes for
a large collection; this costs what the words cost that are to go.
"""

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection, select

from kmdesk.base.progress import Progress
from kmdesk.models.flat import flatten, is_member, is_position, unescape
from kmdesk.models.tables import RecordRow
from kmdesk.store import file_texts, fulltext, terms

_MOST_READ = 500
"""Records read to see whether a word is still written so. Past that it goes: search then knows
the word by its stem alone until a record with it is saved again."""

_DOCUMENT = select(RecordRow.id, RecordRow.document)


def forget(connection: Connection, texts: Iterable[str], progress: Progress) -> None:
    """Take the words of some texts out of the index, but for those that records still hold.

    Args:
        connection: of the writer; the records' own rows are up to date.
        texts: what was erased.
        progress: told the words done.

    Raises:
        Cancelled: somebody asked to stop.
    """
    doomed = {form: term for text in texts for form, term in _forms(text)}
    forms_in: dict[int, frozenset[str]] = {}
    going: list[str] = []
    for done, (form, term) in enumerate(sorted(doomed.items())):
        progress.step(done, len(doomed), "Cleaning the search index")
        if not _is_written(connection, form, term, forms_in):
            going.append(form)
    going += [fact for fact in fulltext.facts(connection) if not _holds(connection, fact)]
    fulltext.forget(connection, going)


def texts_of(content: bytes) -> Iterator[str]:
    """Yield the texts in a content, members of sets among them."""
    for path, value in flatten(msgspec.json.decode(content)).items():
        if is_member(path):
            yield unescape(path.rpartition("/")[2][1:])
        elif isinstance(value, str) and not is_position(path):
            yield value


def _forms(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a text as the table of words has them, each with its term."""
    words = [word for line in text.splitlines() for word in terms.words(line)]
    for word in (*words, *terms.compounds(text)):
        form, term = terms.form(word), terms.term(word)
        yield form, term
        yield terms.spelling(form), term


def _is_written(
    connection: Connection, form: str, term: str, forms_in: dict[int, frozenset[str]]
) -> bool:
    """Say whether a record, or a file of one, holds a word in this form."""
    for number in fulltext.latest(connection, f'"w{term}" OR "a{term}"', _MOST_READ):
        if number not in forms_in:
            forms_in[number] = frozenset(_forms_of_record(connection, number))
        if form in forms_in[number]:
            return True
    return False


def _forms_of_record(connection: Connection, number: int) -> Iterator[str]:
    row = connection.execute(_DOCUMENT.where(RecordRow.number == number)).one()
    for text in texts_of(row.document.encode()):
        yield from (form for form, _ in _forms(text))
    for _name, text in file_texts.of_record(connection, row.id):
        yield from (form for form, _ in _forms(text))


def _holds(connection: Connection, fact: str) -> bool:
    return bool(fulltext.latest(connection, f'"{fact}"', 1))
