"""The kinds of submissions as data: what the office serves is what it does, and a stranger can write a visit with it alone."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.envelope import Content, Submission, make_body
from tests.office.numbers import send
from tests.submissions.evolution import DEVICES, golden
from tests.support.phone import enrolled
from tests.support.world import World
from tests.sync.examples import submissions
from webapp.concerns.models import Concern
from webapp.submissions.kinds import KINDS
from webapp.submissions.models import StoredSubmission
from webapp.submissions.published import PLACE, fields_in, published_json, reads_whole
from webapp.submissions.rulings import RULING
from webapp.visits.models import Visit

DATA: dict[str, Any] = json.loads(PLACE.read_text())
TYPES = {kind.name: kind.types for kind in KINDS.values() if kind.types}
FILE = "A" * 43


def by_name(name: str) -> dict[str, Any]:
    return next(kind for kind in DATA["kinds"] if kind["name"] == name)


def test_the_file_says_what_the_registry_says() -> None:
    assert PLACE.read_text() == published_json(), "run: python -m webapp.kinds"
    phones = {kind.name for kind in KINDS.values() if kind.about != "commune"}
    assert {kind["name"] for kind in DATA["kinds"]} == phones == TYPES.keys()
    for kind in DATA["kinds"]:
        known = KINDS[kind["code"]]
        names = {int(schema): [one["name"] for one in fields] for schema, fields in kind["schemas"].items()}
        assert names == {schema: list(fields) for schema, fields in known.fields.items()}
        assert all(one["type"] in DATA["types"] for fields in kind["schemas"].values() for one in fields)


async def test_it_is_served_to_anybody(huoi_co: World, browser_of) -> None:
    answer = await (await browser_of(None)).get("/sync/v1/kinds")

    assert (answer.status_code, answer.json()) == (200, DATA)


def test_every_body_that_a_phone_ever_wrote_fits() -> None:
    for one in golden():
        content = Content.parse(one.body)
        if one.device == DEVICES["phone"] and content.kind:
            assert reads_whole(KINDS[content.kind], content) == "", one.body.decode()


def value_of(field: dict[str, Any], draw: Any) -> Any:
    """From the file alone."""
    if field["type"] == "shown":
        shown = value_of(field | {"type": field["of"], "required": True}, draw)
        return draw(
            st.sampled_from([None, as_text(shown), as_text(shown) if isinstance(shown, list) else shown])
        )
    if field["type"] in ("code", "codes"):
        one: Any = st.sampled_from([int(code) for code in field["choices"]])
    elif field["type"] in ("word", "words"):
        one = st.sampled_from(list(field["choices"]))
    elif field["type"] == "number":
        one = st.integers(field["least"], field["most"])
    else:
        one = {
            "text": st.text("aăâđ ếộ.,", max_size=field.get("most", 1)).filter(
                lambda text: text.strip() or not field.get("required")
            ),
            "day": st.just("2026-11-20"),
            "period": st.sampled_from(["2026-11-20", "20/11/2026", "11/2026", "2026"]),
            "month": st.just("2026-10"),
            "id": st.just("8OHSw7Slloc"),
            "opids": st.just("AQIDBAUGBwg.2.0 AQIDBAUGBwg.3.0"),
        }[field["type"]]
    if field["type"] in ("codes", "words"):
        one = st.lists(one, min_size=1, max_size=4, unique=True)
    return draw(one if field.get("required") else st.none() | one)


def test_every_example_of_the_format_fits() -> None:
    for one in submissions():
        content = Content.parse(one.body)
        assert not content.kind or reads_whole(KINDS[content.kind], content) == "", one.body.decode()


def as_text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_body_made_from_the_file_is_read_whole(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(DATA["kinds"]))
    schema = data.draw(st.sampled_from(sorted(kind["schemas"])))
    values = [value_of(field, data.draw) for field in kind["schemas"][schema]]
    body = make_body(kind=kind["code"], schema=int(schema), wall=5, entity="8OHSw7Slloc", values=values)

    assert reads_whole(KINDS[kind["code"]], Content.parse(body)) == "", body.decode()


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_value_of_another_type_is_none_of_the_kind(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(DATA["kinds"]))
    schema = max(kind["schemas"])
    fields = kind["schemas"][schema]
    place = data.draw(st.integers(0, len(fields) - 1))
    texts = ("text", "day", "period", "month", "id", "opids", "word")
    wrong = [5, [1]] if fields[place]["type"] in texts else ["x", "1x"]
    values = [value_of(one, data.draw) if one.get("required") else None for one in fields]
    values[place] = data.draw(st.sampled_from(wrong))
    body = make_body(kind=kind["code"], schema=int(schema), wall=5, values=values)

    if fields[place]["type"] not in ("words", "shown") and not fields[place].get(
        "alone"
    ):  # "x" is no word of any list, but one may stand alone
        assert reads_whole(KINDS[kind["code"]], Content.parse(body)) == "form", body.decode()


async def test_a_stranger_writes_a_visit_from_the_page_and_the_file_alone(huoi_co: World, browser_of) -> None:
    phone, nobody = await enrolled(huoi_co.dan), await browser_of(None)
    kinds = {kind["name"]: kind for kind in (await nobody.get("/sync/v1/kinds")).json()["kinds"]}

    def body(name: str, said: dict[str, Any]) -> bytes:
        kind = kinds[name]
        schema = max(kind["schemas"], key=int)
        meant = {
            field["name"]: {text: int(code) for code, text in field.get("choices", {}).items()}
            for field in kind["schemas"][schema]
        }
        coded = [
            None
            if name not in said
            else [meant[name][one] for one in said[name]]
            if isinstance(said[name], list)
            else meant[name].get(said[name], said[name])
            for name in meant
        ]
        return make_body(
            kind=kind["code"], schema=int(schema), wall=phone.clock(), entity=huoi_co.an.id, values=coded
        )

    visit = {
        "met": "at home",
        "did": ["asked after", "papers"],
        "need": "yes",
        "note": "Mái dột",
        "next": "in a week",
    }
    concern = {
        "category": "water power signal",
        "severity": "pressing",
        "summary": "Giếng cạn",
        "answer_by": "a call",
        "agreed": "the family agrees that it is passed on",
    }
    items = [
        Submission(phone.device, 1, body("visit", visit)),
        Submission(phone.device, 2, body("concern", concern)),
    ]

    assert await send(nobody, phone, items, made=2) == {1: (1, ""), 2: (1, "")}
    made = await Visit.get()
    assert (int(made.met), made.did, made.has_need, made.note) == (1, [1, 5], True, "Mái dột")
    assert (await Concern.get()).summary == "Giếng cạn"


VISIT, CONCERN, NOTHING = 1, 2, 0
ABOUT_A_HOUSEHOLD = (VISIT, CONCERN, 3)


@pytest.mark.parametrize(
    ("kind", "schema", "values", "extras", "fate"),
    [
        (VISIT, 1, ["1"], {}, (3, "form")),
        (VISIT, 1, [[1]], {}, (3, "form")),
        (VISIT, 1, [1, 1], {}, (3, "form")),
        (VISIT, 1, [1, ["1"]], {}, (3, "form")),
        (VISIT, 1, [1, [1, 1]], {}, (3, "form")),
        (VISIT, 1, [1, [9]], {}, (3, "form")),
        (VISIT, 1, [1, [1], 7], {}, (3, "form")),
        (VISIT, 1, [1, [1], 0, 5], {}, (3, "form")),
        (VISIT, 1, [1, [1], 0, "", "2026-13-45"], {}, (3, "form")),
        (VISIT, 1, [1, [1], 0, None, None, 1], {}, (2, "schema")),
        (VISIT, 2, list(range(1, 16)), {}, (2, "schema")),
        (VISIT, 1, [1], {"x": 1}, (2, "schema")),
        (VISIT, 1, [1], {"a": "AAAAAAAAAAA"}, (3, "form")),
        (VISIT, 1, [1], {"f": [[FILE, 9, "image/jpeg"], [FILE, 9, "image/png"]]}, (3, "form")),
        (CONCERN, 1, [1, 1, "Giếng", "", "2026-13-45", 1], {}, (3, "form")),
        (CONCERN, 1, [1, 1, "Giếng", "", 9, 1], {}, (3, "form")),
        (16, 1, ["0001-01"], {}, (3, "form")),
        (16, 1, ["2026-W01"], {}, (3, "form")),
        (18, 1, ["zzzzzzzzzzz"], {}, (3, "form")),
        (3, 1, [5, 123456789012], {}, (3, "form")),
        (3, 1, [5, "9" * 15], {}, (3, "form")),
        (3, 1, [*[None] * 9, "Vi Thị Hoa", 123456789012], {}, (3, "form")),
        (3, 1, [*[None] * 9, "Vi Thị Hoa", "x" * 81], {}, (3, "form")),
        (3, 2, [*[None] * 18, 1, 3], {}, (3, "form")),
        (3, 2, [*[None] * 18, 1, 123456789012], {}, (3, "form")),
        (3, 2, [*[None] * 15, ["large_print"], "large_print small_print"], {}, (3, "form")),
        (3, 2, [5, "4", None, None, "0987654321", None, 2, 1, None, "Vi Thị Hoa", "Vi Thị Mai"], {}, (1, "")),
        (3, 2, [*[None] * 15, "large_print visit_evening"], {}, (1, "")),
        (3, 2, [*[None] * 15, "large_print large_print"], {}, (3, "form")),
        (3, 2, [*[None] * 15, "large_print small_print"], {}, (3, "form")),
        (NOTHING, 1, [1], {}, (3, "form")),
        (NOTHING, 1, [], {"x": 1}, (3, "form")),
        (NOTHING, 2, [], {}, (2, "schema")),
        (3, 1, [5], {"f": [[FILE, 9, "image/jpeg"]]}, (3, "form")),
    ],
)
async def test_what_would_be_dropped_cut_or_read_as_something_else_is_not_accepted(
    huoi_co: World, browser_of, kind: int, schema: int, values: list[Any], extras: dict[str, Any], fate: Any
) -> None:
    phone = await enrolled(huoi_co.dan)
    body = make_body(
        kind=kind,
        schema=schema,
        wall=phone.clock(),
        entity=huoi_co.an.id if kind in ABOUT_A_HOUSEHOLD else "",
        values=values,
        extras=extras,
    )
    good = make_body(kind=VISIT, schema=1, wall=phone.clock(), entity=huoi_co.an.id, values=[1])

    told = await send(
        await browser_of(None),
        phone,
        [Submission(phone.device, 1, body), Submission(phone.device, 2, good)],
        2,
    )

    assert told == {1: fate, 2: (1, "")}
    assert bytes((await StoredSubmission.get(seq=1)).body) == body


SPELLINGS = {
    "day": [
        "20261120",
        "2026-W47-5",
        "",
        "2026-1-1",
        " 2026-11-20",
        "２０２６-11-20",
        "2026-02-30",
        "0000-01-01",
    ],
    "period": ["20261120", "", "2026-W47-5", "２０２６", "20_26", "13/2026", "31/2/2026"],
    "month": ["2026-13", "", "202611", "2026-1", "2026-W4"],
    "id": ["zzzzzzzzzzz", "", "AQIDBAUGBwh", "AQIDBAUGBw", "đQIDBAUGBwg"],
    "opids": ["zzzzzzzzzzz", "AQIDBAUGBwg.٣.0"],
}


def test_every_day_month_and_id_has_one_spelling() -> None:
    for name, fields in TYPES.items():
        for known in fields.values():
            taken = [one for one in SPELLINGS.get(known.type, []) if known.takes(one)]
            assert not taken, (name, known.type, taken)


def test_fields_of_what_no_phone_sends_are_not_published() -> None:
    assert fields_in(RULING, 1) == {}
