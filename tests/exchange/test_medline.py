from hypothesis import given
from hypothesis import strategies as st

from kmdesk.exchange import medline
from kmdesk.exchange.reference import Document

NBIB = """
PMID- 12345678
OWN - NLM
DP  - 2021 Nov 5
TI  - Limits that people set for themselves: a study on wards that nobody
      has seen.
PG  - 743-755
LID - 10.1000/limits.1 [doi]
AB  - Nothing to see.
FAU - Writer, Ann B
AU  - Writer AB
FAU - Second, Bo
AU  - Second B
CN  - The Limits Group
LA  - eng
PT  - Journal Article
TA  - J Made Up Stud
JT  - Journal of made-up studies
VI  - 35
IP  - 3
IS  - 1573-3602 (Electronic)
IS  - 1050-5350 (Linking)
MH  - *Gambling/psychology
OT  - limits
AID - S1 [pii]
SO  - J Made Up Stud. 2021 Nov 5;35(3):743-755.

PMID- 87654321
BTI - A book of limits
FAU - Writer, Ann
DP  - 2019
"""

OVID = """<1. >
VN  - Ovid Technologies
DB  - Embase
UI  - 621381829
TI  - Limits on wards.
SO  - BMC Proceedings. Conference: 2nd Limits Conference. Spain. 12 (Supplement 3)
      (no pagination), 2018. Date of Publication: 2018.
AU  - Writer A.B.
AU  - Second B.
MH  - *limits
IS  - 1753-6561
DO  - http://dx.doi.org/10.1000/limits.1
LG  - English
PT  - Conference Abstract
YR  - 2018

<2>
DB  - Ovid MEDLINE(R) ALL
UI  - 12345678
TI  - Limits at home.
AU  - Writer A
FA  - Writer, Ann
SO  - Addiction. 115(3):100-110, 2020 03.
"""


def pubmed(text: str) -> list[Document]:
    return [one for raw in medline.pubmed_records(text) if (one := medline.read_pubmed(raw, "f"))]


def ovid(text: str) -> list[Document]:
    return [one for raw in medline.ovid_records(text) if (one := medline.read_ovid(raw, "f"))]


def test_a_pubmed_record_is_read_in_full() -> None:
    article, book = pubmed(NBIB)
    assert article["title"].endswith("a study on wards that nobody has seen")
    assert [one.get("given") for one in article["authors"]] == ["Ann B", "Bo", None]
    assert article["authors"][2]["name"] == "The Limits Group"
    assert (article["journal"], article["published"]) == (
        "Journal of made-up studies",
        "2021-11-05",
    )
    assert (article["volume"], article["issue"], article["pages"]) == ("35", "3", "743-755")
    assert (article["doi"], article["pmid"]) == ("10.1000/limits.1", "12345678")
    assert article["issn"] == "1573-3602"
    assert article["keywords"] == ["limits", "Gambling/psychology"]
    assert (book["type"], book["title"], book["pmid"]) == ("book", "A book of limits", "87654321")


def test_ovid_records_are_read_in_full() -> None:
    embase, medline_record = ovid(OVID)
    assert (embase["title"], embase["type"]) == ("Limits on wards", "paper-conference")
    assert embase["journal"] == "BMC Proceedings"
    assert (embase["volume"], embase["issue"]) == ("12", "Supplement 3")
    assert (embase["doi"], embase["published"]) == ("10.1000/limits.1", "2018")
    assert embase["authors"][0] == {"id": "a1", "family": "Writer", "given": "A.B."}
    assert "pmid" not in embase
    assert medline_record["pmid"] == "12345678"
    assert medline_record["authors"] == [{"id": "a1", "family": "Writer", "given": "Ann"}]
    assert (medline_record["journal"], medline_record["published"]) == ("Addiction", "2020")
    assert (medline_record["volume"], medline_record["issue"]) == ("115", "3")
    assert medline_record["pages"] == "100-110"


def test_records_without_a_title_are_none() -> None:
    assert medline.read_pubmed("PMID- 1\nDP  - 2020", "") is None
    assert medline.read_ovid("<1. >\nUI  - 1", "") is None


@given(st.text(), st.text())
def test_any_text_is_read(title: str, source: str) -> None:
    assert all(one["title"] for one in pubmed(f"PMID- 1\nTI  - {title}\nDP  - {source}"))
    assert all(one["title"] for one in ovid(f"<1. >\nTI  - {title}\nSO  - {source}"))
