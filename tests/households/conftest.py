"""A clerk at the office, and handing in a list as the form does."""

import pytest


@pytest.fixture
async def clerk(huoi_co, browser_of):
    return await browser_of(huoi_co.clerk)


@pytest.fixture
def hand_in(clerk):
    """Send a file as the form does; the answer is the preview, or the form again with what is wrong."""

    async def send(content: bytes, name: str = "ds.xlsx", browser=clerk):
        await browser.get("/sign-in")
        return await browser.send_form("/households/import", files={"list": (name, content)})

    return send
