"""This node's id and incarnation."""

import secrets
from datetime import UTC, datetime

from webapp.core.database.models import Node


async def this_node(commune: str) -> Node:
    """Creates it if absent."""
    node, _ = await Node.get_or_create(
        commune=commune, defaults={"incarnation": secrets.token_bytes(8), "made_at": datetime.now(UTC)}
    )
    return node


async def incarnation(commune: str) -> bytes:
    return bytes((await this_node(commune)).incarnation)
