"""The forms of a page, filled in as somebody hostile would: one text field at a time, everything else as it stands."""

import html.parser
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7777}}{% raw %}${7*7777}",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE visit; --",
    "../../../etc/passwd\\..\\",
    "%(num)s %s {n} {0.__class__}",
)
BROKEN = "a\x00b"
"""Refused or left out wherever it stands, and never a fault; a phone cannot make a body that holds it."""
TYPED = ("text", "search", "tel", "password", "email", "textarea")


@dataclass
class Form:
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    """Names of what a person writes freely; hidden ones too, for nobody hostile uses the page."""
    files: bool = False


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.select = ""

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in given}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").upper()))
        elif self.forms:
            self._field(tag, said, self.forms[-1])

    def _field(self, tag: str, said: dict[str, str], form: Form) -> None:
        name, kind = said.get("name", ""), said.get("type", "text" if tag == "input" else tag)
        if tag == "select":
            self.select = name
            form.values.setdefault(name, "")
        elif tag == "option" and said.get("value") and not form.values.get(self.select):
            form.values[self.select] = said["value"]
        elif kind == "file":
            form.files = True
        elif name and tag == "button":
            form.values.setdefault(name, said.get("value", ""))
        elif name and kind in ("radio", "checkbox"):
            if "checked" in said or name not in form.values:
                form.values[name] = said.get("value", "on")
        elif name and name != "_csrf_token" and tag in ("input", "textarea"):
            form.values[name] = said.get("value", "")
            form.typed.append(name)


def forms_on(page: str) -> list[Form]:
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms if form.action]


def hostile(form: Form, texts: int) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The form with each of its typed fields replaced by the first so many hostile texts."""
    for name in form.typed:
        for evil in (*EVIL, BROKEN)[:texts]:
            yield name, evil, form.values | {name: evil, "op": f"{abs(hash((form.action, name, evil)))}"[:11]}


def meaning(text: str, where: str) -> None:
    """Nothing of it became markup, a script's doing, a template's sum or a formatted phrase."""
    for sign in ("<script>alert(1)", "<img src=x", "54439", "class 'str'", "no such table"):
        assert sign not in text, f"{where}: {sign}"


async def send(browser: Any, form: Form, values: dict[str, str]) -> httpx.Response:
    if form.method == "GET":
        return await browser.get(form.action, params=values)
    return await browser.send_form(form.action, values)
