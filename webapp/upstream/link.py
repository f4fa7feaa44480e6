"""Joining the province."""

import hashlib
from datetime import UTC, datetime

from sync.envelope import from_text, to_text
from sync.frames import ZERO8
from webapp.core.database.node import incarnation
from webapp.core.keys import signer
from webapp.people.queries import this_commune
from webapp.province import invitation
from webapp.settings import settings
from webapp.upstream.models import ProvinceLink
from webapp.upstream.transport import NoAnswer, ask_province, sealed_on_the_way


class NotJoined(Exception):
    """The message says what to do."""


async def the_link(commune: str) -> ProvinceLink | None:
    return await ProvinceLink.get_or_none(commune=commune)


def province_address(link: ProvinceLink) -> str:
    return (settings().upstream or link.url).rstrip("/")


async def own_device(commune: str) -> bytes:
    """New after a restore: numbers must not be reused."""
    node = await incarnation(commune)
    return hashlib.sha256(b"gandan upstream device" + node + signer().public).digest()[:8]


async def join_province_by_network(url: str, code: str) -> ProvinceLink:
    if not sealed_on_the_way(url):
        raise NotJoined(
            "The province's address must begin with https://. Without one, take a slip as a file (--slip)."
        )
    commune, proof = await _commune(), invitation.proof_of(code)
    device = await own_device(commune)
    asked = invitation.join_request(proof, device, signer().public)
    try:
        answer = await ask_province(f"{url.rstrip('/')}/sync/v1/join", asked)
    except NoAnswer as error:
        if error.status == 403:
            raise NotJoined("The province does not know this code. Ask for a new one.") from error
        raise NotJoined(f"No answer from {url}. Try again later, or take a slip as a file.") from error
    return await _keep(commune, _slip(answer.decode(errors="replace"), proof), device, url=url)


async def join_province_by_file(text: str, code: str) -> ProvinceLink:
    """Admitted when the province reads the file."""
    commune, proof = await _commune(), invitation.proof_of(code)
    return await _keep(commune, _slip(text, proof), await own_device(commune), proof=proof)


def _slip(text: str, proof: bytes) -> invitation.ProvinceSlip:
    try:
        return invitation.read(text, proof)
    except invitation.NotASlip as error:
        raise NotJoined("The code and the province's slip do not fit together. Ask for new ones.") from error


async def _keep(
    commune: str,
    slip: invitation.ProvinceSlip,
    device: bytes,
    *,
    url: str = "",
    proof: bytes | None = None,
) -> ProvinceLink:
    before = await the_link(commune)
    link = before or ProvinceLink(commune=commune, manifest=ZERO8, incarnation=ZERO8)
    if before is None or from_text(before.device) != device:
        link.refill, link.issued, link.manifest = before is not None, 0, ZERO8
    link.name, link.url, link.office, link.sign = slip.name, url or slip.url, slip.office, slip.sign
    link.device, link.node, link.proof = to_text(device), await incarnation(commune), proof
    link.joined_at, link.problem, link.failures = datetime.now(UTC), "", 0
    await link.save()
    return link


async def _commune() -> str:
    commune = await this_commune()
    if not commune:
        raise NotJoined('There is no commune yet. Begin with: gandan commune "Name"')
    return commune
