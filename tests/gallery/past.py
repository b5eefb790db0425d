"""A record with a long past: many saves, a colleague's, a merge; and how it is shown."""

from pathlib import Path

from kmdesk.exchange import export_file, import_file
from kmdesk.store.collection import Collection
from tests.ui import stories

FIRST = "Offer limit-setting as one part of support."
BOTTOM_LINES = (
    FIRST,
    f"{FIRST[:-1]}, not on its own.",
    f"{FIRST[:-1]}, not on its own. Limits probably reduce money lost in the short term.",
)


def fill_past(path: Path, saves: int = 40) -> str:
    """Make a collection with a summary that has many versions, and return its id."""
    with Collection.open(path, create=not path.exists(), author="Anna Petrov") as ours:
        [record] = ours.add([{**stories.SUMMARY, "bottom_line": BOTTOM_LINES[0]}]).ids
        for number in range(saves):
            ours.author = ("Anna Petrov", "Priya Raman-Okonkwo")[number % 2]
            ours.edit(record, _edit(ours, record, number))
        _with_a_colleague(ours, record, path)
        ours.author = "Anna Petrov"
        findings = ours.get(record).document["findings"]
        findings[1]["certainty"] = "grade/very-low"
        findings[1]["text"] = "Harm scores change little or not at all; drop-out is high."
        moved = [findings[2], *findings[:2], {"text": "Banks can block gambling payments."}]
        ours.edit(
            record,
            {
                "findings": moved,
                "bottom_line": stories.SUMMARY["bottom_line"].replace("probably", "may"),
                "tags": ["board", "harm"],
                "review_by": "2027-06-30",
            },
        )
    return record


def _edit(ours: Collection, record: str, number: int) -> dict[str, object]:
    if number % 5 == 0:
        return {"bottom_line": BOTTOM_LINES[number // 5 % 3] + f" Seen {number}."}
    if number % 5 == 1:
        gaps = ours.get(record).document.get("gaps", [])
        return {"gaps": [*gaps, {"text": f"Nobody has followed people for {number} months."}]}
    if number % 5 == 2:
        return {"question": {"population": f"Adults who gamble online, {number} and over"}}
    return {"asked": f"Approve option B from month {number}."}


def _with_a_colleague(ours: Collection, record: str, path: Path) -> None:
    """Have a colleague change the record twice, meanwhile us once, and bring both together."""
    file, theirs_path = path.with_name("northside.kmx"), path.with_name("northside.kmdesk")
    export_file(ours, file)
    with Collection.open(theirs_path, create=True, author="James Osei") as theirs:
        import_file(theirs, file)
        theirs.edit(record, {"request": {"requester": "Gambling harms lead"}})
        theirs.edit(record, {"request": {"role": "Public health"}})
        export_file(theirs, file)
    ours.edit(record, {"disclaimer": "Made for local use."})
    import_file(ours, file)
    ours.edit(record, {"written_by": "Anna Petrov and James Osei"})
