"""Endpoints: asking for help, and answering it."""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from webapp.core.database.db import new_id
from webapp.help_requests.forms import HelpAnswerForm, HelpForm
from webapp.help_requests.kinds import HELP_ANSWER, HELP_REQUEST
from webapp.help_requests.models import HelpRequest
from webapp.help_requests.pages import help_page
from webapp.help_requests.queries import help_board, helped_between
from webapp.households.viewer import Viewer
from webapp.submissions.intake.receipts import redirect_to_receipt, shown_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page
from webapp.web.policies import CARRIERS, NO_HOUSEHOLD

HERE = "/help-requests"
OPT = {"policy": CARRIERS, "shows": NO_HOUSEHOLD}


@get(HERE, opt=OPT)
async def help_requests(request: Asked) -> Response[str]:
    return await _page(request, op=new_id(), saved=shown_receipt(request))


@post(HERE, opt=OPT)
async def ask_for_help(request: Asked) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = HelpForm.read(fields)
    if form.errors:
        return await _page(request, status=422, form=form, op=fields.get("op", ""), saved=None)
    return redirect_to_receipt(await submit_form(request.user, HELP_REQUEST, "", fields), HERE)


@post(f"{HERE}/answers", opt=OPT)
async def answer_help(request: Asked) -> Response[str] | Redirect:
    """404 for whoever is not secretary or deputy of the branch of whoever asked."""
    viewer, fields = Viewer(request.user), fields_of(await request.form())
    form = HelpAnswerForm.read(fields)
    helped = await helped_between(viewer.member_id, viewer.day, viewer.day)
    if not await HelpRequest.filter(id=form.request, member_id__in=helped).exists():
        raise NotFoundException
    if form.errors:
        return await _page(request, status=422, answer=form, op=fields.get("op", ""), saved=None)
    return redirect_to_receipt(await submit_form(request.user, HELP_ANSWER, "", fields), HERE)


async def _page(request: Asked, *, status: int = 200, **given: Any) -> Response[str]:
    viewer = Viewer(request.user)
    shown = await help_page(viewer, await help_board(viewer))
    return page(request, "help_requests/index.html", status=status, **shown | given)


ROUTES = [help_requests, ask_for_help, answer_help]
