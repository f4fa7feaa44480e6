"""Re-encode one picture in a child process: 1 kB can unpack to gigabytes (decompression bomb).

Standard input: file; output: JPEG; exit code `UNFIT` or `LARGE`. Imports nothing of ours, to start quickly.
"""

import io
import resource
import struct
import sys

from PIL import Image, ImageOps

FORMATS = ("JPEG", "WEBP", "PNG")
PIXELS = 4_000_000
SIDE = 1280
QUALITY = 80
MEMORY = 768 << 20  # bytes of address space
SECONDS = 10  # CPU time
UNFIT, LARGE = 3, 4


class PhotoTooLarge(Exception):
    """Above `PIXELS`."""


def drawn_again(content: bytes) -> bytes:
    """Upright JPEG without metadata."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        # Header only, nothing decoded.
        if image.width * image.height > PIXELS:
            raise PhotoTooLarge
        image.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((SIDE, SIDE))
        plain = Image.new("RGB", upright.size, "white")
        rgba = upright.convert("RGBA")
        plain.paste(rgba, mask=rgba.getchannel("A"))
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return made.getvalue()


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        sys.stdout.buffer.write(drawn_again(sys.stdin.buffer.read()))
    except (PhotoTooLarge, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return LARGE
    except (OSError, ValueError, SyntaxError, struct.error, IndexError, EOFError):
        return UNFIT
    return 0


if __name__ == "__main__":
    sys.exit(main())
