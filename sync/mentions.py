"""The numbers that an answer must speak of, and which body the sender means under each."""

from sync.envelope import Malformed
from sync.frames import MARK, Cursor, Receipt
from sync.ledger import DISOWNED, Entry, Ledger
from sync.ranges import Ranges
from sync.select import ambiguous_seqs, current_rows


class Mentions:
    """Collected while a stream is read; `most` bounds the numbers of one list."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.seqs = self.asked = Ranges()
        self.sent: dict[int, bytes] = {}
        """The digests of the bodies in this stream."""
        self.marks: dict[int, bytes] = {}
        """How the digests begin of the bodies that were asked for."""
        self.failed: dict[int, Receipt] = {}
        self.misnamed, self.unchecked = set[int](), set[int]()
        """Named under a signature that did not fit; or under one that could not be checked."""

    def add(self, seqs: Ranges) -> None:
        self.seqs |= seqs
        if len(self.seqs) > 4 * self.most:
            raise Malformed("size")

    def ask(self, payload: bytes) -> None:
        self.asked = Cursor(payload).ranges(most=self.most)
        self.add(self.asked)

    def mark(self, payload: bytes) -> None:
        """How the digests begin of what was just asked for."""
        cursor = Cursor(payload)
        self.marks |= {seq: cursor.take(MARK) for seq in self.asked}
        if cursor.more:
            raise Malformed("format")

    def send(self, seq: int, digest: bytes) -> None:
        self.sent[seq] = digest
        if len(self.sent) > self.most:
            raise Malformed("size")

    def fail(self, seq: int) -> None:
        """No signature stands by what came under this number."""
        self.failed[seq] = Receipt(seq, *DISOWNED)

    async def rows(self, ledger: Ledger, device: bytes, seqs: Ranges) -> dict[int, Entry]:
        return await current_rows(ledger, device, seqs, self.marks | self.sent)

    async def receipts(self, ledger: Ledger, device: bytes) -> tuple[Receipt, ...]:
        rows = await self.rows(ledger, device, self.seqs)
        by_number = self.asked - Ranges.of((*self.sent, *self.marks))
        for seq in await ambiguous_seqs(ledger, device, by_number):
            rows.pop(seq)
        found = [self.receipt(seq, rows.get(seq)) for seq in self.seqs]
        return tuple(receipt for receipt in found if receipt)

    def receipt(self, seq: int, row: Entry | None) -> Receipt | None:
        """Of the body that the sender means: a copy of its storage may have given the number to another body."""
        meant = self.sent.get(seq) or self.marks.get(seq, b"")
        if row is None or not row.digest.startswith(meant) or (seq in self.unchecked and not meant):
            return self.failed.get(seq)
        if seq in self.misnamed and seq not in self.sent:
            return Receipt(seq, *DISOWNED)
        return row.receipt
