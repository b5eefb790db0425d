"""The templates. A new one is a new file here and one line below."""

from collections.abc import Mapping

from kmdesk.base.errors import UserError
from kmdesk.briefing.template import Template
from kmdesk.briefing.templates import board_paper

TEMPLATES: Mapping[str, Template] = {
    module.TEMPLATE.name: module.TEMPLATE for module in (board_paper,)
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
