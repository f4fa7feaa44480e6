"""Models: notices, tellings, answers to questions, dates of the year."""

from datetime import date
from enum import IntEnum

from tortoise import fields
from tortoise.indexes import Index

from webapp.core.database.db import Row
from webapp.people.models import Member
from webapp.register.models import Household


class Notice(Row):
    """A policy item in plain words (chủ trương cần phổ biến). Drafted until published."""

    number = fields.TextField()
    title = fields.TextField()
    issuer = fields.TextField()
    words = fields.TextField()
    audience: fields.JSONField[list[str]] = fields.JSONField(
        default=list
    )  # codes of rules.AUDIENCES; []: all
    hamlets: fields.JSONField[list[str]] = fields.JSONField(default=list)  # ids; []: all
    until = fields.DateField(null=True)
    replaces: "fields.ForeignKeyNullableRelation[Notice]" = fields.ForeignKeyField(
        "gandan.Notice", related_name="replaced_by", on_delete=fields.RESTRICT, null=True
    )
    replaces_id: str | None
    replaced_by: "fields.ReverseRelation[Notice]"
    by_name = fields.TextField()
    at = fields.DatetimeField()
    published_on = fields.DateField(null=True)
    published_by_name = fields.TextField(default="")
    withdrawn_on = fields.DateField(null=True)
    withdrawn_by_name = fields.TextField(default="")
    form = fields.CharField(max_length=24)

    class Meta:
        table = "notice"
        unique_together = (("commune", "form"),)
        indexes = [
            Index(fields=("commune", "published_on"), name="notice_published"),
            Index(fields=("replaces_id",), name="notice_replaces"),
        ]

    def holds(self, day: date) -> bool:
        """Published, not withdrawn, not over; whether another replaced it is not known here."""
        begun = self.published_on is not None and self.withdrawn_on is None
        return begun and (self.until is None or self.until >= day)


class NoticeOutcome(IntEnum):
    """What happened at the door. Never whether the family agrees."""

    TOLD = 1
    NOT_HOME = 2
    ASKED = 3
    DECLINED = 4


class NoticeTold(Row):
    """A family was told of a notice, or not. Projection of the log."""

    household: fields.ForeignKeyRelation[Household] = fields.ForeignKeyField(
        "gandan.Household", related_name="notices_told", on_delete=fields.RESTRICT
    )
    household_id: str
    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField(
        "gandan.Notice", related_name="tellings", on_delete=fields.RESTRICT
    )
    notice_id: str
    outcome = fields.IntEnumField(NoticeOutcome)
    question = fields.TextField(default="")
    by: fields.ForeignKeyNullableRelation[Member] = fields.ForeignKeyField(
        "gandan.Member", related_name="notices_told", on_delete=fields.RESTRICT, null=True
    )
    by_id: str | None
    by_name = fields.TextField()
    typed_by_name = fields.TextField(null=True)
    told_on = fields.DateField()
    recorded_at = fields.DatetimeField()  # phone's clock
    received_at = fields.DatetimeField()

    class Meta:
        table = "notice_told"
        indexes = [
            Index(fields=("household_id",), name="notice_told_household"),
            Index(fields=("notice_id",), name="notice_told_notice"),
            Index(fields=("by_id",), name="notice_told_by"),
        ]


class NoticeAnswer(Row):
    """A question that families asked, in general words, and its answer."""

    notice: fields.ForeignKeyRelation[Notice] = fields.ForeignKeyField(
        "gandan.Notice", related_name="answers", on_delete=fields.RESTRICT
    )
    notice_id: str
    question = fields.TextField()
    answer = fields.TextField()
    answers: fields.JSONField[list[str]] = fields.JSONField(default=list)  # ids of NoticeTold rows
    by_name = fields.TextField()
    at = fields.DatetimeField()
    form = fields.CharField(max_length=24)

    class Meta:
        table = "notice_answer"
        unique_together = (("commune", "form"),)
        indexes = [Index(fields=("notice_id", "at"), name="notice_answer_notice")]


class YearlyDate(Row):
    """A date of every year that members remind of: school, insurance, vaccination."""

    month = fields.IntField()
    day = fields.IntField()
    title = fields.TextField()
    words = fields.TextField(default="")
    by_name = fields.TextField()
    at = fields.DatetimeField()
    removed_at = fields.DatetimeField(null=True)
    removed_by_name = fields.TextField(default="")
    form = fields.CharField(max_length=24)

    class Meta:
        table = "yearly_date"
        unique_together = (("commune", "form"),)

    def next_after(self, day: date) -> date:
        """The first from this day on; 29 February is 28 in other years."""
        last = 28 if (self.day, self.month) == (29, 2) else self.day
        this_year = date(day.year, self.month, last)
        return this_year if this_year >= day else date(day.year + 1, self.month, last)
