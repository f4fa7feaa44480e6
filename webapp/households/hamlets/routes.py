"""Endpoints: clusters, path, neighbour groups, partners."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.households.hamlets.forms import GroupForm, LandForm, PartnerForm
from webapp.households.hamlets.groups import end_group, end_partner, save_group, save_partner
from webapp.households.hamlets.models import NeighbourGroup, Partner
from webapp.households.hamlets.pages import (
    group_form_page,
    group_page,
    groups_page,
    hamlets_page,
    members_in_hamlet,
    partners_of,
    path_page,
)
from webapp.households.hamlets.paths import (
    add_cluster,
    along_path,
    change_cluster,
    clusters_of,
    move_cluster_up,
    move_on_path,
)
from webapp.people.models import OrgUnit
from webapp.register.decisions import hamlet_led_by, register_decision
from webapp.register.models import Cluster
from webapp.web.form_fields import field_text, field_texts, fields_of
from webapp.web.pages import Asked, page, see_other
from webapp.web.policies import LEADERS, ORGANISERS


@get("/hamlets", opt={"policy": LEADERS})
async def hamlets(request: Asked) -> Response[str] | Redirect:
    shown = await hamlets_page(request.user)
    if len(shown["units"]) == 1:
        return see_other(f"/hamlets/{shown['units'][0].id}/path")
    return page(request, "households/hamlets/index.html", **shown)


@get("/hamlets/{hamlet_id:str}/path", opt={"policy": LEADERS})
async def path(request: Asked, hamlet_id: FromPath[str]) -> Response[str]:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    return page(request, "households/hamlets/path.html", **await path_page(request.user, hamlet))


@post("/hamlets/{hamlet_id:str}/path", opt={"policy": ORGANISERS})
async def move_house(request: Asked, hamlet_id: FromPath[str]) -> Response[str] | Redirect:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    fields = fields_of(await request.form())
    homes = await along_path(hamlet.id)
    form = LandForm.move(fields, homes)
    if form.errors:
        return await _path_again(request, hamlet, form, fields)
    by_id = {one.id: one for one in homes}
    async with register_decision(request.user, hamlet, field_text(fields, "op")) as once:
        if once.first:
            await move_on_path(once, by_id[form.household], by_id[form.other], before=form.before)
    return see_other(f"/hamlets/{hamlet.id}/path")


@post("/hamlets/{hamlet_id:str}/clusters", opt={"policy": ORGANISERS})
async def new_cluster(request: Asked, hamlet_id: FromPath[str]) -> Response[str] | Redirect:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    fields = fields_of(await request.form())
    form = LandForm.cluster(fields, [one.name for one in await clusters_of(hamlet)])
    if form.errors and await _done(request, hamlet, fields):
        return see_other(f"/hamlets/{hamlet.id}/path")
    if form.errors:
        return await _path_again(request, hamlet, form, fields)
    async with register_decision(request.user, hamlet, field_text(fields, "op")) as once:
        if once.first:
            await add_cluster(once, form.name)
    return see_other(f"/hamlets/{hamlet.id}/path")


@post("/hamlets/{hamlet_id:str}/clusters/{cluster_id:str}", opt={"policy": ORGANISERS})
async def put_cluster_right(
    request: Asked, hamlet_id: FromPath[str], cluster_id: FromPath[str]
) -> Response[str] | Redirect:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    cluster = await Cluster.get(id=cluster_id, hamlet_id=hamlet.id)
    fields = fields_of(await request.form())
    others = [one.name for one in await clusters_of(hamlet) if one.id != cluster.id]
    form = LandForm.cluster(fields, others)
    if form.errors and "up" not in fields:
        return await _path_again(request, hamlet, form, fields)
    async with register_decision(request.user, hamlet, field_text(fields, "op")) as once:
        if once.first and "up" in fields:
            await move_cluster_up(once, cluster)
        elif once.first:
            far = field_text(fields, "far") == "1"
            await change_cluster(once, cluster, form.name, field_texts(fields, "neighbours"), far=far)
    return see_other(f"/hamlets/{hamlet.id}/path")


@get("/hamlets/{hamlet_id:str}/groups", opt={"policy": LEADERS})
async def groups(request: Asked, hamlet_id: FromPath[str]) -> Response[str]:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    return page(request, "households/hamlets/groups.html", **await groups_page(request.user, hamlet))


@get("/hamlets/{hamlet_id:str}/groups/new", opt={"policy": ORGANISERS})
async def new_group(request: Asked, hamlet_id: FromPath[str]) -> Response[str]:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    return page(request, "households/hamlets/group_form.html", **await group_form_page(hamlet, None))


@get("/hamlets/{hamlet_id:str}/groups/{group_id:str}", opt={"policy": LEADERS})
async def one_group(request: Asked, hamlet_id: FromPath[str], group_id: FromPath[str]) -> Response[str]:
    hamlet, group = await _group(request, hamlet_id, group_id)
    return page(request, "households/hamlets/group.html", **await group_page(request.user, hamlet, group))


@get("/hamlets/{hamlet_id:str}/groups/{group_id:str}/change", opt={"policy": ORGANISERS})
async def change_group(request: Asked, hamlet_id: FromPath[str], group_id: FromPath[str]) -> Response[str]:
    hamlet, group = await _group(request, hamlet_id, group_id)
    return page(request, "households/hamlets/group_form.html", **await group_form_page(hamlet, group))


@post("/hamlets/{hamlet_id:str}/groups", opt={"policy": ORGANISERS})
async def make_group(request: Asked, hamlet_id: FromPath[str]) -> Response[str] | Redirect:
    return await _save(request, await hamlet_led_by(request.user, hamlet_id), None)


@post("/hamlets/{hamlet_id:str}/groups/{group_id:str}", opt={"policy": ORGANISERS})
async def put_group_right(
    request: Asked, hamlet_id: FromPath[str], group_id: FromPath[str]
) -> Response[str] | Redirect:
    return await _save(request, *await _group(request, hamlet_id, group_id))


@post("/hamlets/{hamlet_id:str}/groups/{group_id:str}/end", opt={"policy": ORGANISERS})
async def close_group(request: Asked, hamlet_id: FromPath[str], group_id: FromPath[str]) -> Redirect:
    hamlet, group = await _group(request, hamlet_id, group_id)
    async with register_decision(request.user, hamlet, "") as once:
        await end_group(once, group)
    return see_other(f"/hamlets/{hamlet.id}/groups")


@post("/hamlets/{hamlet_id:str}/partners", opt={"policy": ORGANISERS})
async def new_partner(request: Asked, hamlet_id: FromPath[str]) -> Response[str] | Redirect:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    fields = fields_of(await request.form())
    form = PartnerForm.read(fields)
    if form.errors:
        shown = await groups_page(request.user, hamlet)
        return page(
            request,
            "households/hamlets/groups.html",
            status=422,
            **shown | {"form": form, "op": field_text(fields, "op")},
        )
    async with register_decision(request.user, hamlet, field_text(fields, "op")) as once:
        if once.first:
            await save_partner(once, form)
    return see_other(f"/hamlets/{hamlet.id}/groups")


@post("/hamlets/{hamlet_id:str}/partners/{partner_id:str}/end", opt={"policy": ORGANISERS})
async def take_partner_off(request: Asked, hamlet_id: FromPath[str], partner_id: FromPath[str]) -> Redirect:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    async with register_decision(request.user, hamlet, "") as once:
        await end_partner(once, await Partner.get(id=partner_id, hamlet_id=hamlet.id, ended_on=None))
    return see_other(f"/hamlets/{hamlet.id}/groups")


async def _group(request: Asked, hamlet_id: str, group_id: str) -> tuple[OrgUnit, NeighbourGroup]:
    hamlet = await hamlet_led_by(request.user, hamlet_id)
    return hamlet, await NeighbourGroup.get(id=group_id, hamlet_id=hamlet.id, ended_on=None)


async def _save(request: Asked, hamlet: OrgUnit, group: NeighbourGroup | None) -> Response[str] | Redirect:
    fields = fields_of(await request.form())
    form = GroupForm.read(
        fields,
        {one.id for one in await along_path(hamlet.id)},
        {one.id for one in await members_in_hamlet(hamlet)},
        {one.id for one in await partners_of(hamlet)},
    )
    if form.errors:
        shown = await group_form_page(hamlet, group, form)
        return page(
            request,
            "households/hamlets/group_form.html",
            status=422,
            **shown | {"op": field_text(fields, "op")},
        )
    async with register_decision(request.user, hamlet, field_text(fields, "op")) as once:
        if once.first:
            group = await save_group(once, group, form)
    return see_other(f"/hamlets/{hamlet.id}/groups" + (f"/{group.id}" if group else ""))


async def _done(request: Asked, hamlet: OrgUnit, fields: Any) -> bool:
    """A resend finds its own cluster's name taken."""
    async with register_decision(request.user, hamlet, field_text(fields, "op")) as once:
        return not once.first


async def _path_again(request: Asked, hamlet: OrgUnit, form: LandForm, fields: Any) -> Response[str]:
    shown = await path_page(request.user, hamlet)
    return page(
        request,
        "households/hamlets/path.html",
        status=422,
        **shown | {"form": form, "op": field_text(fields, "op")},
    )


ROUTES = [
    hamlets,
    path,
    move_house,
    new_cluster,
    put_cluster_right,
    groups,
    new_group,
    one_group,
    change_group,
    make_group,
    put_group_right,
    close_group,
    new_partner,
    take_partner_off,
]
