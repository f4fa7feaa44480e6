"""Photos: only what can be drawn is kept, drawn again, so that nothing hidden in a file stays."""

import io
import struct

from PIL import Image, ImageOps

FORMATS = ("JPEG", "WEBP", "PNG")
PIXELS = 16_000_000
SIDE = 1280
QUALITY = 80


class Unfit(Exception):
    """Not what it should be; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def drawn_again(content: bytes) -> bytes:
    """A JPEG of the same picture, upright, no side above 1280, without a word beside it."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            # Told by the file's head: nothing is unpacked yet.
            if image.width * image.height > PIXELS:
                raise Unfit("pixels")
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((SIDE, SIDE))
            plain = Image.new("RGB", upright.size, "white")
            rgba = upright.convert("RGBA")
            plain.paste(rgba, mask=rgba.getchannel("A"))
    except (OSError, ValueError, SyntaxError, struct.error, IndexError, EOFError) as error:
        raise Unfit("kind") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit("pixels") from error
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return made.getvalue()
