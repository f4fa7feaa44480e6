"""The application: routes, start-up steps, middleware."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from litestar import Litestar, Request, Response, get
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.middleware import DefineMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from webapp.accounts.enrolment.enrolment_journal import replay_enrolments
from webapp.accounts.passwords.address_limit import LastMinute
from webapp.accounts.revocation import replay_revocations
from webapp.accounts.sessions import DatabaseStore, SessionConfig, cookie_name, tidy_sessions
from webapp.accounts.sign_in import account_routes as own_account_routes
from webapp.accounts.sign_in import enrol_routes, pin_routes, signed_in
from webapp.accounts.sign_in import routes as account_routes
from webapp.audit.middleware import Noting
from webapp.core import logs
from webapp.core.database.db import open_database
from webapp.core.i18n import LANGUAGES
from webapp.core.journal import chain_what_is_there
from webapp.core.keys import csrf_secret, make_all_keys
from webapp.core.private_files import keep_private
from webapp.demo import routes as demo_routes
from webapp.demo.guard import demo_is_on, refuse_a_real_register, refuse_other_computers
from webapp.features import FEATURES
from webapp.household_page import family_routes, movement_routes, poverty_routes
from webapp.household_page import file_routes as attachment_routes
from webapp.household_page import reader_routes as reading_routes
from webapp.household_page import routes as household_routes
from webapp.households.details.unseen_bases import ignore_unseen_bases
from webapp.kinds import kind_attributes
from webapp.members import routes as people_routes
from webapp.members.imports import routes as member_list_routes
from webapp.office import erasure_routes, file_routes, phone_routes
from webapp.office import routes as office_routes
from webapp.office.carry_out import carry_out_rulings
from webapp.office.erase_records import replay_erasures
from webapp.organisation import routes as org_routes
from webapp.paper import routes as paper_routes
from webapp.paper import typing_routes
from webapp.people.queries import this_commune
from webapp.phone import courier, exchange, http, tus
from webapp.phone import routes as kit_routes
from webapp.province import exchange as province_exchange
from webapp.province import routes as province_routes
from webapp.province.apply_letters import reread_letters as read_letters_again
from webapp.province.joining import replay_joins
from webapp.reports import routes as report_routes
from webapp.residents.rules import WrongReceipts
from webapp.rollout import routes as rollout_routes
from webapp.settings import settings
from webapp.submissions import published
from webapp.submissions.intake.file_upkeep import tidy_files
from webapp.submissions.intake.quota import Pace
from webapp.submissions.intake.reread import reread_held
from webapp.submissions.unknown_devices import replay_discards
from webapp.upkeep import daily_upkeep, expire_rows
from webapp.upstream import routes as upstream_routes
from webapp.upstream.background import sending_in_background
from webapp.waiting import routes as waiting_routes
from webapp.web import assets, errors, policies, rejected_form_routes, rejected_forms
from webapp.web.half_open_limit import Doorway
from webapp.web.headers import FormTokens, Shell
from webapp.web.idempotency import KeyedRequest
from webapp.web.menu import menu_for
from webapp.web.pages import templates
from webapp.web.responses import FITS, Heads, Typing, Whole
from webapp.web.slow_clients import Patience

EXCHANGE = "/sync/v1/"  # authenticated by device signatures, not cookies
WITHOUT_FORMS = ("/sw.js", "/worker-list", "/healthz")
"""Cached, the same for all users: no cookie is set."""
OF_RESIDENTS = r"^/v(/|$)"
"""Whoever has a receipt code: no cookie is read or set."""


@get("/healthz", opt={"policy": "public"}, sync_to_thread=False)
def healthz(request: Request[Any, Any, Any]) -> Response[dict[str, str]]:
    """503 for a minute after a storage failure."""
    if errors.storage_failed_lately(request.app.state):
        return Response({"status": "storage"}, status_code=503)
    return Response({"status": "ok"})


ROUTES = [
    healthz,
    assets.static_file,
    *rejected_form_routes.ROUTES,
    *account_routes.ROUTES,
    *enrol_routes.ROUTES,
    *pin_routes.ROUTES,
    *own_account_routes.ROUTES,
    *office_routes.ROUTES,
    *waiting_routes.ROUTES,
    *kit_routes.ROUTES,
    *courier.ROUTES,
    *file_routes.ROUTES,
    *exchange.ROUTES,
    *erasure_routes.ROUTES,
    *phone_routes.ROUTES,
    *published.ROUTES,
    *(route for feature in FEATURES for route in feature.routes),
    *household_routes.ROUTES,
    *family_routes.ROUTES,
    *poverty_routes.ROUTES,
    *movement_routes.ROUTES,
    *attachment_routes.ROUTES,
    *tus.ROUTES,
    *people_routes.ROUTES,
    *member_list_routes.ROUTES,
    *org_routes.ROUTES,
    *rollout_routes.ROUTES,
    *paper_routes.ROUTES,
    *typing_routes.ROUTES,
    *reading_routes.ROUTES,
    *report_routes.ROUTES,
    *upstream_routes.ROUTES,
    *demo_routes.ROUTES,
]
MENU = [
    *(page for feature in FEATURES for page in feature.menu),
    *office_routes.MENU,
    *waiting_routes.MENU,
    *household_routes.MENU,
    *people_routes.MENU,
    *org_routes.MENU,
    *paper_routes.MENU,
    *report_routes.MENU,
    *upstream_routes.MENU,
]
"""Of the commune's office."""
PROVINCE_ROUTES = [
    healthz,
    assets.static_file,
    *rejected_form_routes.ROUTES,
    account_routes.sign_in_page,
    account_routes.sign_in,
    account_routes.sign_out,
    *own_account_routes.ROUTES,
    *province_exchange.ROUTES,
    *province_routes.ROUTES,
]
"""The province's node has no endpoint for households, members or visits."""

