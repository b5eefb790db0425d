"""The tag tree: what assistive technology reads, kept while drawing and written at the end.

Tagged PDF is described in ISO 32000-1:2008, 14.7 and 14.8; PDF/UA-1 in ISO 14289-1:2014.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, String


@dataclass(frozen=True)
class Content:
    """A run of marked content on a page, known there by its number."""

    page: int
    mcid: int


@dataclass(eq=False)
class Element:
    """A node of the tag tree.

    Attributes:
        tag: a standard structure type, such as ``P``.
        kids: elements, runs of content and annotations, in reading order.
        alternative: what is read in place of a figure.
        language: a BCP 47 tag where it is another than that around it.
        expansion: what an abbreviation is short for.
        attributes: of the owner ``owner``, such as the scope of a heading cell.
    """

    tag: str
    kids: list["Element | Content | Annotation"] = field(default_factory=list)
    alternative: str = ""
    language: str = ""
    expansion: str = ""
    owner: str = ""
    attributes: dict[str, object] = field(default_factory=dict)

    def add(self, tag: str, **fields: object) -> "Element":
        """Add an element below this one and return it."""
        child = Element(tag, **fields)  # type: ignore[arg-type]
        self.kids.append(child)
        return child


@dataclass(frozen=True)
class Target:
    """Where a link leads: to an address, or to a place in the document."""

    element: Element
    text: str
    url: str = ""
    place: str = ""


@dataclass(frozen=True)
class Annotation:
    """The area of a link on a page, in points from the lower left corner."""

    page: int
    area: tuple[float, float, float, float]
    target: Target


class Structure:
    """The tag tree of a document while it is drawn.

    Attributes:
        places: where links lead to: page, from 0, and height on it in points.
    """

    def __init__(self) -> None:
        """Begin with an empty document."""
        self.root = Element("Document")
        self.places: dict[str, tuple[int, float]] = {}
        self._pages: dict[int, list[Element]] = {}

    def content(self, page: int, element: Element) -> int:
        """Note that a run of content on a page belongs to an element; return its number."""
        owners = self._pages.setdefault(page, [])
        number = len(owners)
        owners.append(element)
        element.kids.append(Content(page, number))
        return number

    def write(self, pdf: pikepdf.Pdf) -> None:
        """Write the tree, its number tree and its annotations into a PDF."""
        writer = _Writer(pdf, self.places)
        tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = writer.element(self.root, tree)
        numbers: list[object] = []
        for index, page in enumerate(pdf.pages):
            owners = [writer.made[id(e)] for e in self._pages.get(index, [])]
            page.obj.StructParents = index
            page.obj.Tabs = Name.S
            numbers += [index, pdf.make_indirect(Array(owners))]
        for key, element in writer.link_parents(len(pdf.pages)):
            numbers += [key, element]
        tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        tree.ParentTreeNextKey = len(pdf.pages) + len(writer.links)
        pdf.Root.StructTreeRoot = tree
        pdf.Root.MarkInfo = Dictionary(Marked=True)


class _Writer:
    """Turns elements into PDF objects."""

    def __init__(self, pdf: pikepdf.Pdf, places: Mapping[str, tuple[int, float]]) -> None:
        self.pdf = pdf
        self.places = places
        self.pages = [page.obj for page in pdf.pages]
        self.made: dict[int, pikepdf.Object] = {}
        self.links: list[tuple[pikepdf.Object, pikepdf.Object]] = []

    def element(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        made = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{element.tag}"), P=parent)
        )
        self.made[id(element)] = made
        if element.alternative:
            made.Alt = String(element.alternative)
        if element.language:
            made.Lang = String(element.language)
        if element.expansion:
            made.E = String(element.expansion)
        if element.owner:
            made.A = Dictionary({"/O": Name(f"/{element.owner}")})
            for name, value in element.attributes.items():
                made.A[f"/{name}"] = value
        made.K = Array([self._kid(kid, made) for kid in element.kids])
        return made

    def _kid(self, kid: Element | Content | Annotation, parent: pikepdf.Object) -> pikepdf.Object:
        if isinstance(kid, Element):
            return self.element(kid, parent)
        page = self.pages[kid.page]
        if isinstance(kid, Content):
            return Dictionary(Type=Name.MCR, Pg=page, MCID=kid.mcid)
        link = self._link(kid, page)
        self.links.append((link, parent))
        return Dictionary(Type=Name.OBJR, Pg=page, Obj=link)

    def _link(self, annotation: Annotation, page: pikepdf.Object) -> pikepdf.Object:
        target = annotation.target
        link = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(edge, 2) for edge in annotation.area]),
                Border=Array([0, 0, 0]),
                F=4,  # printed, as PDF/A wants (ISO 19005-2:2011, 6.3.2)
                Contents=String(target.text),
            )
        )
        if target.url:
            link.A = Dictionary(S=Name.URI, URI=String(target.url))
        else:
            index, top = self.places[target.place]
            link.Dest = Array([self.pages[index], Name.XYZ, 0, round(top, 2), 0])
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(link)
        return link

    def link_parents(self, first: int) -> Iterator[tuple[int, pikepdf.Object]]:
        """Number the links after the pages, for the way back from a link to its element."""
        for key, (link, parent) in enumerate(self.links, first):
            link.StructParent = key
            yield key, parent
