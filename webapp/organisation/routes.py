"""HTTP routes for the organisation: units, committees, branches and posts on a day."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.calendar import read_day, today
from webapp.core.i18n import gettext as _
from webapp.core.i18n import gettext_noop as N_
from webapp.members.forms import MemberChangeForm
from webapp.organisation.changes import put_org_right, put_unit_right
from webapp.organisation.forms import ORG_READERS, UNIT_READERS
from webapp.organisation.pages import org_page, organisation_page, unit_page
from webapp.people.models import OrgUnit, PartyOrg
from webapp.web.form_fields import fields_of
from webapp.web.menu import MenuPage, Section
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CLERKS, LEADERS, NO_HOUSEHOLD


@get("/organisation", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def organisation(request: Asked) -> Response[str]:
    asked = request.query_params.get("day", "")[:10]
    day = read_day(asked) if asked else today()
    error = "" if day else _("Write the day as day/month/year.")
    shown = await organisation_page(request.user, day or today(), asked=asked, error=error)
    return page(request, "organisation/index.html", status=422 if error else 200, **shown)


@get("/organisation/units/{unit_id:str}", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def show_unit(request: Asked, unit_id: FromPath[str]) -> Response[str]:
    unit = await OrgUnit.get(id=unit_id, commune=request.user.commune)
    return page(request, "organisation/unit.html", **await unit_page(request.user, unit))


@post("/organisation/units/{unit_id:str}/changes", opt={"policy": CLERKS, "shows": NO_HOUSEHOLD})
async def change_unit(request: Asked, unit_id: FromPath[str]) -> Response[str] | Redirect:
    unit = await OrgUnit.get(id=unit_id, commune=request.user.commune)
    form = MemberChangeForm.of(fields_of(await request.form()), readers=UNIT_READERS)
    if not form.errors:
        await put_unit_right(request.user, unit, form)
    if form.errors:
        return page(
            request, "organisation/unit.html", status=422, **await unit_page(request.user, unit, form)
        )
    return see_other(f"/organisation/units/{unit.id}")


@get("/organisation/branches/{org_id:str}", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def show_org(request: Asked, org_id: FromPath[str]) -> Response[str]:
    org = await PartyOrg.get(id=org_id, commune=request.user.commune)
    return page(request, "organisation/show.html", **await org_page(request.user, org))


@post("/organisation/branches/{org_id:str}/changes", opt={"policy": CLERKS, "shows": NO_HOUSEHOLD})
async def change_org(request: Asked, org_id: FromPath[str]) -> Response[str] | Redirect:
    org = await PartyOrg.get(id=org_id, commune=request.user.commune)
    form = MemberChangeForm.of(fields_of(await request.form()), readers=ORG_READERS)
    if not form.errors:
        await put_org_right(request.user, org, form)
    if form.errors:
        return page(request, "organisation/show.html", status=422, **await org_page(request.user, org, form))
    return see_other(f"/organisation/branches/{org.id}")


ROUTES = [organisation, show_unit, change_unit, show_org, change_org]
MENU = [MenuPage(Section.MEMBERS, 5, "organisation", "/organisation", N_("Organisation"), LEADERS)]
