"""What axe-core and a ruler say about the page that is open."""

from importlib.resources import files
from typing import Any

from playwright.async_api import Page

NARROW = {"width": 320, "height": 568}
SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
BEYOND = {rule: {"enabled": True} for rule in ("color-contrast-enhanced", "target-size")}
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "rules": BEYOND}
"""WCAG 2.2 A and AA, good practice, and AAA for the contrast of text."""
COLOURS = {"runOnly": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]}
"""The rules that a theme can break."""
ROOM = {"runOnly": ["target-size", "scrollable-region-focusable"]}
"""The rules that a narrow screen with large type can break."""

RUN = """async (asked) => {
    const told = await axe.run(Object.assign({ resultTypes: ["violations"] }, asked));
    const why = (node) => (node.any[0] || node.all[0] || node.none[0]).message;
    return told.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} ${node.target.join(" ")}: ${why(node)}`));
}"""

# Text may be cut only where that is said by an ellipsis; what is wide scrolls in a frame of its own.
OVERFLOWING = """() => {
    const root = document.documentElement, wide = innerWidth + 0.5, out = [];
    if (root.scrollWidth > innerWidth) out.push(`page ${root.scrollWidth}`);
    for (const it of document.body.querySelectorAll("*")) {
        if (it.closest(".scroll > *, .skip, svg, template") || !it.checkVisibility()) continue;
        const style = getComputedStyle(it), box = it.getBoundingClientRect();
        if (style.opacity === "0") continue;
        if (box.right > wide || box.left < -0.5) out.push(`${it.tagName}.${it.className} ${Math.round(box.right)} ${it.textContent.trim().slice(0, 30)}`);
        const cut = style.overflowX !== "visible" && style.textOverflow !== "ellipsis" && !it.matches(".scroll, textarea, input, select");
        if (cut && it.scrollWidth > it.clientWidth + 1) out.push(`cut ${it.tagName}.${it.className}`);
    }
    return out;
}"""

# A link inside a sentence, in a list of mistakes or in a table's line is as high as its line; the rest is touched.
SMALL = """() => {
    const out = [], shown = (it) => it.checkVisibility({ opacityProperty: true });
    for (const it of document.querySelectorAll("a[href], button, input, select, textarea, summary, label[for]")) {
        const box = it.getBoundingClientRect(), about = `${it.tagName}.${it.className} "${(it.textContent || it.name || "").trim().slice(0, 30)}"`;
        if (!box.width || !shown(it) || it.matches(".skip, [type=hidden]")) continue;
        if (it.matches("label") && !it.closest(".chips")) continue;
        if (it.matches("input") && it.closest(".chips")) continue;
        const inline = it.matches("a") && getComputedStyle(it).display === "inline";
        if (inline && it.closest("p, li, dd, td, th")) continue;
        const least = it.matches(".big, .btn.big") ? 56 : 48;
        if (box.height < least - 0.5 || box.width < 47.5) out.push(`${about} ${Math.round(box.width)}x${Math.round(box.height)}`);
    }
    return out;
}"""

# Buttons beside each other stand on one line, or are as high as each other's row.
CROOKED = """() => {
    const out = [];
    for (const row of document.querySelectorAll(".acts")) {
        const all = Array.from(row.querySelectorAll(".btn, button")).filter((it) => it.checkVisibility()).map((it) => [it, it.getBoundingClientRect()]);
        all.forEach(([it, box], at) => all.slice(at + 1).forEach(([other, next]) => {
            const beside = box.top < next.bottom - 2 && next.top < box.bottom - 2, level = Math.abs(box.top - next.top) < 2 || Math.abs(box.bottom - next.bottom) < 2;
            if (beside && !level) out.push(`${it.textContent.trim()} / ${other.textContent.trim()}`);
        }));
    }
    return out;
}"""

SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }");
    document.adoptedStyleSheets = [sheet];
}"""


async def violations(page: Page, rules: dict[str, Any] = EVERYTHING) -> list[str]:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(SOURCE)
    return list(await page.evaluate(RUN, rules))


async def look(page: Page, *, theme: str = "light", size: int = 1) -> None:
    """As the choice on the page "This phone" would have it."""
    await page.evaluate(
        "([theme, size]) => Object.assign(document.documentElement.dataset, { theme, size })", [theme, size]
    )


async def shortened(page: Page) -> None:
    """The first lines of a table stand for the others."""
    await page.evaluate(
        "document.querySelectorAll('tbody tr:nth-child(n+9)').forEach((line) => line.remove())"
    )


async def overflowing(page: Page) -> list[str]:
    return list(await page.evaluate(OVERFLOWING))


async def small_targets(page: Page) -> list[str]:
    return list(await page.evaluate(SMALL))


async def crooked(page: Page) -> list[str]:
    return list(await page.evaluate(CROOKED))


async def spaced_out(page: Page) -> None:
    """The spacing of WCAG 1.4.12, as a reader's own style sheet would set it."""
    await page.evaluate(SPACED)


async def faults(page: Page) -> dict[str, list[str]]:
    """The page is read whole once, from its top; then only what a theme or less room can spoil."""
    await look(page)
    await page.evaluate(
        "scrollTo(0, 0)"
    )  # a list of mistakes is scrolled to, under the bar that stays in view
    found = noted(rules=await violations(page), small=await small_targets(page))
    for theme in ("dark", "sun"):
        await look(page, theme=theme)
        found |= noted(**{theme: await violations(page, COLOURS)})
    await page.set_viewport_size(NARROW)
    await look(page, size=3)
    found |= noted(
        rules_at_320=await violations(page, ROOM),
        small_at_320=await small_targets(page),
        overflow_at_320=await overflowing(page),
    )
    await look(page)
    await spaced_out(page)
    return found | noted(overflow_when_spaced=await overflowing(page))


def noted(**found: list[str]) -> dict[str, list[str]]:
    return {where: what for where, what in found.items() if what}
