"""The house style on paper: names, colour and logo, in every format and whatever the picture."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kmdesk.base.colour import READABLE, contrast
from kmdesk.base.errors import UserError
from kmdesk.briefing.logo import LARGEST, read_logo, size_of
from kmdesk.briefing.look import DARK_PAPER, Look
from kmdesk.briefing.paper import brief
from kmdesk.models import house_style
from kmdesk.models.house_style import HouseStyle
from kmdesk.store.collection import Collection
from tests.briefing.reading import TaggedPdf
from tests.briefing.test_html import Reader
from tests.briefing.test_pdf import problems
from tests.factory import evidence_summary

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def picture(path: Path, size: tuple[int, int] = (400, 100), **how: object) -> Path:
    Image.new("RGB", size, "#7c2855").save(path, **how)  # type: ignore[arg-type]
    return path


@pytest.fixture
def styled(collection: Collection, tmp_path: Path) -> Collection:
    logo = read_logo(picture(tmp_path / "logo.png"))
    collection.put_house_style(HouseStyle("Northside NHS Trust", "Library", "#ae2573", logo))
    return collection


def written(collection: Collection, folder: Path, format_: str, **cover: str) -> Path:
    ids = collection.add([evidence_summary()]).ids
    target = folder / f"paper.{format_}"
    return brief(collection, ids, "one-page-brief", target, format=format_, cover=cover).path


@given(COLOURS)
def test_words_in_any_colour_of_a_house_can_be_read(colour: str) -> None:
    look = Look(colour)
    for ground in ("#ffffff", look.tint):
        assert contrast(look.accent, ground) >= READABLE
        assert contrast(look.strong, ground) >= READABLE
    dark = look.on_dark
    for ground in (DARK_PAPER, dark["tint"]):
        assert contrast(dark["accent"], ground) >= READABLE
        assert contrast(dark["strong"], ground) >= READABLE
    assert contrast("#ffffff", dark["head"]) >= READABLE


def test_a_colour_that_is_too_light_is_darkened_and_one_sentence_says_so() -> None:
    assert house_style.readable("#005eb8") == "#005eb8"
    assert house_style.told("#005eb8") == ""
    assert "too light to be read on white" in house_style.told("#ffb81c")
    assert contrast(house_style.readable("#ffb81c"), "#ffffff") >= READABLE


def test_a_style_is_kept_with_the_collection(styled: Collection, tmp_path: Path) -> None:
    kept = styled.house_style()
    assert (kept.organisation, kept.service, kept.colour) == (
        "Northside NHS Trust",
        "Library",
        "#ae2573",
    )
    assert size_of(kept.logo) == (400, 100)
    assert house_style.from_json(house_style.to_json(kept)) == kept


@pytest.mark.parametrize("bad", [None, 7, {"colour": "no"}, {"logo": "§"}, {"colour": 1}])
def test_a_style_that_cannot_be_read_counts_as_not_there(bad: object) -> None:
    assert house_style.from_json(bad) == HouseStyle()


def test_the_pdf_has_the_logo_once_on_page_one_and_passes(
    styled: Collection, tmp_path: Path
) -> None:
    data = written(styled, tmp_path, "pdf").read_bytes()
    assert problems(data) == []
    tagged = TaggedPdf(data)
    [figure] = [one for one in tagged.elements() if str(one.S) == "/Figure"]
    assert str(figure.Alt) == "Logo of Northside NHS Trust"
    assert figure.K[0].Pg.objgen == tagged.pdf.pages[0].obj.objgen
    drawn = [
        instruction
        for page in tagged.pdf.pages
        for instruction in pikepdf.parse_content_stream(page)
        if str(instruction.operator) == "Do"
    ]
    assert len(drawn) == 1
    assert tagged.lines()[:2] == ["Northside NHS Trust", "Library"]


def test_the_page_carries_the_logo_and_the_colour_itself(
    styled: Collection, tmp_path: Path
) -> None:
    page = written(styled, tmp_path, "html").read_text(encoding="utf-8")
    [image] = Reader(page).named("img")
    assert image["alt"] == "Logo of Northside NHS Trust"
    assert str(image["src"]).startswith("data:image/png;base64,")
    assert f"--accent: {Look('#ae2573').accent};" in page


def test_word_has_the_logo_with_its_words_and_headings_in_the_colour(
    styled: Collection, tmp_path: Path
) -> None:
    word = docx.Document(str(written(styled, tmp_path, "docx")))
    [shape] = word.element.body.iter(qn("wp:docPr"))
    assert shape.get("descr") == "Logo of Northside NHS Trust"
    assert str(word.styles["Heading 2"].font.color.rgb) == Look("#ae2573").strong[1:].upper()


def test_the_occasion_says_another_organisation_than_the_house(
    styled: Collection, tmp_path: Path
) -> None:
    path = written(styled, tmp_path, "pdf", organisation="Southside Trust")
    tagged = TaggedPdf(path.read_bytes())
    assert tagged.lines()[:2] == ["Southside Trust", "Library"]
    assert "Logo of Southside Trust" in tagged.lines()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_becomes_a_small_one_on_white(tmp_path: Path, mode: str) -> None:
    Image.new(mode, (3_000, 500)).save(tmp_path / "a.png")
    with Image.open(io.BytesIO(read_logo(tmp_path / "a.png"))) as made:
        assert made.mode == "RGB"
        assert made.width <= LARGEST[0]
        assert made.height <= LARGEST[1]
        if mode in ("LA", "RGBA"):
            assert made.getpixel((5, 5)) == (255, 255, 255)


def test_a_jpeg_of_another_camera_and_colours_is_read(tmp_path: Path) -> None:
    Image.new("CMYK", (800, 600), (200, 10, 10, 10)).save(tmp_path / "a.jpg")
    assert size_of(read_logo(tmp_path / "a.jpg")) == (400, 300)


def _moving(path: Path) -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(path, save_all=True, append_images=frames[1:])


def _huge(path: Path) -> None:
    """Write a PNG of 50 megapixels that is a small file."""
    row = b"\x00" + bytes(10_000 * 3)
    packed = zlib.compress(row * 5_000, 9)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 10_000, 5_000, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def _broken(path: Path) -> None:
    picture(path, (300, 300))
    path.write_bytes(path.read_bytes()[:120])


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_moving, "moves"),
        (_huge, "50 megapixels"),
        (_broken, "is broken"),
        (lambda path: path.write_bytes(b"GIF89a nothing"), "not a PNG or JPEG"),
        (lambda path: path.write_bytes(b""), "not a PNG or JPEG"),
        (lambda path: None, "cannot be read"),
    ],
    ids=["moving", "huge", "broken", "other", "empty", "missing"],
)
def test_a_picture_that_cannot_be_a_logo_gets_one_sentence(
    tmp_path: Path, make: object, said: str
) -> None:
    make(tmp_path / "logo.png")  # type: ignore[operator]
    with pytest.raises(UserError, match=said) as error:
        read_logo(tmp_path / "logo.png")
    assert str(error.value).startswith("logo.png ")
    assert str(error.value).endswith("the logo stays as it was.")


HUGE_JPEG = """
import resource, sys
from pathlib import Path
from kmdesk.briefing.logo import read_logo
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read_logo(Path(sys.argv[1]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="memory is told by the resource module")
def test_a_photograph_of_50_megapixels_is_scaled_down_in_bounded_memory(tmp_path: Path) -> None:
    path = picture(tmp_path / "photo.jpg", (10_000, 5_000))
    run = subprocess.run(
        [sys.executable, "-c", HUGE_JPEG, str(path)], capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 60_000  # KiB; whole it would take 150,000
