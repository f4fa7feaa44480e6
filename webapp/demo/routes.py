"""Demo sign-in links; 404 on a real installation."""

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from webapp.accounts.enrolment.rules import hand_out_slip, session_of
from webapp.accounts.models import Account
from webapp.demo.base.cast import MEMBERS, PEOPLE, USERNAMES
from webapp.demo.guard import demo_is_on
from webapp.people.models import Member
from webapp.people.queries import this_commune
from webapp.submissions.queries import is_invented
from webapp.web.pages import Asked, see_other

__all__ = ["PEOPLE", "ROUTES"]


@get("/demo/{slug:str}", opt={"policy": "public"})
async def sign_in_as(request: Asked, slug: FromPath[str]) -> Redirect:
    if slug not in PEOPLE or not await _is_demo():
        raise NotFoundException
    if slug in MEMBERS:
        session = session_of(member=await _member(slug))
    else:
        commune = await this_commune()
        session = session_of(account=await Account.get(username=USERNAMES[slug], commune=commune))
    request.clear_session()
    request.set_session(session)
    return see_other("/")


@get("/demo/{slug:str}/slip", opt={"policy": "public"})
async def hand_out(slug: FromPath[str]) -> Redirect:
    """Turns this browser into the member's phone."""
    if slug not in MEMBERS or not await _is_demo():
        raise NotFoundException
    _, code = await hand_out_slip(await _member(slug), by="demo")
    return see_other(f"/enrol/{code}")


async def _is_demo() -> bool:
    """A restore may replace the database under a running server."""
    return demo_is_on() and await is_invented(await this_commune())


async def _member(slug: str) -> Member:
    return await Member.get(full_name=MEMBERS[slug], commune=await this_commune())


ROUTES = [sign_in_as, hand_out]
