"""Submission kinds: report, withdraw, send up, answer."""

from dataclasses import replace
from datetime import datetime

from sync.envelope import from_text
from webapp.concerns.forms import (
    ANSWER_BY,
    BODY_LIMIT,
    LONGEST,
    SUMMARY_LIMIT,
    ConcernForm,
    ConcernStepForm,
    SendUpForm,
)
from webapp.concerns.models import (
    RESTRICTED,
    TOGETHER,
    AnswerFromAbove,
    Category,
    Concern,
    ConcernStep,
    SentUp,
    Severity,
)
from webapp.concerns.rules import (
    has_restricted_category,
    hide_concern,
    let_go_of_redirected,
    record_province_answer,
    report_concern,
    send_concern_up,
    withdraw_concern,
)
from webapp.concerns.step_rules import concern_of, refuse_wrong_level, refuse_wrong_merge, take_step
from webapp.concerns.workflow import OFFERED, TABLE, StepAction, WhoActs
from webapp.core.i18n import gettext as _
from webapp.core.labels import record_id
from webapp.submissions import field_types
from webapp.submissions.kinds import RELATIVE, Kind, Written, replay_on_erasure
from webapp.submissions.models import WITHDRAW, Ruling, StoredSubmission
from webapp.web.form_fields import Fields, field_text

RULES = (
    f"With `h` (a relative typed it) `category` is none of {sorted(int(code) for code in RESTRICTED & set(Category))}.",
)


async def record_concern(written: Written) -> None:
    form = ConcernForm.read(written.fields)
    if written.typed_by_name == RELATIVE and has_restricted_category(written.fields):
        form.errors["category"] = _("A dispute, how someone behaved, a person's safety: write this yourself.")
    written.refuse(form.errors)
    await report_concern(written, form)


async def hide_words(concern_id: str, fields: Fields | None) -> None:
    await hide_concern(concern_id, ConcernForm.read(fields) if fields else None)


CONCERN = Kind(
    2,
    "concern",
    {1: ConcernForm.NAMES},
    record_concern,
    made_of=(Concern,),
    files="always",
    office_reads=("summary",),
    restricted=has_restricted_category,
    hide=hide_words,
    rules=RULES,
    types={
        "category": field_types.code(Category, required=True),
        "severity": field_types.code(Severity, required=True),
        "summary": field_types.text(SUMMARY_LIMIT, required_if={"category": [Category.OTHER.value]}),
        "body": field_types.text(BODY_LIMIT),
        "explained": field_types.text(BODY_LIMIT),
        "answer_by": field_types.code(("a visit", "a call", "a paper")[: len(ANSWER_BY)]),
        "agreed": field_types.FieldType(
            "codes", {1: "the family agrees that it is passed on"}, required=True, alone=True
        ),
    },
)


async def record_withdrawal(written: Written) -> None:
    """By the writer: first of two approvals of an erasure. Ignored if the concern is gone."""
    own = Concern.filter(household=written.household, by_id=written.member_id or "", hidden=False)
    concern = await own.get_or_none(id=field_text(written.fields, "concern"))
    if concern is None:
        return
    await withdraw_concern(concern)
    await _ask_to_erase(written, concern, _("The family took it back."))


async def _ask_to_erase(written: Written, concern: Concern, reason: str) -> None:
    """The first of two approvals."""
    for row in await StoredSubmission.filter(entity=written.household.id, kind=CONCERN.code):
        if record_id(from_text(row.device_id), row.seq) == concern.id:
            await Ruling.create(
                id=written.id,
                commune=written.commune,
                verdict=WITHDRAW,
                reason=reason,
                device_id=row.device_id,
                seq=row.seq,
                digest=row.digest,
                by=written.member_id or "",
                by_name=written.author_name,
                made_at=written.recorded_at,
                received_at=written.received_at,
            )


async def take_back_withdrawal(device_id: str, seq: int) -> None:
    await Ruling.filter(id=record_id(from_text(device_id), seq)).delete()


