"""What the office does with a notice: write, publish, withdraw, answer questions."""

from typing import Any

from tortoise.transactions import in_transaction

from webapp.core.calendar import today
from webapp.core.database.db import new_id, now
from webapp.notices.forms import NoticeAnswerForm, NoticeForm
from webapp.notices.models import Notice, NoticeAnswer
from webapp.people.models import OrgUnit
from webapp.web.idempotency import earlier_post
from webapp.web.person import Person


async def draft_notice(person: Person, form: NoticeForm, op: str) -> str:
    """Its id; idempotent by `op`."""
    async with in_transaction():
        await OrgUnit.select_for_update().get(id=person.commune)
        if before := await earlier_post(Notice, op, commune=person.commune):
            return before.id
        id_ = new_id()
        written: dict[str, Any] = {"by_name": person.name, "at": now(), "form": op or id_}
        await Notice.create(id=id_, commune=person.commune, **form.read, **written)
        return id_


async def change_draft(notice: Notice, form: NoticeForm) -> bool:
    """False: published meanwhile."""
    return bool(await Notice.filter(id=notice.id, published_on=None).update(**form.read))


async def publish_notice(person: Person, notice: Notice) -> None:
    """Once; then its words stay as they are."""
    found = Notice.filter(id=notice.id, published_on=None, withdrawn_on=None)
    await found.update(published_on=today(), published_by_name=person.name)


async def withdraw_notice(person: Person, notice: Notice) -> None:
    found = Notice.filter(id=notice.id, withdrawn_on=None)
    await found.update(withdrawn_on=today(), withdrawn_by_name=person.name)


async def answer_questions(person: Person, notice: Notice, form: NoticeAnswerForm, op: str) -> None:
    """Idempotent by `op`."""
    async with in_transaction():
        await Notice.select_for_update().get(id=notice.id)
        if await earlier_post(NoticeAnswer, op, commune=person.commune):
            return
        await NoticeAnswer.create(
            commune=person.commune,
            notice_id=notice.id,
            question=form.question,
            answer=form.answer,
            answers=form.values["asked"],
            by_name=person.name,
            at=now(),
            form=op or new_id(),
        )
