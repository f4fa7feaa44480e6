"""Endpoints for meetings of residents."""

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from webapp.core.calendar import today
from webapp.core.database.db import new_id
from webapp.households.viewer import Viewer
from webapp.meetings.forms import ResidentsMeetingForm
from webapp.meetings.kinds import RESIDENTS_MEETING
from webapp.meetings.pages import meetings_page
from webapp.meetings.queries import own_hamlets
from webapp.submissions.intake.receipts import redirect_to_receipt, shown_receipt
from webapp.submissions.intake.submit import submit_form
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page
from webapp.web.policies import COMMUNE, NO_HOUSEHOLD

MEETINGS = {"policy": COMMUNE, "shows": NO_HOUSEHOLD}


@get("/meetings", opt=MEETINGS)
async def meetings(request: Asked) -> Response[str]:
    shown = await meetings_page(Viewer(request.user))
    return page(request, "meetings/index.html", **shown | {"saved": shown_receipt(request)}, op=new_id())


@post("/meetings", opt=MEETINGS)
async def record_meeting(request: Asked) -> Response[str] | Redirect:
    viewer, fields = Viewer(request.user), fields_of(await request.form())
    form = ResidentsMeetingForm.read(fields, made_on=today())
    if form.errors:
        return page(
            request, "meetings/index.html", status=422, **await meetings_page(viewer, form), op=new_id()
        )
    if form.values["hamlet"] not in [unit.id for unit in await own_hamlets(viewer)]:
        raise NotFoundException
    # As the phone's queue sends it: a day as YYYY-MM-DD.
    sent = {**fields, "on": form.held_on.isoformat()}
    return redirect_to_receipt(await submit_form(request.user, RESIDENTS_MEETING, "", sent), "/meetings")


ROUTES = [meetings, record_meeting]
