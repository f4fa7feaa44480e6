"""A browser without scripts: it keeps cookies and fills in the hidden token, as a person's would."""

import re
from typing import Any

import httpx

from webapp.accounts.models import Account, StoredSession
from webapp.accounts.sessions import stored_key
from webapp.people.models import Member


class Browser(httpx.AsyncClient):
    """`post` sends the form token of the last page, as a form on that page would."""

    token = ""

    async def request(self, method: str, url: Any, **kwargs: Any) -> httpx.Response:
        answer = await super().request(method, url, **kwargs)
        if any(
            cookie.startswith("s=") for cookie in answer.headers.get_list("set-cookie")
        ):  # signed in or out: the forms of earlier pages are good no longer
            self.token = ""
        if found := re.search(r'name="_csrf_token" value="([0-9a-f]+)"', answer.text):
            self.token = found[1]
        return answer

    async def send_form(
        self, path: str, fields: dict[str, Any] | None = None, **kwargs: Any
    ) -> httpx.Response:
        if not self.token:
            await self.get("/sign-in")
        return await self.post(path, data={**(fields or {}), "_csrf_token": self.token}, **kwargs)


async def browser_for(app: Any, person: Account | Member | None) -> Browser:
    # To squeeze a page takes longer than to make it; tests of the wire say what they read.
    plain = {"accept-encoding": "identity"}
    browser = Browser(transport=httpx.ASGITransport(app=app), base_url="http://huukhuong.test", headers=plain)
    if person is not None:
        await sign_in(browser, person)
    return browser


async def sign_in(browser: Browser, person: Account | Member) -> None:
    """As somebody who signed in before; once more where that session was ended since."""
    key = f"key-of-{person.id}"
    what = "account" if isinstance(person, Account) else "member"
    _, new = await StoredSession.get_or_create(
        key=stored_key(key), defaults={"value": f'{{"{what}":"{person.id}"}}'.encode(), "owner": person.id}
    )
    if new:
        browser.token = ""
    browser.cookies.set("s", key)


def wrong_fields(answer: httpx.Response) -> list[str]:
    """The fields that the list above a rejected form leads to."""
    return re.findall(r'<li><a href="#([\w-]+)">', answer.text)