WITHDRAWN = Kind(
    19,
    "concern_withdrawn",
    {1: ("concern",)},
    record_withdrawal,
    take_back=take_back_withdrawal,
    types={"concern": replace(field_types.ID, required=True)},
)


async def record_step(written: Written) -> None:
    """Ignored if the concern is gone."""
    form = ConcernStepForm.read(written.fields, written.made_on)
    written.refuse(form.errors)
    await refuse_wrong_level(written, form.action)
    if concern := await concern_of(written, form.values["concern"]):
        await refuse_wrong_merge(written, form, concern)
        await take_step(written, form, concern)
        if form.action is StepAction.REDIRECT and await let_go_of_redirected(concern.id):
            await _ask_to_erase(written, concern, _("It was sent to the right office."))


STEP_TEXTS = (
    "explained on the spot, as `text` says",
    "answered",
    "cannot be done, for the reason in `text`",
    "passed from the branch to the commune, with the details",
    "the member is asked for more",
    "more details",
    "the family was told, and is content",
    "the family was told, and is not content",
    "taken over by the commune",
    "in the hands of whoever `text` names",
    "answered by the day `until` only, for the reason in `text`",
    "none of the commune's: the family goes where `text` says",
    "the same matter as the concern `into`",
)
OFFICE_STEPS = [int(one) for one in StepAction if TABLE[one].by is WhoActs.COMMUNE and one in OFFERED]
LED_STEPS = sorted(int(one) for one in OFFERED if TABLE[one].by in (WhoActs.BRANCH, WhoActs.TURN))
LED_WITHOUT_WORDS = sorted(one for one in LED_STEPS if not TABLE[StepAction(one)].words)

CONCERN_STEP = Kind(
    20,
    "concern_step",
    {1: ConcernStepForm.NAMES},
    record_step,
    made_of=(ConcernStep,),
    asks_then=True,
    take_back=replay_on_erasure(ConcernStep),
    rules=(
        f"With `action` one of {LED_STEPS} the writer led the branch of the household's hamlet when it was "
        f"written, and `text` is there with each but {LED_WITHOUT_WORDS}.",
        f"`action` is none of {OFFICE_STEPS}: the office's.",
        f"With `action` {int(StepAction.EXTEND)} `until` is there.",
        f"With `action` {int(StepAction.MERGE)} `into` is another concern of the same category in the writer's branch, "
        f"and the category none of {sorted(int(code) for code in set(Category) - TOGETHER)}.",
    ),
    types={
        "concern": replace(field_types.ID, required=True),
        "action": field_types.code(STEP_TEXTS, required=True),
        "text": field_types.text(
            BODY_LIMIT,
            required_if={
                "action": [int(one) for one in OFFERED if TABLE[one].words and TABLE[one].by is WhoActs.CARER]
            },
        ),
        "seen": field_types.ID,
        "until": replace(field_types.DAY, earliest=1, latest=LONGEST.days),
        "into": field_types.ID,
    },
)


async def record_sent_up(written: Written) -> None:
    """Once per concern; ignored if gone."""
    form = SendUpForm.read(written.fields)
    written.refuse(form.errors)
    found = Concern.filter(id=field_text(written.fields, "concern"), commune=written.commune, sent_up=None)
    if concern := await found.prefetch_related("household__hamlet").first():
        await send_concern_up(written, concern, form)


async def record_answer(written: Written) -> None:
    at = datetime.fromisoformat(field_text(written.fields, "at"))
    if sent := await SentUp.get_or_none(id=field_text(written.fields, "sent"), commune=written.commune):
        await record_province_answer(written, sent, field_text(written.fields, "text"), at)


SENT_UP = Kind(96, "sent_up", {1: SendUpForm.NAMES}, record_sent_up, made_of=(SentUp,), about="commune")
ANSWERED = Kind(
    97, "answer", {1: ("sent", "text", "at")}, record_answer, made_of=(AnswerFromAbove,), about="commune"
)
