"""Field types of every kind a phone may send; `python -m webapp.submissions.schema.published` writes kinds.json."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from litestar import Response, get

from sync.envelope import Content, Item
from webapp.assignments.absences.reports import LONGEST
from webapp.assignments.charge.models import Reason
from webapp.concerns.forms import ANSWER_BY, BODY_LIMIT, SUMMARY_LIMIT
from webapp.concerns.models import Category, Severity
from webapp.duty.forms import MOST, VERSIONS
from webapp.households.details.change_form import ACCOMMODATIONS, NAME_LIMIT, PEOPLE_LIMIT
from webapp.households.details.movement_form import ANOTHER_DAY
from webapp.households.details.movement_form import KINDS as MOVED
from webapp.households.details.movement_form import LOOK_BACK as MOVED_BACK
from webapp.households.family.consent_form import ANSWERS
from webapp.households.family.models import Wants
from webapp.households.family.needs import CODES
from webapp.households.family.request_form import WORDS_LIMIT
from webapp.households.poverty.models import ReviewStep
from webapp.kinds import KINDS
from webapp.progress.forms import LOOK_BACK as MONTHS_BACK
from webapp.progress.forms import NOTE_LIMIT as MONTH_NOTE_LIMIT
from webapp.progress.models import Topic
from webapp.register.choices import LANGUAGES
from webapp.register.consents import PURPOSES
from webapp.submissions.kinds import Kind
from webapp.submissions.schema.field_types import (
    DAY,
    ID,
    MONTH,
    OPID_LIST,
    PERIOD,
    TYPES,
    UNTOLD,
    YES_NO,
    Field,
    code,
    codes,
    number,
    past,
    shown,
    text,
    word,
)
from webapp.visits.forms import LOOK_BACK, NOTE_LIMIT
from webapp.visits.models import Did, Met, Occasion
from webapp.web.form_fields import YEAR_BACK

PLACE = Path(__file__).with_name("kinds.json")
FILES, AUTHOR, HELPED = "f", "a", "h"
"""Extras allowed from a phone."""
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

_VISIT = {
    "met": code(Met, required=True),
    "did": codes(Did),
    "need": YES_NO,
    "note": text(NOTE_LIMIT),
    "on": past(DAY, LOOK_BACK),
    "next": code(("in a week", "in a month")),
    "next_on": DAY,
    "occasion": code(Occasion),
}
_SAID = {
    "people": number(1, PEOPLE_LIMIT),
    "head_phone": text(20),
    "preferred_contact": code(("a visit", "a call", "a message", "through a person")),
    "head_name": text(NAME_LIMIT),
    "preferred_language": word(*LANGUAGES),
    "accommodations": Field("words", {one: one.replace("_", " ") for one in ACCOMMODATIONS}, alone=True),
    "visits_wanted": Field(
        "code", {0: "as often as it helps", 1: "at most once a month", 2: "at most once a quarter"}
    ),
}


FIELDS: dict[str, dict[str, Field]] = {
    "visit": _VISIT,
    "concern": {
        "category": code(Category, required=True),
        "severity": code(Severity, required=True),
        "summary": text(SUMMARY_LIMIT, required_if={"category": [Category.OTHER.value]}),
        "body": text(BODY_LIMIT),
        "answer_by": code(("a visit", "a call", "a paper")[: len(ANSWER_BY)]),
        "agreed": Field("codes", {1: "the family agrees that it is passed on"}, required=True, alone=True),
    },
    "household_change": {
        **_SAID,
        **{f"{name}_was": shown(one) for name, one in _SAID.items()},
        **{f"{name}_base": OPID_LIST for name in _SAID},
    },
    "population_event": {
        "moved": code([one.value for one in MOVED], required=True),
        "moved_when": code(("today", "this week", "this month", "another day"), required_if={"moved_on": [None]}),
        "moved_on": replace(past(PERIOD, MOVED_BACK), required_if={"moved_when": [ANOTHER_DAY]}),
        "persons": number(1, PEOPLE_LIMIT, required=True),
        "under_6": number(0, PEOPLE_LIMIT),
        "people_base": OPID_LIST,
    },
    "consent": {
        "answer": code(ANSWERS.values(), required=True),
        "purpose": codes(PURPOSES, alone=True, required_if={"answer": [1]}),
        "language": code(LANGUAGES),
        "read_on": past(DAY, YEAR_BACK),
        "notice": number(1, 999),
    },
    "need": {
        "opens": codes(CODES, alone=True, required_if={"closes": [None]}),
        "closes": codes(CODES, alone=True, required_if={"opens": [None]}),
        "need_on": past(DAY, YEAR_BACK),
    },
    "family_request": {"wants": code(Wants, required=True), "wish": text(WORDS_LIMIT)},
    "poverty_step": {
        "review_step": code(ReviewStep, required=True),
        "record": replace(ID, required_if={"review_step": [ReviewStep.TOLD.value]}),
        "again": YES_NO,
        "told_on": past(DAY, YEAR_BACK),
    },
    "plan_answer": {"plan": replace(ID, required=True), "answer": word("yes", "change", required=True), "note": text(200)},
    "absence": {
        "what": word("away", "back"),
        "since": replace(DAY, earliest=-LONGEST.days, latest=LONGEST.days),
        "until": replace(DAY, required_if={"what": [None, "away"]}),
    },
    "another_member": {"member": ID, "asked": YES_NO, "reason": word(*(one.value for one in Reason))},
    "handover_confirmed": {"handover": replace(ID, required=True)},
    "visit_correction": {"base": ID, **{name: replace(one, required=False) for name, one in _VISIT.items() if name != "next"}},
    "duty_ack": {
        "version": number(VERSIONS.start, VERSIONS.stop - 1, required=True),
        "households": number(MOST.start, MOST.stop - 1, required=True),
        "digest": replace(ID, required=True),
    },
    "support_contact": {"member": replace(ID, required=True), "topic": code(Topic, required=True)},
    "month_report": {"month": replace(past(MONTH, MONTHS_BACK), required=True), "note": text(MONTH_NOTE_LIMIT)},
    "month_read": {"report": replace(ID, required=True)},
    "objection": {"record": replace(ID, required=True)},
    "concern_withdrawn": {"concern": replace(ID, required=True)},
}  # fmt: skip


def fields_in(kind: Kind, schema: int) -> Mapping[str, Field]:
    """In order of position; empty if phones may not send it."""
    known = FIELDS.get(kind.name)
    return {name: known.get(name, UNTOLD) for name in kind.fields[schema]} if known else {}


def reads_whole(kind: Kind, content: Content) -> str:
    """Code (`schema`, `form`) if a part would not be read; else ""."""
    known: Sequence[Field] = list(fields_in(kind, content.schema).values())
    beyond: tuple[Item, ...] = content.values[len(kind.fields[content.schema]) :]
    if beyond or content.extras.keys() - {FILES, AUTHOR, HELPED}:
        return "schema"
    wrong = not all(one.takes(content.value(place)) for place, one in enumerate(known))
    wrong = wrong or content.extras.get(HELPED, 1) != 1
    return "form" if wrong or (kind.files == "never" and content.extras.get(FILES)) else ""


def as_data() -> dict[str, Any]:
    kinds = [kind for kind in KINDS.values() if kind.name in FIELDS]
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
    return Response(written(), media_type="application/json", headers={"cache-control": "max-age=3600"})


def written() -> str:
    return json.dumps(as_data(), ensure_ascii=False, indent=1) + "\n"


ROUTES = [kinds]

if __name__ == "__main__":
    PLACE.write_text(written())
