"""The HTML writer: one file that stands on its own, with no script, for screen, paper and ear.

WCAG 2.2 AA: language, one title, headings in order, header cells with scope, figures with names and
descriptions, contrast of at least 4.5 in light and dark, reflow at 320 pixels.
"""

import base64
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from reportlab.graphics import renderSVG
from reportlab.lib.colors import HexColor

from kmdesk.base.files import write_text
from kmdesk.base.paths import resource
from kmdesk.briefing import parts, tree
from kmdesk.briefing.look import Logo, Look
from kmdesk.briefing.pdf import charts
from kmdesk.briefing.pdf.fonts import Coverage
from kmdesk.models.prose import safe_url

CHART_WIDTH = 420.0
"""Of a chart before the page scales it, in points."""


def write_html(document: tree.Document, target: Path) -> None:
    """Write a document as one HTML file, whole or not at all.

    Raises:
        UserError: the target cannot be written.
    """
    write_text(target, html(document))


def html(document: tree.Document) -> str:
    """Return a document as HTML; the same document gives the same text."""
    known = parts.reference_numbers(document.blocks)
    names = (f"figure-{number}" for number in count(1))
    rendered: str = _template().render(
        document=document,
        keywords=", ".join(document.keywords),
        blocks=parts.placed(document),
        next_name=lambda: next(names),
        logo=_data_address(document.look.logo),
        cite_parts=lambda cite: parts.cite_parts(cite.numbers, known),
    )
    return rendered


@cache
def _template() -> Any:
    folder = resource("briefing")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    environment.filters["kind"] = lambda node: type(node).__name__
    environment.filters["safe_url"] = safe_url
    environment.filters["reference_inlines"] = parts.reference_inlines
    environment.filters["svg"] = _svg
    environment.globals["look_css"] = _look_css
    environment.globals["css"] = Markup((folder / "briefing.css").read_text(encoding="utf-8"))
    return environment.get_template("briefing.html.j2")


def _data_address(logo: Logo | None) -> str:
    """Return a logo as an address that holds the picture itself."""
    return f"data:image/png;base64,{base64.b64encode(logo.png).decode()}" if logo else ""


def _printable(value: object) -> object:
    """Keep control characters of records out of the file; markup is kmdesk's own."""
    return parts.printable(value) if type(value) is str else value


def _look_css(look: Look) -> Markup:
    """Return the colours of a house as variables of the style sheet, for light and dark."""
    light = {"accent": look.accent, "strong": look.strong, "tint": look.tint, "head": look.strong}
    on_light, on_dark = map(_variables, (light, look.on_dark))
    return Markup(  # colours that kmdesk worked out
        f":root {{ {on_light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {on_dark} }} }}"
    )


def _variables(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def _svg(figure: tree.Figure, look: Look) -> dict[str, object]:
    """Return the size of a chart and its shapes as SVG; the page names and describes it."""
    colour = HexColor(look.accent)
    drawing = charts.drawing(figure.chart, CHART_WIDTH, Coverage(), colour)
    drawn = renderSVG.drawToString(drawing)
    shapes = drawn[drawn.index("<g") : drawn.rindex("</svg>")]
    for unwanted in (' id="group"', ' style="clip-path: url(#clip)"'):  # the same in each chart
        shapes = shapes.replace(unwanted, "", 1)
    return {"width": drawing.width, "height": drawing.height, "shapes": Markup(shapes)}
