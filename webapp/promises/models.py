"""Models: dated spans, added holidays, telephones of the office. The newest row holds; older ones stay."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.promises.rules import AnswerClock, SpanUnit


class AnswerSpan(Row):
    """Time for an answer, from a day on."""

    clock = fields.IntEnumField(AnswerClock)
    urgency = fields.IntField()
    count = fields.IntField()
    unit = fields.IntEnumField(SpanUnit)
    valid_from = fields.DateField()
    by_name = fields.TextField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "answer_span"
        indexes = [Index(fields=("commune", "valid_from"), name="answer_span_from")]


class AddedHoliday(Row):
    """Beside those of the law."""

    day = fields.DateField()
    name = fields.TextField()
    by_name = fields.TextField()
    made_at = fields.DatetimeField()
    withdrawn_by_name = fields.TextField(default="")
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "added_holiday"
        indexes = [Index(fields=("commune", "day"), name="added_holiday_day")]


class TelephoneUse(StrEnum):
    """Whom a family calls."""

    OFFICE = "office"
    PAST_OFFICE = "past_office"
    """The Party committee or its inspection: past the office."""


class OfficeTelephone(Row):
    use = fields.CharEnumField(TelephoneUse, max_length=11)
    name = fields.TextField()
    number = fields.TextField()  # empty: none
    by_name = fields.TextField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "office_telephone"
        indexes = [Index(fields=("commune", "made_at"), name="office_telephone_made")]
