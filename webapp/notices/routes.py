"""Endpoints for notices."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.households.viewer import Viewer
from webapp.notices.forms import NoticeAnswerForm, NoticeForm, NoticeToldForm
from webapp.notices.kinds import NOTICE_TOLD
from webapp.notices.models import Notice
from webapp.notices.pages import (
    dates_page,
    families_to_tell_page,
    notice_form_page,
    notice_page,
    notices_desk_page,
    notices_page,
    questions_page,
    replaceable,
    telling_page,
)
from webapp.notices.publishing import (
    answer_questions,
    change_draft,
    draft_notice,
    publish_notice,
    withdraw_notice,
)
from webapp.notices.queries import notices_visible_to
from webapp.notices.year import YearlyDateForm, add_yearly_date, remove_yearly_date
from webapp.people.queries import hamlets_of
from webapp.submissions.intake.receipts import redirect_to_receipt, shown_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import field_text, fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CARRIERS, COMMUNE, LEADERS, NO_HOUSEHOLD, OFFICE

WRITE = {"policy": OFFICE, "shows": NO_HOUSEHOLD}


@get("/notices", opt={"policy": COMMUNE})
async def notices(request: Asked) -> Response[str]:
    viewer = Viewer(request.user)
    if request.user.in_office:
        return page(request, "notices/desk.html", **await notices_desk_page(viewer))
    return page(request, "notices/index.html", **await notices_page(viewer))


@get("/telling", opt={"policy": CARRIERS})
async def families_to_tell(request: Asked) -> Response[str]:
    return page(request, "notices/families.html", **await families_to_tell_page(Viewer(request.user)))


@get("/notices/new", opt=WRITE)
async def new_notice(request: Asked) -> Response[str]:
    replaces = request.query_params.get("replaces", "")
    shown = await notice_form_page(Viewer(request.user), replaces=replaces)
    return page(request, "notices/edit.html", **shown, op=new_id())


@post("/notices", opt=WRITE)
async def write_notice(request: Asked) -> Response[str] | Redirect:
    viewer = Viewer(request.user)
    form, op = await _sent(request, viewer)
    if form.errors:
        return page(
            request, "notices/edit.html", status=422, **await notice_form_page(viewer, None, form), op=op
        )
    return see_other(f"/notices/{await draft_notice(request.user, form, op)}")


async def _sent(request: Asked, viewer: Viewer, but: str = "") -> tuple[NoticeForm, str]:
    fields = fields_of(await request.form())
    hamlets = [one.id for one in await hamlets_of(request.user.commune)]
    replaces = [one.id for one in await replaceable(viewer) if one.id != but]
    return NoticeForm.of(fields, hamlets=hamlets, replaceable=replaces), field_text(fields, "op")[:24]


@get("/notices/{notice_id:str}", opt={"policy": COMMUNE, "shows": NO_HOUSEHOLD})
async def notice(request: Asked, notice_id: FromPath[str]) -> Response[str]:
    return page(
        request, "notices/show.html", **await notice_page(Viewer(request.user), notice_id), op=new_id()
    )


@get("/notices/{notice_id:str}/edit", opt=WRITE)
async def edit_notice(request: Asked, notice_id: FromPath[str]) -> Response[str]:
    draft = await _draft(request, notice_id)
    return page(
        request, "notices/edit.html", **await notice_form_page(Viewer(request.user), draft), op=new_id()
    )


@post("/notices/{notice_id:str}/edit", opt=WRITE)
async def change_notice(request: Asked, notice_id: FromPath[str]) -> Response[str] | Redirect:
    viewer, draft = Viewer(request.user), await _draft(request, notice_id)
    form, op = await _sent(request, viewer, draft.id)
    if not form.errors and not await change_draft(draft, form):
        form.errors["words"] = _("It was published meanwhile. Write a new one that replaces it.")
    if form.errors:
        shown = await notice_form_page(viewer, draft, form)
        return page(request, "notices/edit.html", status=422, **shown, op=op)
    return see_other(f"/notices/{draft.id}")


async def _draft(request: Asked, notice_id: str) -> Notice:
    return await notices_visible_to(request.user).get(id=notice_id, published_on=None)


@post("/notices/{notice_id:str}/publication", opt=WRITE)
async def publish(request: Asked, notice_id: FromPath[str]) -> Redirect:
    found = await notices_visible_to(request.user).get(id=notice_id)
    await publish_notice(request.user, found)
    return see_other(f"/notices/{found.id}")


@post("/notices/{notice_id:str}/withdrawal", opt=WRITE)
async def withdraw(request: Asked, notice_id: FromPath[str]) -> Redirect:
    found = await notices_visible_to(request.user).get(id=notice_id)
    await withdraw_notice(request.user, found)
    return see_other(f"/notices/{found.id}")


@get("/notices/{notice_id:str}/questions", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def questions(request: Asked, notice_id: FromPath[str]) -> Response[str]:
    shown = await questions_page(Viewer(request.user), notice_id)
    return page(request, "notices/questions.html", **shown, op=new_id())


@post("/notices/{notice_id:str}/questions", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def answer(request: Asked, notice_id: FromPath[str]) -> Response[str] | Redirect:
    viewer, fields = Viewer(request.user), fields_of(await request.form())
    found = await notices_visible_to(request.user).get(id=notice_id)
    form = NoticeAnswerForm.read(fields)
    if form.errors:
        shown = await questions_page(viewer, found.id, form)
        return page(request, "notices/questions.html", status=422, **shown, op=new_id())
    await answer_questions(request.user, found, form, field_text(fields, "op")[:24])
    return see_other(f"/notices/{found.id}/questions")


@get("/households/{household_id:str}/notices", opt={"policy": CARRIERS})
async def notices_to_tell(request: Asked, household_id: FromPath[str]) -> Response[str]:
    viewer = Viewer(request.user)
    shown = await telling_page(viewer, await viewer.household(household_id))
    return page(request, "notices/tell.html", **shown | {"saved": shown_receipt(request)}, op=new_id())


@post("/households/{household_id:str}/notices", opt={"policy": CARRIERS})
async def tell_notice(request: Asked, household_id: FromPath[str]) -> Response[str] | Redirect:
    viewer = Viewer(request.user)
    household, fields = await viewer.household(household_id), fields_of(await request.form())
    form = NoticeToldForm.read(fields)
    if form.errors:
        shown = await telling_page(viewer, household, form)
        return page(request, "notices/tell.html", status=422, **shown, op=new_id())
    await Notice.get(id=form.notice, commune=request.user.commune, published_on__not_isnull=True)
    outcome = await submit_form(request.user, NOTICE_TOLD, household.id, fields)
    return redirect_to_receipt(outcome, f"/households/{household.id}/notices")


@get("/dates", opt={"policy": COMMUNE, "shows": NO_HOUSEHOLD})
async def dates(request: Asked) -> Response[str]:
    return page(request, "notices/dates.html", **await dates_page(Viewer(request.user)), op=new_id())


@post("/dates", opt=WRITE)
async def add_date(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = YearlyDateForm.read(fields)
    if form.errors:
        shown = await dates_page(Viewer(request.user), form)
        return page(request, "notices/dates.html", status=422, **shown, op=new_id())
    await add_yearly_date(request.user, form, field_text(fields, "op")[:24])
    return see_other("/dates")


@post("/dates/{date_id:str}/removal", opt=WRITE)
async def remove_date(request: Asked, date_id: FromPath[str]) -> Redirect:
    await remove_yearly_date(request.user, date_id)
    return see_other("/dates")


ROUTES = [
    *(
        notices,
        families_to_tell,
        new_notice,
        write_notice,
        notice,
        edit_notice,
        change_notice,
        publish,
        withdraw,
    ),
    *(questions, answer, notices_to_tell, tell_notice, dates, add_date, remove_date),
]
