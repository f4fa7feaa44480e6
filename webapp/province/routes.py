"""Endpoints: totals, concerns, overdue erasures, files, quarantined letters, joining."""

from datetime import UTC, datetime
from typing import Any

from litestar import MediaType, Response, get, post
from litestar.datastructures import UploadFile
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.core.i18n import gettext as _
from webapp.province.carried_files import LARGEST_FILE, NotTaken, take_office_file
from webapp.province.forms import RaisedConcernAnswerForm
from webapp.province.invitation import from_base64url
from webapp.province.models import RaisedConcern
from webapp.province.overdue import confirm_overdue, overdue_lines
from webapp.province.pages import commune_page, raised_concern_page, raised_concerns_page, totals_page
from webapp.province.put_aside import letters_put_aside_page, rule_on_letters
from webapp.province.queries import newest_backup
from webapp.province.rules import NotInvited, admit_server, invited_by, province_slip_for
from webapp.web.form_fields import fields_of
from webapp.web.json_requests import NotJson, json_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import PROVINCE, PROVINCE_OFFICE

FEW_TRIES = RateLimitConfig(rate_limit=("minute", 30)).middleware


@get("/", opt={"policy": PROVINCE})
async def totals(request: Asked) -> Response[str]:
    shown = await totals_page(request.user.commune, request.query_params.get("month", ""))
    return page(request, "province/totals.html", **shown)


@get("/communes/{office_id:str}", opt={"policy": PROVINCE})
async def commune(request: Asked, office_id: FromPath[str]) -> Response[str]:
    shown = await commune_page(request.user.commune, office_id, request.query_params.get("month", ""))
    return page(request, "province/commune.html", **shown)


@get("/concerns", opt={"policy": PROVINCE})
async def concerns(request: Asked) -> Response[str]:
    return page(request, "province/concerns.html", **await raised_concerns_page(request.user.commune))


@get("/concerns/{concern_id:str}", opt={"policy": PROVINCE})
async def concern(request: Asked, concern_id: FromPath[str]) -> Response[str]:
    shown = await raised_concern_page(request.user.commune, concern_id)
    return page(
        request,
        "province/concern.html",
        **shown,
        form=RaisedConcernAnswerForm({"answer": shown["raised"].answer}),
    )


@post("/concerns/{concern_id:str}", status_code=200, opt={"policy": PROVINCE_OFFICE})
async def answer_concern(request: Asked, concern_id: FromPath[str]) -> Response[str] | Redirect:
    """Sent at the commune's next contact, as are corrections."""
    shown = await raised_concern_page(request.user.commune, concern_id)
    form = RaisedConcernAnswerForm.read(fields_of(await request.form()))
    if form.errors:
        return page(request, "province/concern.html", status=422, **shown, form=form)
    if form.answer != shown["raised"].answer:
        await RaisedConcern.filter(id=concern_id, commune=request.user.commune).update(
            answer=form.answer, answered_by=request.user.name, answered_at=datetime.now(UTC)
        )
    return see_other(f"/concerns/{concern_id}")


@get("/overdue", opt={"policy": PROVINCE})
async def overdue(request: Asked) -> Response[str]:
    lines = await overdue_lines(request.user.commune)
    return page(request, "province/overdue.html", lines=lines)


@post("/overdue/{row_id:str}", opt={"policy": PROVINCE_OFFICE}, status_code=200)
async def confirm_erasure(request: Asked, row_id: FromPath[str]) -> Redirect:
    await confirm_overdue(request.user, row_id)
    return see_other("/overdue")


@get("/files", opt={"policy": PROVINCE})
async def file_page(request: Asked) -> Response[str]:
    return page(request, "province/file.html", problem="")


@post("/files", opt={"policy": PROVINCE_OFFICE}, request_max_body_size=LARGEST_FILE, status_code=200)
async def take_in_file(request: Asked) -> Response[Any]:
    sent = (await request.form()).get("file")
    content = await sent.read() if isinstance(sent, UploadFile) else b""
    try:
        taken = await take_office_file(request.user.commune, content)
    except NotTaken as error:
        return page(request, "province/file.html", status=422, problem=why_not(error))
    headers = {"content-disposition": 'attachment; filename="tra-loi.gandan"', "cache-control": "no-store"}
    return Response(taken.reply, media_type="application/octet-stream", headers=headers)


def why_not(error: NotTaken) -> str:
    code = str(error)
    if code == "wrong-node":
        return _("This file was sealed for another province.")
    if code == "unknown":
        return _(
            "The office that saved this file has not joined, and its code does not fit. Invite it again."
        )
    return _("This is not a file saved by a commune's office.")


@get("/put-aside", opt={"policy": PROVINCE})
async def put_aside(request: Asked) -> Response[str]:
    return page(request, "province/put_aside.html", **await letters_put_aside_page(request.user), op=new_id())


@post("/put-aside", opt={"policy": PROVINCE_OFFICE}, status_code=200)
async def rule_on_put_aside(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = await rule_on_letters(request.user, fields)
    if not form.errors:
        return see_other("/put-aside")
    shown = await letters_put_aside_page(request.user, form)
    return page(request, "province/put_aside.html", status=422, **shown, op=fields.get("op", ""))


@post("/sync/v1/join", opt={"policy": "public"}, middleware=[FEW_TRIES], status_code=200)
async def join(request: Asked) -> Response[str]:
    """Key exchange, authenticated by the code."""
    try:
        said = await json_of(request)
        device, key = from_base64url(said["device"]), from_base64url(said["sign"])
        office = await admit_server(device, key, str(said["proof"]))
    except NotJson:
        return Response("format", status_code=400, media_type=MediaType.TEXT)
    except (ValueError, KeyError, TypeError, AttributeError, NotInvited):
        return Response("code", status_code=403, media_type=MediaType.TEXT)
    return Response(
        await province_slip_for(office), media_type=MediaType.JSON, headers={"cache-control": "no-store"}
    )


@post("/sync/v1/backup", opt={"policy": "public"}, middleware=[FEW_TRIES], status_code=200)
async def give_back(request: Asked) -> Response[bytes | str]:
    """The encrypted backup, for an office that lost everything, with a new code."""
    try:
        said = await json_of(request)
        office = await invited_by(str(said["proof"]), "backup", from_base64url(said["nonce"]))
    except NotJson:
        return Response("format", status_code=400, media_type=MediaType.TEXT)
    except (ValueError, KeyError, TypeError, AttributeError, NotInvited):
        return Response("code", status_code=403, media_type=MediaType.TEXT)
    content = await newest_backup(office)
    if content is None:
        return Response("none", status_code=404, media_type=MediaType.TEXT)
    return Response(content, media_type="application/octet-stream", headers={"cache-control": "no-store"})


ROUTES = [
    totals,
    commune,
    concerns,
    concern,
    answer_concern,
    overdue,
    confirm_erasure,
    file_page,
    take_in_file,
    put_aside,
    rule_on_put_aside,
    join,
    give_back,
]
