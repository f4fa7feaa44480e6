"""Endpoints: province page, files, sending a concern up."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.concerns.forms import SendUpForm
from webapp.concerns.kinds import SENT_UP
from webapp.concerns.models import Concern, SentUp
from webapp.concerns.queries import concerns_visible_to
from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.core.i18n import gettext_noop as N_
from webapp.households.viewer import Viewer
from webapp.submissions.intake.submit import submit_form
from webapp.upstream.background import wake_sender
from webapp.upstream.files import letters_files, take_reply_file
from webapp.upstream.link import NotJoined, the_link
from webapp.upstream.pages import upstream_page
from webapp.upstream.whitelist import identifies_family, letter_for
from webapp.web.form_fields import field_text, fields_of
from webapp.web.menu import MenuPage, Section
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import OFFICE, audit_subject

LARGEST_FILE = 20_000_000


@get("/upstream", opt={"policy": OFFICE})
async def upstream(request: Asked) -> Response[str]:
    return page(request, "upstream/index.html", **await upstream_page(request.user), problem="")


@post("/upstream/now", opt={"policy": OFFICE})
async def try_now(request: Asked) -> Redirect:
    """Skips the backoff; does not wait."""
    if link := await the_link(request.user.commune):
        link.next_at = None
        await link.save(update_fields=["next_at"])
        wake_sender()
    return see_other("/upstream")


@post("/upstream/file", opt={"policy": OFFICE}, status_code=200)
async def save_file(request: Asked) -> Response[Any]:
    """Without backups: large, and have a command."""
    link = await the_link(request.user.commune)
    if link is None:
        return await _with_problem(request, _("This office has not joined a province yet."))
    try:
        [content, *_rest] = await letters_files(link, backups=False)
    except NotJoined as error:
        return await _with_problem(request, str(error))
    headers = {"content-disposition": 'attachment; filename="gui-tinh.gandan"', "cache-control": "no-store"}
    return Response(content, media_type="application/octet-stream", headers=headers)


@post("/upstream/reply", opt={"policy": OFFICE}, request_max_body_size=LARGEST_FILE, status_code=200)
async def take_reply(request: Asked) -> Response[str] | Redirect:
    sent = (await request.form()).get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    link = await the_link(request.user.commune)
    try:
        if link is None:
            raise NotJoined
        await take_reply_file(link, content)
    except NotJoined:
        return await _with_problem(request, _("This is not a reply of our province to this office."))
    return see_other("/upstream")


async def _with_problem(request: Asked, problem: str) -> Response[str]:
    shown = await upstream_page(request.user)
    return page(request, "upstream/index.html", status=422, **shown, problem=problem)


@get("/concerns/{concern_id:str}/send-up", opt={"policy": OFFICE})
async def send_up_page(request: Asked, concern_id: FromPath[str]) -> Response[str]:
    concern = await _visible(request, concern_id)
    form = SendUpForm({"text": "", "with_hamlet": ""})
    return await _form(request, concern, form, op=new_id())


@post("/concerns/{concern_id:str}/send-up", status_code=200, opt={"policy": OFFICE})
async def send_up(request: Asked, concern_id: FromPath[str]) -> Response[str] | Redirect:
    """Previews exactly what is sent."""
    concern = await _visible(request, concern_id)
    fields = fields_of(await request.form()) | {"concern": concern.id}
    form, op = SendUpForm.read(fields), field_text(fields, "op")
    if not form.errors and await identifies_family(concern, form.text):
        form.errors["text"] = _("Leave out names, phone numbers and codes: the province does not need them.")
    if form.errors or "again" in fields:
        return await _form(request, concern, form, op=op)
    if field_text(fields, "checked") != "1":
        letter = letter_for(_as_sent(concern, form))
        return page(request, "upstream/check.html", concern=concern, form=form, letter=letter, op=op)
    if not await SentUp.filter(concern=concern).exists():
        await submit_form(request.user, SENT_UP, "", fields)
        wake_sender()
    return see_other(f"/concerns/{concern.id}")


def _as_sent(concern: Concern, form: SendUpForm) -> SentUp:
    """Unsaved."""
    hamlet = concern.household.hamlet.full_name if form.with_hamlet else ""
    return SentUp(concern=concern, text=form.text, hamlet=hamlet, sent_on=today())


async def _form(request: Asked, concern: Concern, form: SendUpForm, *, op: str) -> Response[str]:
    status = 422 if form.errors else 200
    link = await the_link(request.user.commune)
    sent = await SentUp.filter(concern=concern).exists()
    shown: dict[str, Any] = {"concern": concern, "form": form, "op": op, "link": link, "sent": sent}
    return page(request, "upstream/send_up.html", status=status, **shown)


async def _visible(request: Asked, concern_id: str) -> Concern:
    visible = await concerns_visible_to(Viewer(request.user))
    concern = await visible.get(id=concern_id).prefetch_related("household__hamlet")
    audit_subject(request, concern.household_id)
    return concern


ROUTES = [upstream, try_now, save_file, take_reply, send_up_page, send_up]
MENU = [MenuPage(Section.REPORTS, 2, "upstream", "/upstream", N_("To the province"), OFFICE)]