AT_START: tuple[Callable[[str], Awaitable[None]], ...] = (
    replay_erasures,  # first: a restored backup may hold erased data
    replay_enrolments,  # the steps below need these devices
    replay_revocations,  # after enrolments: revokes devices they restored
    reread_held,  # needs known and revoked devices
    replay_discards,  # after enrolments: a device known again is not discarded
    carry_out_rulings,  # rulings on quarantined submissions
    tidy_files,  # after intake and rulings
    expire_rows,  # after rulings: they may admit expired records
    ignore_unseen_bases,  # last: checks all applied changes
)
"""In this order; idempotent. Argument: commune id."""
PROVINCE_AT_START: tuple[Callable[[str], Awaitable[None]], ...] = (
    replay_joins,  # first: letters need a known office
    read_letters_again,
    expire_rows,
)


def reset_memory(app: Litestar) -> None:
    """Resets in-memory state."""
    app.state.update({"turns": http.ExchangeQueue(), "pace": Pace()})
    app.state.pop("storage_failed", None)
    rejected_forms.tidy()
    app.state.update({"wrong_codes": LastMinute(30), "wrong_passwords": LastMinute(30)})
    app.state.update({"wrong_receipts": WrongReceipts()})
    for lang in LANGUAGES:
        people = demo_routes.PEOPLE if demo_is_on() else {}
        own = {"people": people, "kind_attributes": kind_attributes, "office_menu": partial(menu_for, MENU)}
        templates(lang).globals.update(own)


@asynccontextmanager
async def lifespan(app: Litestar) -> AsyncIterator[None]:
    reset_memory(app)
    async with open_database():
        if demo_is_on():  # `gandan serve` checks too; other ASGI servers do not
            refuse_other_computers()
            await refuse_a_real_register()
        await tidy_sessions()
        chain_what_is_there()
        if commune := await this_commune():
            for step in AT_START:
                await step(commune)
        async with sending_in_background(), daily_upkeep():
            yield


@asynccontextmanager
async def province_lifespan(app: Litestar) -> AsyncIterator[None]:
    reset_memory(app)
    async with open_database():
        chain_what_is_there()
        province = await this_commune()
        for step in PROVINCE_AT_START:
            await step(province)
        async with daily_upkeep():
            yield


class OneCookieHeader:
    """HTTP/2 allows several cookie fields (RFC 9113, 8.2.3); Litestar reads only the first."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookies = [value for name, value in scope.get("headers", ()) if name == b"cookie"]
        if len(cookies) > 1:
            others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
            scope["headers"] = [*others, (b"cookie", b"; ".join(cookies))]
        await self.app(scope, receive, send)


def create_app() -> Litestar:
    """Requires a migrated database."""
    logs.set_up()
    keep_private()
    make_all_keys()
    secure, province = settings().secure, settings().node == "province"
    sessions = SessionConfig(
        key=cookie_name(), secure=secure, exclude=[r"^/static/", f"^{EXCHANGE}", OF_RESIDENTS]
    )
    tokens = CSRFConfig(
        secret=csrf_secret(),
        cookie_name="__Host-c" if secure else "c",
        cookie_secure=secure,
        cookie_httponly=True,
        exclude=[f"^{EXCHANGE}", r"^/static/", OF_RESIDENTS, *(f"^{path}$" for path in WITHOUT_FORMS)],
    )
    app = Litestar(
        route_handlers=PROVINCE_ROUTES if province else ROUTES,
        lifespan=[province_lifespan if province else lifespan],
        middleware=[
            sessions.middleware,
            DefineMiddleware(signed_in.SignedIn),
            DefineMiddleware(Noting),
            DefineMiddleware(FormTokens, config=tokens, session_cookie=sessions.key),
        ],
        guards=[policies.keep_policy],
        compression_config=CompressionConfig(
            backend="brotli",
            minimum_size=400,
            brotli_quality=10,
            exclude=[r"^/static/", "^/worker-list", "^/attachments/", f"^{EXCHANGE}exchange"],
        ),
        stores={"sessions": DatabaseStore()},
        exception_handlers=errors.HANDLERS,
        request_class=KeyedRequest,
        request_max_body_size=FITS,
        openapi_config=None,
        logging_config=None,  # see `logs`
    )
    # Outermost, because Litestar reads the CSRF token before any middleware of ours.
    inner = Patience(Heads(Whole(Doorway(Typing(app.asgi_handler))), but=f"{EXCHANGE}blob"))
    # Cookies are joined first: the framework caches headers at first read.
    app.asgi_handler = logs.Contained(OneCookieHeader(Shell(inner, EXCHANGE)))
    return app
