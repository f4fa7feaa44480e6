"""Re-encode photos, to remove hidden content."""

from pathlib import Path

from webapp.core import limited_process

DRAWING = Path(__file__).with_name("redraw.py")
WHY = {3: "kind", 4: "pixels"}


class UnfitFile(Exception):
    """`code` is the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def drawn_again(content: bytes) -> bytes:
    """Blocking and slow: only on `limited_process.LINE`."""
    try:
        code, made = limited_process.run(DRAWING, content)
    except limited_process.Ended as error:
        raise UnfitFile("pixels") from error
    if code:
        raise UnfitFile(WHY.get(code, "kind"))
    return made
