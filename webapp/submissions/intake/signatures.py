"""Verifies signatures of accepted submissions."""

from collections import defaultdict
from collections.abc import Collection
from hashlib import sha256
from itertools import islice, product

from sync import seal
from sync.inbox import Status
from sync.ranges import Ranges
from webapp.accounts.models import Device
from webapp.submissions.models import Attestation, StoredSubmission
from webapp.submissions.queries import Name, erased_names

TRIES = 64  # combinations, after equivocation


async def unsigned_submissions(commune: str) -> dict[str, Ranges]:
    """By device: altered, inserted or emptied by hand. Not demo phones, which never signed."""
    devices = await Device.filter(commune=commune, attestations__isnull=False).distinct().order_by("id")
    erased = erased_names(commune)
    loose = {device.id: await _unsigned(device, erased) for device in devices}
    return {device: seqs for device, seqs in loose.items() if seqs}


async def _unsigned(device: Device, erased: Collection[Name]) -> Ranges:
    rows = await StoredSubmission.filter(device_id=device.id)
    bodies: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        bodies[row.seq].add(row.digest)
    spoken: set[tuple[int, str]] = set()
    async for proof in Attestation.filter(device_id=device.id):
        spoken |= _names(device, proof, bodies)
    return Ranges.of(row.seq for row in rows if not _stands(row, spoken, erased))


def _stands(row: StoredSubmission, spoken: set[tuple[int, str]], erased: Collection[Name]) -> bool:
    if row.status == Status.ERASED:  # the journal names who erased it
        return row.code != "" or (row.device_id, row.seq, row.digest) in erased
    whole = sha256(bytes(row.body)).hexdigest() == row.digest
    return row.status != Status.ACCEPTED or (whole and (row.seq, row.digest) in spoken)


def _names(device: Device, proof: Attestation, bodies: dict[int, set[str]]) -> set[tuple[int, str]]:
    """Covered by this signature, if valid."""
    seqs = list(Ranges.parse(proof.named))
    for digests in islice(product(*[sorted(bodies[seq]) for seq in seqs]), TRIES):
        named = list(zip(seqs, digests, strict=True))
        message = seal.attest_message(
            bytes(proof.prefix), bytes(proof.opening), [(seq, bytes.fromhex(digest)) for seq, digest in named]
        )
        if seal.verify_signature(bytes(device.sign_key), message, bytes(proof.signature)):
            return set(named)
    return set()
