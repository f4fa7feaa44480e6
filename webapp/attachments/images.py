"""Photos: only what can be drawn is kept, drawn again, so that nothing hidden in a file stays."""

from pathlib import Path

from webapp import child

DRAWING = Path(__file__).with_name("drawing.py")
WHY = {3: "kind", 4: "pixels"}


class Unfit(Exception):
    """Not what it should be; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def drawn_again(content: bytes) -> bytes:
    """The picture as `drawing` makes it. Blocking, and slow: for the line of `child` alone."""
    try:
        code, made = child.run(DRAWING, content)
    except child.Ended as error:
        raise Unfit("pixels") from error
    if code:
        raise Unfit(WHY.get(code, "kind"))
    return made
