"""HTTP routes for the rollout: overview, steps of a branch, papers."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.members.forms import MemberChangeForm
from webapp.people.models import PartyOrg
from webapp.rollout.models import GuidingPaper
from webapp.rollout.pages import branch_rollout_page, paper_page, rollout_page
from webapp.rollout.rollout import READERS, add_item, add_paper, note_item_done, take_rollout_step
from webapp.web.form_fields import fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import CLERKS, LEADERS, NO_HOUSEHOLD

READ = {"policy": LEADERS, "shows": NO_HOUSEHOLD}
WRITE = {"policy": CLERKS, "shows": NO_HOUSEHOLD}


async def _sent(request: Asked, what: str) -> MemberChangeForm:
    return MemberChangeForm.of(fields_of(await request.form()), what, READERS)


async def _branch(request: Asked, branch_id: str) -> PartyOrg:
    return await PartyOrg.get(id=branch_id, commune=request.user.commune, kind="branch")


@get("/organisation/rollout", opt=READ)
async def rollout(request: Asked) -> Response[str]:
    return page(request, "rollout/index.html", **await rollout_page(request.user))


@post("/organisation/papers", opt=WRITE)
async def new_paper(request: Asked) -> Response[str] | Redirect:
    form = await _sent(request, "paper")
    if not form.errors and (id_ := await add_paper(request.user, form)):
        return see_other(f"/organisation/papers/{id_}")
    return page(request, "rollout/index.html", status=422, **await rollout_page(request.user, form))


@get("/organisation/rollout/{branch_id:str}", opt=READ)
async def branch_rollout(request: Asked, branch_id: FromPath[str]) -> Response[str]:
    branch = await _branch(request, branch_id)
    return page(request, "rollout/branch.html", **await branch_rollout_page(request.user, branch))


@post("/organisation/rollout/{branch_id:str}/steps", opt=WRITE)
async def step_on(request: Asked, branch_id: FromPath[str]) -> Response[str] | Redirect:
    branch = await _branch(request, branch_id)
    form = await _sent(request, "step")
    if not form.errors:
        await take_rollout_step(request.user, branch, form)
    if form.errors:
        shown = await branch_rollout_page(request.user, branch, form)
        return page(request, "rollout/branch.html", status=422, **shown)
    return see_other(f"/organisation/rollout/{branch.id}")


@get("/organisation/papers/{paper_id:str}", opt=READ)
async def show_paper(request: Asked, paper_id: FromPath[str]) -> Response[str]:
    paper = await GuidingPaper.get(id=paper_id, commune=request.user.commune)
    return page(request, "rollout/paper.html", **await paper_page(request.user, paper))


@post("/organisation/papers/{paper_id:str}/items", opt=WRITE)
async def new_item(request: Asked, paper_id: FromPath[str]) -> Response[str] | Redirect:
    return await _about_items(request, paper_id, "item")


@post("/organisation/papers/{paper_id:str}/done", opt=WRITE)
async def item_done(request: Asked, paper_id: FromPath[str]) -> Response[str] | Redirect:
    return await _about_items(request, paper_id, "done")


async def _about_items(request: Asked, paper_id: str, what: str) -> Response[str] | Redirect:
    paper = await GuidingPaper.get(id=paper_id, commune=request.user.commune)
    form = await _sent(request, what)
    if not form.errors:
        await {"item": add_item, "done": note_item_done}[what](request.user, paper, form)
    if form.errors:
        shown = await paper_page(request.user, paper, form)
        return page(request, "rollout/paper.html", status=422, **shown)
    return see_other(f"/organisation/papers/{paper.id}")


ROUTES = [rollout, new_paper, branch_rollout, step_on, show_paper, new_item, item_done]
