"""Schemas of kinds that phones send; `python -m webapp.kinds` writes kinds.json."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from litestar import Response, get

from sync.envelope import Content, Item
from webapp.submissions.field_types import TYPES, UNTOLD, FieldType
from webapp.submissions.kinds import KINDS, Kind

PLACE = Path(__file__).with_name("kinds.json")
FILES, AUTHOR, HELPED = "f", "a", "h"
"""Extras of a phone."""
KEYS = {
    "required": "is never null",
    "required_if": "is not null when another field has one of these values; null among them: when that one is null or empty",
    "earliest, latest": "in days from the day of writing; of a month its first day is meant",
    "rules": "what goes beyond single values; a body that does not keep them is put aside as `form`, like any other mistake",
}
RULES = [
    "Days are those of UTC+7. The day of writing is that of `wall`, but not after the day on which the office hears of it.",
    "No text, number or name holds an identity number, in any spelling, grouping or script: 12 digits, or 9 that begin with 0 to 3. "
    "Numbers that can be called, sums with their đồng, dates and the ids of records are none.",
    "An id is what a page of this device holds: in the form with that kind as `data-kind`, the input of the field's name. "
    "The entity is its `data-entity`. What was written here has the record id that its seq makes.",
]


def fields_in(kind: Kind, schema: int) -> Mapping[str, FieldType]:
    """By position; empty if never from a phone."""
    known = kind.types
    return {name: known.get(name, UNTOLD) for name in kind.fields[schema]} if known else {}


def reads_whole(kind: Kind, content: Content) -> str:
    """`schema` or `form` if a part would not be read, else ""."""
    known: Sequence[FieldType] = list(fields_in(kind, content.schema).values())
    beyond: tuple[Item, ...] = content.values[len(kind.fields[content.schema]) :]
    if beyond or content.extras.keys() - {FILES, AUTHOR, HELPED}:
        return "schema"
    wrong = not all(one.takes(content.value(place)) for place, one in enumerate(known))
    wrong = wrong or content.extras.get(HELPED, 1) != 1
    return "form" if wrong or (kind.files == "never" and content.extras.get(FILES)) else ""


def as_data() -> dict[str, Any]:
    kinds = [kind for kind in KINDS.values() if kind.types]
    return {
        "types": TYPES,
        "keys": KEYS,
        "rules": RULES,
        "kinds": [
            {
                "code": kind.code,
                "name": kind.name,
                "about": kind.about,
                "files": kind.files,
                "rules": list(kind.rules),
                "schemas": {
                    str(schema): [
                        {"name": name} | one.said() for name, one in fields_in(kind, schema).items()
                    ]
                    for schema in kind.fields
                },
            }
            for kind in sorted(kinds, key=lambda one: one.code)
        ],
    }


@get("/sync/v1/kinds", opt={"policy": "public"})
async def kinds() -> Response[str]:
    return Response(
        published_json(), media_type="application/json", headers={"cache-control": "max-age=3600"}
    )


def published_json() -> str:
    return json.dumps(as_data(), ensure_ascii=False, indent=1) + "\n"


ROUTES = [kinds]
