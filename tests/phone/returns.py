"""The answer that goes back in a file."""

from typing import Any

from sync import parcel, returns, seal
from sync.envelope import to_text
from tests.support.phone import Phone, enrolled
from tests.support.world import World
from webapp.core.labels import LABELS


async def ready(world: World) -> tuple[Phone, seal.ReceiveKey]:
    phone = await enrolled(world.dan)
    return phone, phone.receive


def read(content: bytes, phone: Phone, key: seal.ReceiveKey) -> parcel.Reply:
    answer = returns.open_return(LABELS, content, office=phone.office, device=phone.device, key=key)
    return parcel.read_answer(answer, nonce=returns.NONCE)


async def fetch(clerk: Any, phone: Phone) -> Any:
    return await clerk.send_form(f"/arrivals/{to_text(phone.device)}/return")
