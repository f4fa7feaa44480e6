"""Files in the hands of people: the clerk's desk over HTTP, and a phone's page that saves and takes files."""

from dataclasses import dataclass
from typing import Any

from httpx import Response
from playwright.async_api import Page

from tests.support.browsing import Browser
from tests.support.office import Office
from webapp.accounts.models import Account, Device, StoredSession
from webapp.accounts.sessions import stored_key
from webapp.people.models import Member


@dataclass
class Desk:
    """The office's page for files, without a screen."""

    office: Office
    session: str

    @classmethod
    def of(cls, office: Office, person: Account) -> "Desk":
        async def remember() -> None:
            value = f'{{"account":"{person.id}"}}'.encode()
            await StoredSession.get_or_create(
                key=stored_key(f"desk-{person.id}"), defaults={"value": value, "owner": person.id}
            )

        office.ask(remember)
        return cls(office, f"desk-{person.id}")

    async def send(self, path: str, **sent: Any) -> Response:
        async with Browser(base_url=self.office.base, timeout=30, cookies={"s": self.session}) as browser:
            await browser.get("/arrivals/file")
            answer = await browser.send_form(path, **sent)
        assert answer.status_code == 200, answer.text
        return answer

    async def take_in(self, *contents: bytes) -> str:
        files = [("file", (f"{n}.gandan", content)) for n, content in enumerate(contents)]
        return (await self.send("/arrivals/file", files=files)).text

    async def give_back(self, member: Member) -> bytes:
        return (await self.send(f"/arrivals/{self.device_of(member).id}/return")).content

    def device_of(self, member: Member) -> Device:
        return self.office.ask(lambda: Device.get(member_id=member.id, kind="phone"))  # type: ignore[no-any-return]


async def save_file(page: Page, button: str = "[data-file]") -> bytes:
    """As the button does that saves the records to a file."""
    async with page.expect_download() as waiting:
        await page.click(button)
    download = await waiting.value
    return (await download.path()).read_bytes()


async def choose_file(
    page: Page, content: bytes, name: str = "xa.gandan", field: str = "#from-office"
) -> str:
    """→ what the page says then."""
    say = page.locator("[data-courier] [data-say]")
    await say.evaluate("(it) => { it.hidden = true; it.textContent = ''; }")
    await page.set_input_files(
        field, {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    await say.locator("visible=true").wait_for()
    return await say.inner_text()


async def outbox(page: Page) -> Any:
    await page.wait_for_selector("[data-courier]:not([hidden])")
    return page
