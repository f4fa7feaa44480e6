"""A way to the office that breaks again and again while a file goes up."""

from random import Random

from tests.browser.proxy import Link, Talk

BLOBS = b"/sync/v1/blobs/"


class Cutter(Link):
    """Breaks `cuts` times, each after a random number of bytes of what carries files."""

    def __init__(self, port: int, *, cuts: int, most: int, seed: int, rate: float = 0) -> None:
        super().__init__(port, rate=rate)
        self.cuts, self.most, self.random = cuts, most, Random(seed)
        self.left = self.random.randint(1, most)

    @property
    def up(self) -> int:
        """Bytes that passed towards the office on connections that carried files, with their headers."""
        return sum(len(talk.up) for talk in self.talks if BLOBS in talk.up)

    def _passes(self, side: str, talk: Talk, chunk: bytes) -> bytes:
        if side == "down" or not self.cuts or BLOBS not in talk.up + chunk:
            return super()._passes(side, talk, chunk)
        self.left -= len(chunk)
        if self.left >= 0:
            return chunk
        left, self.left = chunk[: len(chunk) + self.left], self.random.randint(1, self.most)
        self.cuts -= 1
        return left
