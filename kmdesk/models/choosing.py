"""What a person decides in a dispute: one of the values, several, or words of their own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kmdesk.base.errors import UserError
from kmdesk.models import canonical
from kmdesk.models.flat import Scalar
from kmdesk.models.kind import Field


@dataclass(frozen=True)
class Choice:
    """What becomes of a disputed path.

    Attributes:
        revisions: those whose values are taken; of several texts one comes after the other.
        own: a value of the person's own instead.
    """

    revisions: tuple[str, ...] = ()
    own: Scalar | None = None


def can_join(field: Field | None) -> bool:
    """Say whether two values of a field may stand one after the other: long text alone."""
    return field is not None and field.shape == "text"


def can_write(field: Field | None) -> bool:
    """Say whether a person may write a text of their own into a field."""
    return field is not None and field.shape in ("text", "line")


def value(path: str, known: Mapping[str, Scalar], choice: Choice, field: Field | None) -> Scalar:
    """Return the value that a choice amounts to.

    Args:
        path: that people disagree on.
        known: the values, by revision.
        choice: what a person decided.
        field: that the path lies in, None where it is not known.

    Raises:
        UserError: it names none of the values, or is empty, or joins what is no long text.
    """
    if choice.own is not None:
        own = canonical.text(choice.own).strip() if isinstance(choice.own, str) else choice.own
        if canonical.is_empty(own):
            raise UserError(f"An empty value for “{path}” is no choice; nothing was changed.")
        return own
    if not choice.revisions or not known.keys() >= set(choice.revisions):
        raise UserError(f"“{path}” has no such value to choose; nothing was changed.")
    values = [known[revision] for revision in choice.revisions]
    if len(values) == 1:
        return values[0]
    if not can_join(field):
        raise UserError(f"“{path}” holds one value; nothing was changed. Take one of them.")
    return joined(map(str, values))


def joined(values: Iterable[str]) -> str:
    """Return texts one after the other; one that stands in another as a whole is not repeated."""
    texts = [one.strip() for one in values]
    kept: list[str] = []
    for text in sorted(texts, key=len, reverse=True):
        if not any(f"\n\n{text}\n\n" in f"\n\n{one}\n\n" for one in kept):
            kept.append(text)
    return "\n\n".join(text for text in dict.fromkeys(texts) if text in kept)
