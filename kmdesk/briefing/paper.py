"""A paper: set out from records as a tree, and written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from kmdesk.base import clock
from kmdesk.base.errors import UserError
from kmdesk.base.progress import Progress
from kmdesk.briefing import tree
from kmdesk.briefing.issued import still_as_issued
from kmdesk.briefing.look import look_of
from kmdesk.briefing.material import Material, gather, only
from kmdesk.briefing.plan import Plan, plan, plan_of_issue
from kmdesk.briefing.rendered import Rendered
from kmdesk.briefing.template import Template
from kmdesk.briefing.templates import template_named
from kmdesk.models import house, saying
from kmdesk.models.house_style import HouseStyle
from kmdesk.models.kinds import KINDS
from kmdesk.models.kinds.case_study import CaseStudy
from kmdesk.models.saying import inside
from kmdesk.store.collection import Collection
from kmdesk.store.views import ExchangeView

NOT_LOGGED = (
    "People are quoted, but the collection is open for reading only, so it is not logged where "
    "their words went."
)


@dataclass(frozen=True)
class Paper:
    """A paper that was set out and not yet written.

    Attributes:
        template: how it was set out.
        material: what it was made from.
        document: what it says.
    """

    template: Template
    material: Material
    document: tree.Document


@dataclass(frozen=True)
class BriefingReport:
    """What was written.

    Attributes:
        warnings: what somebody should look at before the paper goes out, a sentence each.
        left_out: what may not be printed and so was not, a sentence each.
    """

    path: Path
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]


def compose(
    collection: Collection,
    wanted: Plan,
    template: str = "",
    cover: Mapping[str, str] | None = None,
    *,
    style: str = "vancouver",
) -> Paper:
    """Set out a paper.

    Args:
        collection: where the records are.
        wanted: what it is made from.
        template: name of a template, instead of the one that is planned.
        cover: what is known of the occasion, by name of the template's cover fields; it comes
            before what is planned.
        style: of the references, one of `citation.STYLES`; citations stay numbered.

    Raises:
        UserError: no such template, cover field or record, or nothing that the template prints.
    """
    saying.use(house.renamings(collection.house_words()))
    found = template_named(template or wanted.template)
    known = [field.name for field in found.cover]
    given = {name: value.strip() for name, value in (cover or {}).items()}
    if unknown := [name for name in given if name not in known]:
        raise UserError(
            f"{found.title} has no cover field “{unknown[0]}”, only {', '.join(known)}; "
            "no briefing was written."
        )
    style_of_house = collection.house_style()
    filled = _filled(style_of_house, wanted.cover, given, known)
    material = _fitting(found, gather(collection, wanted, internal=found.internal, style=style))
    document = found.build(material, filled, datetime.now().astimezone())
    look = look_of(style_of_house, document.organisation)
    return Paper(found, material, replace(document, look=look))


def _filled(
    house_style: HouseStyle,
    planned: Mapping[str, str],
    given: Mapping[str, str],
    known: Sequence[str],
) -> dict[str, str]:
    """Return the cover sheet: what was given, else planned, else what the house is called."""
    cover = {name: text for name, text in {**planned, **given}.items() if name in known}
    for name, usual in (
        ("organisation", house_style.organisation),
        ("service", house_style.service),
    ):
        if name in known and not cover.get(name):
            cover[name] = usual
    return cover


def brief(
    collection: Collection,
    ids: Sequence[str],
    template: str,
    target: Path,
    *,
    format: str = "pdf",  # noqa: A002  # the word that people and scripts use
    style: str = "vancouver",
    cover: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> BriefingReport:
    """Write a paper made from records, whole or not at all.

    Args:
        collection: where they are.
        ids: the records, in the order they should appear; or one briefing, which names its own.
        template: name of a template; "" for the one that a briefing names.
        target: replaced if it is there.
        format: one that the template offers.
        style: of the references, one of `citation.STYLES`; citations stay numbered.
        cover: what is known of the occasion, by name of the template's cover fields.
        progress: told the steps done.

    Raises:
        UserError: no such template, format, cover field or record; or the target cannot be written.
        Cancelled: somebody asked to stop; the target is as it was.
    """
    wanted = plan(collection, ids)
    if wanted.reference and not cover:
        wanted = _as_issued(collection, ids[0], wanted, template)
    paper = compose(collection, wanted, template, cover, style=style)
    if format not in paper.template.formats:
        offered = ", ".join(paper.template.formats)
        raise UserError(f"{paper.template.title} is written as {offered}; no briefing was written.")
    pages = paper.template.pages
    warnings = _write(paper.document, target, format, progress or Progress(), pages)
    noted = _note(collection, paper.material, target, format)
    every = (*paper.material.warnings, *warnings, *noted)
    return BriefingReport(target, every, paper.material.left_out)


def _as_issued(collection: Collection, briefing: str, wanted: Plan, template: str) -> Plan:
    """Return the plan of a paper that says that it was issued, where it is the one that was."""
    issue = still_as_issued(collection, briefing)
    if issue is None or (template and template != issue.template):
        return wanted
    return plan_of_issue(wanted, issue)


def warnings_of(rendered: Rendered, pages: int) -> tuple[str, ...]:
    """Return what somebody should look at in a paper that was laid out, a sentence each."""
    if rendered.length.over(pages):
        return (f"The paper has {rendered.length.in_words(pages)}.", *rendered.warnings)
    return rendered.warnings


def _note(
    collection: Collection, material: Material, target: Path, format_: str
) -> tuple[str, ...]:
    """Log what went into a paper: people who are quoted may ask one day where their words went."""
    if not collection.read_only:
        entry = ExchangeView(
            number=0,
            direction="briefing",
            time=clock.now(),
            file=target.name,
            format=format_,
            summary={"records": len(material.chosen)},
        )
        collection.log_exchange(entry, (r for one in material.chosen for r in one.revisions))
    elif any(study.quotes for _chosen, study in material.of(CaseStudy)):
        return (NOT_LOGGED,)
    return ()


def _fitting(template: Template, material: Material) -> Material:
    """Return the material that a template has a place for.

    Raises:
        UserError: nothing is left, or none of what the template needs.
    """
    fitting = only(material, template.prints, template.title)
    needed = template.needs or template.prints
    if not any(one.kind in needed for one in fitting.chosen):
        labels = [inside(KINDS[kind].plural) for kind in needed]
        raise UserError(
            f"“{template.title}” is made from {' or '.join(labels)}, and none of the records "
            "chosen is one; no briefing was written."
        )
    return fitting


def _write(
    document: tree.Document, target: Path, format_: str, progress: Progress, pages: int
) -> tuple[str, ...]:
    """Write a document; its writer alone is imported."""
    match format_:
        case "pdf":
            from kmdesk.briefing.pdf import write_pdf

            return warnings_of(write_pdf(document, target, progress), pages)
        case "html":
            from kmdesk.briefing.html import write_html

            progress.step(0, 1, "Writing")
            write_html(document, target)
        case _:
            from kmdesk.briefing.docx import write_docx

            write_docx(document, target, progress)
    return ()
