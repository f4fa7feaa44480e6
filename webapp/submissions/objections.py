"""Submission kind: objection to a record typed for a member."""

from dataclasses import replace

from webapp.core.i18n import gettext as _
from webapp.submissions import field_types
from webapp.submissions.bodies import is_id
from webapp.submissions.kinds import Kind, Written
from webapp.submissions.models import Objection
from webapp.web.form_fields import Fields, field_text

FIELDS = ("record",)


def mistakes_in(fields: Fields) -> dict[str, str]:
    return {} if is_id(field_text(fields, "record")) else {"record": _("Choose which record it is.")}


async def record_objection(written: Written) -> None:
    written.refuse(mistakes_in(written.fields))
    await Objection.create(
        id=written.id,
        commune=written.commune,
        record=field_text(written.fields, "record"),
        member=written.member_id or "",
        by_name=written.author_name,
        received_at=written.received_at,
    )


OBJECTION = Kind(
    18,
    "objection",
    {1: FIELDS},
    record_objection,
    made_of=(Objection,),
    about="author",
    types={"record": replace(field_types.ID, required=True)},
)
