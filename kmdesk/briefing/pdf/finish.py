"""What makes a tagged PDF a PDF/UA-1 and PDF/A-2a file: metadata, colour, the last corrections."""

import base64
import re
import zlib
from dataclasses import replace
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

from kmdesk import __version__
from kmdesk.briefing import parts
from kmdesk.briefing.tree import Document

_UNUSED = re.compile(rb"<[0-9A-F]{2}> <0000>\n")
_COUNT = re.compile(rb"\d+ (?=beginbfchar)")

_EXTENSION = """
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name>
   <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""PDF/A wants a description of each schema it does not know itself (ISO 19005-2:2011, 6.6.2.3)."""


def finish(pdf: pikepdf.Pdf, document: Document) -> None:
    """Give a tagged PDF what PDF/UA-1 and PDF/A-2a want beside the tags."""
    pdf.Root.Lang = String(document.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.OutputIntents = Array([_output_intent(pdf)])
    _mend_fonts(pdf)
    _write_metadata(pdf, _printable(document))


def pack(pdf: pikepdf.Pdf) -> None:
    """Compress all streams so that none ends in an end of line.

    Its length would then be in doubt, since one stands before ``endstream`` (ISO 19005-2:2011,
    6.1.7.1). The last byte of a Flate stream is that of a checksum, so the level does not help.
    """
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream):
            data = zlib.compress(found.read_bytes(), 9)
            if data[-1:] in (b"\r", b"\n"):
                data = base64.a85encode(data) + b"~>"
                found.write(data, filter=Array([Name.ASCII85Decode, Name.FlateDecode]))
            else:
                found.write(data, filter=Name.FlateDecode)


def _output_intent(pdf: pikepdf.Pdf) -> Dictionary:
    profile = pdf.make_stream(_srgb())
    profile.N = 3
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )


@cache
def _srgb() -> bytes:
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes.fromhex("07e800010001000000000000")  # its date, else no two papers agree
    return bytes(data)


def _mend_fonts(pdf: pikepdf.Pdf) -> None:
    """Take out what ReportLab writes and the standards forbid.

    That is the mapping of unused codes to U+0000, and a Helvetica that is named, never used and not
    embedded.
    """
    for found in pdf.objects:
        if not isinstance(found, Dictionary):
            continue
        if found.get("/Type") == Name.Font and "/ToUnicode" in found:
            table, unused = _UNUSED.subn(b"", found.ToUnicode.read_bytes())
            count = int(_COUNT.findall(table)[0]) - unused
            found.ToUnicode.write(_COUNT.sub(b"%d " % count, table))
    for page in pdf.pages:
        used = page.obj.Resources.Font
        for name in [n for n, font in used.items() if font.get("/BaseFont") == Name.Helvetica]:
            del used[name]


def _printable(document: Document) -> Document:
    """Return a document whose metadata can stand in XML and in Unicode text."""
    return replace(
        document,
        title=parts.printable(document.title).strip() or "Untitled",
        author=parts.printable(document.author),
        subject=parts.printable(document.subject),
        keywords=tuple(map(parts.printable, document.keywords)),
    )


def _write_metadata(pdf: pikepdf.Pdf, document: Document) -> None:
    moment = document.created.isoformat(timespec="seconds")
    program = f"kmdesk {__version__}"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = document.title
        metadata["dc:language"] = {document.language}
        if document.author:
            metadata["dc:creator"] = [document.author]
        if document.subject:
            metadata["dc:description"] = document.subject
        if document.keywords:
            metadata["pdf:Keywords"] = ", ".join(document.keywords)
        if document.identifier:
            metadata["dc:identifier"] = document.identifier
        metadata["pdf:Producer"] = program
        metadata["xmp:CreatorTool"] = program
        metadata["xmp:CreateDate"] = moment
        metadata["xmp:ModifyDate"] = moment
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "A"
        metadata["{http://www.aiim.org/pdfua/ns/id/}part"] = "1"
    xmp = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(xmp.replace(b"</rdf:RDF>", _EXTENSION.encode() + b"</rdf:RDF>"))
    _write_info(pdf, document, program)


def _write_info(pdf: pikepdf.Pdf, document: Document, program: str) -> None:
    """Write the older form of the metadata; the two must agree (ISO 19005-2:2011, 6.6.2)."""
    offset = document.created.strftime("%z") or "+0000"
    moment = f"D:{document.created:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
    info = {
        "/Title": document.title,
        "/Author": document.author,
        "/Subject": document.subject,
        "/Keywords": ", ".join(document.keywords),
        "/Producer": program,
        "/Creator": program,
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    filled = {name: String(value) for name, value in info.items() if value}
    pdf.trailer.Info = pdf.make_indirect(Dictionary(filled))
