"""The choice of what to do with what was put aside."""

import re


async def chosen(browser) -> dict[str, str]:
    shown = (await browser.get("/put-aside")).text
    return {
        name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', shown)[1]
        for name in ("targets", "op", "code")
    }
