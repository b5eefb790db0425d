"""Words and their terms, which are found quickly and are what the plain rules say."""

import string

from hypothesis import example, given
from hypothesis import strategies as st
from snowballstemmer.english_stemmer import EnglishStemmer

from kmdesk.store import terms
from kmdesk.store.stemmer import Stemmer
from tests.bench.generate import VOCABULARY

ENDINGS = terms.words(
    "ied ies sses ss us eed eedly ed edly ing ingly y at bl iz bb nn tional ational enci anci abli "
    "entli izer ization ation ator alism aliti alli fulness ousli ousness iveness iviti biliti bli "
    "ogi ogist fulli lessli li icate ative alize iciti ical ful ness al ance ence er ic able ible "
    "ant ement ment ent ism ate iti ous ive ize ion sion e l ll"
)
BEGINNINGS = terms.words("arsen commun emerg gener inter later organ past univers succ proc exc sk")
EXCEPTIONS = terms.words(
    "andes atlas bias cosmos early gently howe idly news only singly skies skis sky ugly dying"
)
letters = st.text(string.ascii_lowercase, max_size=6)
words = st.tuples(st.sampled_from(["", *BEGINNINGS]), letters, st.sampled_from(["", *ENDINGS])).map(
    "".join
)


@given(words)
@example("agreed")
@example("inning")
def test_stems_are_those_of_snowball(word: str) -> None:
    assert Stemmer().stemWord(word) == EnglishStemmer().stemWord(word)


def test_one_stemmer_after_another_word_stems_as_a_new_one() -> None:
    ours, theirs = Stemmer(), EnglishStemmer()
    some = [*EXCEPTIONS, *VOCABULARY[:3_000]]
    some += [beginning + ending for beginning in BEGINNINGS for ending in ENDINGS]
    assert [ours.stemWord(word) for word in some] == [theirs.stemWord(word) for word in some]


@given(st.text(st.characters(max_codepoint=127)) | st.text())
def test_words_are_those_of_the_expression(text: str) -> None:
    assert terms.words(text) == terms.WORD.findall(text)
