"""HTTP routes for the members' list and the page of a member."""

from litestar import Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.core.i18n import gettext_noop as N_
from webapp.members.changes import MAY, enrol_member, write_change
from webapp.members.forms import MemberChangeForm
from webapp.members.member_page import member_page, new_member_page
from webapp.members.roster_page import members_page
from webapp.people.queries import members_visible_to
from webapp.web.form_fields import fields_of
from webapp.web.menu import MenuPage, Section
from webapp.web.pages import Asked, page, see_other, whole_number
from webapp.web.policies import CLERKS, LEADERS, NO_HOUSEHOLD, ORGANISERS


@get("/members", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def members(request: Asked) -> Response[str]:
    asked = request.query_params
    number = asked.get("page", "")
    shown = await members_page(
        request.user,
        branch=asked.get("branch", ""),
        page=whole_number(number, 1),
    )
    return page(request, "members/index.html", **shown)


@get("/members/new", opt={"policy": CLERKS, "shows": NO_HOUSEHOLD})
async def new_member(request: Asked) -> Response[str]:
    return page(request, "members/new.html", **await new_member_page(request.user))


@post("/members/new", opt={"policy": CLERKS, "shows": NO_HOUSEHOLD})
async def add_member(request: Asked) -> Response[str] | Redirect:
    form = MemberChangeForm.of(fields_of(await request.form()), "new")
    if not form.errors and (id_ := await enrol_member(request.user, form)):
        return see_other(f"/members/{id_}")
    return page(request, "members/new.html", status=422, **await new_member_page(request.user, form))


@get("/members/{member_id:str}", opt={"policy": LEADERS, "shows": NO_HOUSEHOLD})
async def show_member(request: Asked, member_id: FromPath[str]) -> Response[str]:
    member = await members_visible_to(request.user).get(id=member_id)
    done = request.query_params.get("done", "")
    return page(request, "members/show.html", **await member_page(request.user, member), done=done in MAY)


@post("/members/{member_id:str}/changes", opt={"policy": ORGANISERS, "shows": NO_HOUSEHOLD})
async def change_member(request: Asked, member_id: FromPath[str]) -> Response[str] | Redirect:
    member = await members_visible_to(request.user).get(id=member_id)
    form = MemberChangeForm.of(fields_of(await request.form()))
    if form.what in MAY and request.user.role not in MAY[form.what]:
        raise PermissionDeniedException
    if not form.errors and form.what in MAY:
        await write_change(request.user, member, form)
    if form.errors or form.what not in MAY:
        shown = await member_page(request.user, member, form)
        return page(request, "members/show.html", status=422, **shown, done=False)
    return see_other(f"/members/{member.id}?done={form.what}")


ROUTES = [members, new_member, add_member, show_member, change_member]
MENU = [MenuPage(Section.MEMBERS, 1, "members", "/members", N_("List of members"), LEADERS)]
