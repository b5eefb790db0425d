"""The templates. A new one is a new file here and one line below."""

from collections.abc import Mapping

from kmdesk.base.errors import UserError
from kmdesk.briefing.template import Template
from kmdesk.briefing.templates import (
    board_paper,
    bulletin,
    lessons_report,
    one_page,
    rapid_summary,
    sbar,
    vignette,
)

TEMPLATES: Mapping[str, Template] = {
    module.TEMPLATE.name: module.TEMPLATE
    for module in (
        board_paper,
        one_page,
        sbar,
        rapid_summary,
        lessons_report,
        vignette,
        bulletin,
    )
}


def template_named(name: str) -> Template:
    """Return the template called `name`.

    Raises:
        UserError: there is no such template.
    """
    if name not in TEMPLATES:
        offered = ", ".join(TEMPLATES)
        raise UserError(
            f"“{name}” is not a template; choose one of {offered}. No briefing was written."
        )
    return TEMPLATES[name]
