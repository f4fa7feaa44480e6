"""HTML responses: full page, htmx fragment, redirect; the template environment."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.response import Redirect
from markupsafe import Markup

from webapp.core import i18n
from webapp.settings import ROOT, settings
from webapp.web import assets
from webapp.web import rejected_forms as typed
from webapp.web.headers import form_token
from webapp.web.person import Person

Asked = Request[Person, Any, Any]

PAGE_SIZE = 50

# Workers follow `script-src`.
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'{style}; connect-src 'self'; img-src 'self' data:; media-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
POSTS = '<form method="post"'
KEPT_BY_US = ' autocomplete="off"'
"""Browsers must not store typed text unencrypted."""
PLAIN_LOOK = {"size": "1", "theme": ""}


class _Spoken(Environment):
    """Translates plain phrases at compile time: a phone's pack has 10,000."""

    def __init__(self, lang: str, **options: Any) -> None:
        self.lang = lang
        super().__init__(**options)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        source = source.replace(POSTS, POSTS + KEPT_BY_US)
        tree: nodes.Template = _Speaking(self.lang).visit(super()._parse(source, name, filename))
        return tree


class _Speaking(NodeTransformer):
    def __init__(self, lang: str) -> None:
        self.lang = lang

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        match node:
            case nodes.Call(
                node=nodes.Name(name="_" | "gettext"),
                args=[nodes.Const(value=str() as phrase)],
                kwargs=[],
                dyn_kwargs=None,
            ):
                return nodes.Const(i18n.translated(self.lang, phrase), lineno=node.lineno)
        return self.generic_visit(node)


@cache
def templates(lang: str) -> Environment:
    env = _Spoken(
        lang,
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings().demo,
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    # Escaping Vietnamese would add 0.7 kB to a phone's first load.
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    env.globals.update({"_": i18n.say, "gettext": i18n.say, "ngettext": i18n.say_number})
    env.globals.update(asset=assets.asset, inline_css=assets.inline_css)
    env.filters.update(
        date=i18n.show_date,
        daymonth=i18n.show_daymonth,
        isoday=i18n.show_isoday,
        clock=i18n.show_clock,
        number=i18n.show_number,
        given=i18n.given,
    )
    return env


def render_template(name: str, /, **context: Any) -> str:
    return templates(i18n.language.get()).get_template(name).render(base_context() | context)


def base_context(me: Person | None = None) -> dict[str, Any]:
    """Context of base.html without a request."""
    return {
        "me": me,
        "demo": settings().demo,
        "node": settings().node,
        "lang": i18n.language.get(),
        "look": PLAIN_LOOK,
        "path": "",
        "csrf_input": lambda: "",
        "inline": False,
        "unsent_words": False,
        "op": "",
        "words": script_words,
        "courier_words": courier_words,
    }


def script_words() -> dict[str, str]:
    """Phrases of the phone's script."""
    from webapp.web.script_phrases import WORDS

    return {key: i18n.gettext(sentence) for key, sentence in WORDS.items()}


def courier_words() -> dict[str, str]:
    from webapp.web.script_phrases import COURIER_WORDS

    return {key: i18n.gettext(sentence) for key, sentence in COURIER_WORDS.items()}


def look_of(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Cookie `look` = size.theme."""
    size, _, theme = request.cookies.get("look", "").partition(".")
    return {
        "size": size if size in ("1", "2", "3") else "1",
        "theme": theme if theme in ("dark", "sun", "light") else "",
    }


def page(
    request: Request[Any, Any, Any],
    name: str,
    /,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    given = base_context(request.user if "user" in request.scope else None) | {
        "look": look_of(request),
        "path": request.url.path,
        "csrf_input": lambda: csrf_input(request),
        "unsent_words": name != "typed.html" and _words_wait(request),
    }
    context = given | context
    html = render_template(name, **context)
    style = f" 'sha256-{assets.inline_css_hash()}'" if context["inline"] else ""
    return Response(
        html,
        status_code=status,
        media_type=MediaType.HTML,
        headers={
            "content-security-policy": CSP.format(style=style),
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            **(headers or {}),
        },
    )


def _words_wait(request: Request[Any, Any, Any]) -> bool:
    person = request.scope.get("user")
    return person is not None and typed.waits(person.id)


def page_fragment(name: str, me: Person | None, /, **context: Any) -> tuple[str, str]:
    """Title and main block with back link, for a phone's pack."""
    template = templates(i18n.language.get()).get_template(name)
    values = template.new_context(base_context(me) | context)
    title, back, main = (
        "".join(template.blocks[block](values)).strip() if block in template.blocks else ""
        for block in ("title", "back", "main")
    )
    return title, back + main


def csrf_input(request: Request[Any, Any, Any]) -> Markup:
    """CSRF token and signed account id."""
    fields = {"_csrf_token": form_token(request.scope)}
    if person := request.scope.get("user"):
        fields[typed.BY] = typed.signature(person.id)
    return Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(*field) for field in fields.items()
    )


def done_count(request: Asked) -> int:
    """Count set by the form that redirected here."""
    return whole_number(request.query_params.get("done", ""))


def whole_number(typed: str, otherwise: int = 0) -> int:
    """`isdigit` alone would accept `²` and `①`."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else otherwise


def see_other(path: str) -> Redirect:
    return Redirect(path, status_code=303)


def safe_next(path: str) -> str:
    """Local path only, against open redirects."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path else "/"


def pager(number: int, count: int, address: str) -> dict[str, Any]:
    return {
        "number": number,
        "count": count,
        "previous": f"{address}{number - 1}" if number > 1 else "",
        "next": f"{address}{number + 1}" if number < count else "",
    }
