"""Exactly-once transfer of small records from devices to an office over unreliable links, and of pages back.

A record (`Submission`) is identified by (device, seq) and the SHA-256 of its body, which never changes. The office
stores it, verifies the device's signature, and then applies it. `Inbox` does this over a `Ledger` that the application
implements. More modules: `sync.parcel` (requests and answers of a device), `sync.feed` (pages), `sync.merge`
(conflicting edits), `sync.contacts` (wrong clocks), `sync.blobs` (large files), `sync.courier` and `sync.returns` (by
another device's hand). `FORMAT.md` describes every byte.
"""

from sync.envelope import Content, Malformed, Submission, from_text, make_body, to_text
from sync.frames import Hello, Origin, Receipt
from sync.inbox import Inbox
from sync.incoming import Answer, FileReport, Trust
from sync.labels import Labels
from sync.ledger import (
    ACCEPTED,
    Apply,
    Arrival,
    DeviceState,
    Entry,
    Erasure,
    Ledger,
    Outcome,
    Proof,
    Status,
    Unavailable,
    Unfit,
)
from sync.ranges import Ranges
from sync.reader import ExchangeRefused
from sync.seal import DeviceKey, OfficeKey, ReceiveKey, WritingSession

__all__ = [
    "ACCEPTED",
    "Answer",
    "Apply",
    "Arrival",
    "Content",
    "DeviceKey",
    "DeviceState",
    "Entry",
    "Erasure",
    "ExchangeRefused",
    "FileReport",
    "Hello",
    "Inbox",
    "Labels",
    "Ledger",
    "Malformed",
    "OfficeKey",
    "Origin",
    "Outcome",
    "Proof",
    "Ranges",
    "ReceiveKey",
    "Receipt",
    "Status",
    "Submission",
    "Trust",
    "Unavailable",
    "Unfit",
    "WritingSession",
    "from_text",
    "make_body",
    "to_text",
]
