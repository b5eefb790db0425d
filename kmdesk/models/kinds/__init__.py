"""The kinds of record. A new one is a new file here and one line below."""

from collections.abc import Mapping
from functools import cache

from kmdesk.base.errors import UserError
from kmdesk.models.kind import Kind
from kmdesk.models.kinds import briefing, case_study, evidence_summary, lesson, review, source
from kmdesk.models.record import Checkable

KINDS: Mapping[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (evidence_summary, review, case_study, lesson, source, briefing)
}


def kind_named(name: str) -> Kind:
    """Return the kind called `name`.

    Raises:
        UserError: there is no such kind.
    """
    if name not in KINDS:
        raise UserError(
            f"“{name}” is not a kind of record; choose one of {', '.join(KINDS)}. "
            "Nothing was changed."
        )
    return KINDS[name]


@cache
def kind_shown(name: str) -> Kind:
    """Return the kind called `name`, or for one that only a newer kmdesk knows what all share."""
    if name in KINDS:
        return KINDS[name]
    label = name.replace("-", " ").capitalize()
    return Kind(
        name=name,
        prefix=name[:2].upper(),
        label=label,
        plural=label,
        struct=Checkable,
        sections=(),
        lead=(),
    )
