"""Posted form fields <-> positional values of a body."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sync.envelope import Malformed, from_text
from webapp.core.vi_text import nfc_text
from webapp.web.form_fields import Fields


def values_of(names: Sequence[str], fields: Fields) -> list[Any]:
    """Digits as int, empty as null, no trailing nulls."""
    values = [_coded(fields.get(name)) for name in names]
    while values and values[-1] is None:
        values.pop()
    return values


def named_values(names: Sequence[str], values: Sequence[Any]) -> dict[str, str | list[str]]:
    return {
        name: [str(item) for item in value] if isinstance(value, (list, tuple)) else str(value)
        for name, value in zip(names, values, strict=False)
        if value is not None
    }


def is_id(text: str) -> bool:
    """Canonical spelling only."""
    try:
        return bool(from_text(text))
    except Malformed:
        return False


def body_of(
    kind: int, schema: int, wall: int, entity: str, values: Sequence[Any], extras: Mapping[str, Any]
) -> bytes:
    parts = [kind, schema, wall, 0, entity, list(values), *([dict(extras)] if extras else [])]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def _coded(value: str | list[str] | None) -> Any:
    if value is None or value in ("", []):
        return None
    if isinstance(value, list):
        return [_coded(item) for item in value]
    tidy = nfc_text(value, lines=True)
    return (
        int(tidy) if tidy.isascii() and tidy.isdigit() and len(tidy) < 10 and str(int(tidy)) == tidy else tidy
    )
