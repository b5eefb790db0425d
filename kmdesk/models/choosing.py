"""What a person decides in a dispute: one of the values, several, or words of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from kmdesk.base.errors import UserError
from kmdesk.models import canonical
from kmdesk.models.flat import Scalar
from kmdesk.models.resolve import Conflict


@dataclass(frozen=True)
class Choice:
    """What becomes of a disputed path.

    Attributes:
        revisions: those whose values are taken; of several texts one comes after the other.
        own: a value of the person's own instead.
    """

    revisions: tuple[str, ...] = ()
    own: Scalar | None = None


def value(conflict: Conflict, choice: Choice) -> Scalar:
    """Return the value that a choice amounts to.

    Raises:
        UserError: it names none of the values, or is empty, or joins what is no text.
    """
    if choice.own is not None:
        own = canonical.text(choice.own) if isinstance(choice.own, str) else choice.own
        if canonical.is_empty(own):
            raise UserError(f"An empty value for “{conflict.path}” is no choice; nothing changed.")
        return own
    known = {one.revision: one.value for one in conflict.values}
    if not choice.revisions or not known.keys() >= set(choice.revisions):
        raise UserError(f"“{conflict.path}” has no such value to choose; nothing was changed.")
    values = [known[revision] for revision in choice.revisions]
    return values[0] if len(values) == 1 else joined(values, conflict.path)


def joined(values: Sequence[Scalar], path: str) -> str:
    """Return texts one after the other; one that stands in another as a whole is not repeated.

    Raises:
        UserError: one of the values is no text.
    """
    texts = [one.strip() for one in values if isinstance(one, str)]
    if len(texts) < len(values):
        raise UserError(f"The values of “{path}” cannot be joined; nothing was changed.")
    kept: list[str] = []
    for text in sorted(texts, key=len, reverse=True):
        if not any(f"\n\n{text}\n\n" in f"\n\n{one}\n\n" for one in kept):
            kept.append(text)
    return "\n\n".join(text for text in dict.fromkeys(texts) if text in kept)
