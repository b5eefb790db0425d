"""The logo of a house: any PNG or JPEG file in, a small PNG file out, in bounded memory."""

import io
import warnings
from pathlib import Path

from PIL import Image, ImageCms, UnidentifiedImageError

from kmdesk.base.errors import UserError

LARGEST = (900, 300)
"""Pixels that are kept, across and down: sharp on paper and on screens at twice their scale."""

MOST_PIXELS = 24_000_000
"""Of a picture that is read whole, which takes 4 bytes for each at most."""

MOST_BYTES = 30_000_000
FORMATS = ("PNG", "JPEG")


def read_logo(path: Path) -> bytes:
    """Return a picture as a small PNG file on white, without anything but its pixels.

    Raises:
        UserError: it is no picture of a kind that is read, moves, is broken or is far too large.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _refused(path, f"is larger than {MOST_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"cannot be read ({error.strerror})") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _small(image, path)
    except UnidentifiedImageError as error:
        raise _refused(path, "is not a PNG or JPEG picture") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _refused(path, "is broken and cannot be shown") from error


def _small(image: Image.Image, path: Path) -> bytes:
    if getattr(image, "n_frames", 1) > 1:
        raise _refused(path, "is a picture that moves")
    image.draft("RGB", (LARGEST[0] * 2, LARGEST[1] * 2))  # a JPEG is read smaller at once
    pixels = image.width * image.height
    if pixels > MOST_PIXELS:
        raise _refused(
            path, f"has {pixels // 1_000_000} megapixels; save it with {MOST_PIXELS // 1_000_000}"
        )
    whole = _in_srgb(image)
    whole.thumbnail(LARGEST, Image.Resampling.LANCZOS)
    made = Image.new("RGB", whole.size, "white")
    made.paste(whole, mask=whole.getchannel("A") if "A" in whole.getbands() else None)
    written = io.BytesIO()
    made.save(written, "PNG", optimize=True)
    return written.getvalue()


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return a picture in the colours of screens, with what it has of transparency."""
    profile = image.info.get("icc_profile")
    clear = image.has_transparency_data
    if profile and not clear and image.mode in ("RGB", "CMYK", "L"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(image, own, screen, outputMode="RGB")
            return turned or image.convert("RGB")
        except ImageCms.PyCMSError:
            return image.convert("RGB")
    return image.convert("RGBA" if clear else "RGB")


def size_of(png: bytes) -> tuple[int, int]:
    """Return the width and height of a picture in pixels.

    Raises:
        UserError: it is broken.
    """
    try:
        with Image.open(io.BytesIO(png), formats=FORMATS) as image:
            return image.size
    except (OSError, SyntaxError) as error:
        raise UserError("The logo in the house style is broken; choose it again.") from error


def _refused(path: Path, why: str) -> UserError:
    return UserError(f"{path.name} {why}; the logo stays as it was.")
