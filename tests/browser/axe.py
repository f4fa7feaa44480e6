"""What axe-core and a ruler say about the page that is open."""

from importlib.resources import files
from typing import Any

from playwright.async_api import Page

NARROW = {"width": 320, "height": 568}
SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ("color-contrast", "color-contrast-enhanced", "link-in-text-block")
"""The rules that a theme can break: AAA for the contrast of text."""
ELSE = {"target-size": {"enabled": True}} | {rule: {"enabled": False} for rule in COLOURS}
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "rules": ELSE}
"""WCAG 2.2 A and AA and good practice, but for colours, which are judged in each theme."""
ROOM = {"runOnly": ["target-size", "scrollable-region-focusable"]}
"""The rules that a narrow screen with large type can break."""

# axe-core's own reports name every node that is well, and it fetches style sheets that no rule here reads.
FAST = """
const report = (name, made) => axe.addReporter(name, (rules, _, done) => done(made(rules)));
const why = (it) => (it.any[0] || it.all[0] || it.none[0]).message;
const faults = (rules) => rules.flatMap((rule) => rule.violations.map((it) => `${rule.id} ${it.node.selector.join(" ")}: ${why(it)}`));
const fast = { preload: false, iframes: false };
"""
RUN = f"""(asked) => {{
    {FAST}
    report("faults", faults);
    return axe.run({{ ...fast, ...asked, reporter: "faults" }});
}}"""

# What decides whether a text can be read: its size, its colour, and what is painted below it up to the root.
SHOWN = """
const paints = new Map();
const paint = (it) => {
    if (!it) return "";
    if (!paints.has(it)) {
        const up = it.parentElement, style = getComputedStyle(it), colour = up && style.color === getComputedStyle(up).color ? "" : style.color;
        const own = [colour, style.backgroundColor, style.backgroundImage, style.opacity, style.textShadow, style.textDecorationLine, style.position.replace(/static|relative/, "")].join();
        paints.set(it, paint(up) + (own === ",rgba(0, 0, 0, 0),none,1,none,none," ? "" : `/${own}`));
    }
    return paints.get(it);
};
const inside = (it, style) => (it.localName === "a" && style.display === "inline" && style.textDecorationLine === "none" ? "link" : "");
const shown = () => {
    const out = new Map();
    for (const it of document.body.querySelectorAll("*")) {
        const says = it.matches("input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea") || Array.from(it.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
        if (!says || it.closest(".skip, .vh") || !it.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        const style = getComputedStyle(it), look = [inside(it, style), style.fontSize, style.fontWeight, paint(it)].join(" ");
        out.set(look, [...(out.get(look) || []), it]);
    }
    return out;
};
"""
LOOKS = f"() => {{ {SHOWN} return Array.from(shown().keys()); }}"
# Remembered is only what was seen to be well: not what is covered, and no link whose neighbours decide whether it stands out.
JUDGE = f"""([looks, runOnly]) => {{
    {FAST} {SHOWN}
    const here = shown(), include = looks.flatMap((look) => here.get(look) || []);
    report("colours", (rules) => {{
        const nodes = (kind) => new Set(rules.flatMap((rule) => rule[kind].map((it) => it.node.element)));
        const well = nodes("passes"), not = nodes("violations").union(nodes("incomplete"));
        const good = ([look, all]) => !look.startsWith("link") && all.some((it) => well.has(it)) && !all.some((it) => not.has(it));
        return {{ bad: faults(rules), good: Array.from(here).filter(good).map(([look]) => look) }};
    }});
    return axe.run({{ include }}, {{ ...fast, runOnly, reporter: "colours" }});
}}"""
GOOD: set[str] = set()
"""Looks that could be read on an earlier page."""

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
    await load(page)
    return list(await page.evaluate(RUN, rules))


async def poor_colours(page: Page) -> list[str]:
    """Of what no earlier page showed in the same way: what a text looks like decides whether it can be read."""
    looks = [look for look in await page.evaluate(LOOKS) if look not in GOOD]
    if not looks:
        return []
    await load(page)
    told = await page.evaluate(JUDGE, [looks, COLOURS])
    GOOD.update(told["good"])
    return list(told["bad"])


async def load(page: Page) -> None:
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(SOURCE)


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
    for theme in ("light", "dark", "sun"):
        await look(page, theme=theme)
        found |= noted(**{theme: await poor_colours(page)})
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
