"""Submission kinds: consent, needs, requests."""

from sync.envelope import from_text
from webapp.core.i18n import gettext as _
from webapp.core.i18n import local_time
from webapp.core.labels import record_id
from webapp.households.family.consent_form import ANSWERS, FIELDS, ConsentForm
from webapp.households.family.models import FamilyRequest, NeedChange, Wants
from webapp.households.family.needs import CODES, NeedForm, write_needs
from webapp.households.family.needs import FIELDS as NEED_FIELDS
from webapp.households.family.needs import RULES as NEED_RULES
from webapp.households.family.request_form import FIELDS as REQUEST_FIELDS
from webapp.households.family.request_form import WORDS_LIMIT, RequestForm
from webapp.register.choices import LANGUAGES
from webapp.register.consents import PURPOSES, answers_of
from webapp.register.models import Consent
from webapp.submissions import field_types
from webapp.submissions.kinds import Kind, Written
from webapp.web.form_fields import YEAR_BACK


async def record_consent(written: Written) -> None:
    form = ConsentForm.read(written.fields, made_on=written.made_on)
    written.refuse(form.errors)
    await Consent.create(
        id=written.id,
        commune=written.commune,
        household=written.household,
        answer=form.answer,
        # Fast phone clock.
        asked_on=min(form.on, local_time(written.received_at).date()),
        read_by_id=written.member_id,
        by_name=written.author_name,
        language=form.language,
        purposes=form.purposes,
        notice_version=form.version,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


async def forget_consents(commune: str) -> None:
    """Imported answers stay: not in the log."""
    await Consent.filter(commune=commune, received_at__not_isnull=True).delete()


async def take_back_consent(device_id: str, seq: int) -> None:
    await Consent.filter(id=record_id(from_text(device_id), seq)).delete()


CONSENT = Kind(
    4,
    "consent",
    {1: FIELDS},
    record_consent,
    part_of=(Consent,),
    forget=forget_consents,
    take_back=take_back_consent,
    types={
        "answer": field_types.code(ANSWERS.values(), required=True),
        "purpose": field_types.codes(PURPOSES, alone=True, required_if={"answer": [1]}),
        "language": field_types.code(LANGUAGES),
        "read_on": field_types.past(field_types.DAY, YEAR_BACK),
        "notice": field_types.number(1, 999),
    },
)


async def record_needs(written: Written) -> None:
    form = NeedForm.read(written.fields, made_on=written.made_on)
    written.refuse(form.errors)
    answers = await answers_of([written.household.id])
    if not answers.allow(written.household.id, local_time(written.received_at).date(), "needs"):
        written.refuse({"household": _("This family did not agree that its needs are written down.")})
    await write_needs(written, form)


async def take_back_needs(device_id: str, seq: int) -> None:
    await NeedChange.filter(submission=record_id(from_text(device_id), seq)).delete()


NEED = Kind(
    10,
    "need",
    {1: NEED_FIELDS},
    record_needs,
    made_of=(NeedChange,),
    take_back=take_back_needs,
    rules=NEED_RULES,
    types={
        "opens": field_types.codes(CODES, alone=True, required_if={"closes": [None]}),
        "closes": field_types.codes(CODES, alone=True, required_if={"opens": [None]}),
        "need_on": field_types.past(field_types.DAY, YEAR_BACK),
    },
)


async def record_request(written: Written) -> None:
    """Without consent the request is stored without its free text."""
    form = RequestForm.read(written.fields)
    written.refuse(form.errors)
    day = local_time(written.received_at).date()
    agreed = (await answers_of([written.household.id])).agreed(written.household.id, day)
    await FamilyRequest.create(
        id=written.id,
        commune=written.commune,
        household=written.household,
        wants=form.wants,
        words=form.words if agreed else "",
        asked_on=min(written.made_on, day),
        by_id=written.member_id,
        by_name=written.author_name,
        recorded_at=written.recorded_at,
        received_at=written.received_at,
    )


FAMILY_REQUEST = Kind(
    12,
    "family_request",
    {1: REQUEST_FIELDS},
    record_request,
    made_of=(FamilyRequest,),
    office_reads=REQUEST_FIELDS,
    types={"wants": field_types.code(Wants, required=True), "wish": field_types.text(WORDS_LIMIT)},
)
