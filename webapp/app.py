"""The application: every route is listed here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar import Litestar, get
from litestar.config.compression import CompressionConfig
from litestar.config.csrf import CSRFConfig
from litestar.middleware import DefineMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from webapp import access, assets, errors
from webapp.accounts import routes as account_routes
from webapp.accounts.sessions import DatabaseStore, SessionConfig
from webapp.concerns import routes as concern_routes
from webapp.db import database
from webapp.demo import routes as demo_routes
from webapp.households import import_routes
from webapp.households import routes as household_routes
from webapp.keys import csrf_secret
from webapp.outbox import exchange
from webapp.outbox import routes as outbox_routes
from webapp.pages import templates
from webapp.people import routes as people_routes
from webapp.settings import settings
from webapp.visits import routes as visit_routes

EXCHANGE = "/sync/v1/"


@get("/healthz", opt={"policy": "public"}, sync_to_thread=False)
def healthz() -> dict[str, str]:
    return {"status": "ok"}


ROUTES = [
    healthz,
    assets.static_file,
    *account_routes.ROUTES,
    *outbox_routes.ROUTES,
    *exchange.ROUTES,
    *household_routes.ROUTES,
    *import_routes.ROUTES,
    *visit_routes.ROUTES,
    *concern_routes.ROUTES,
    *people_routes.ROUTES,
    *demo_routes.ROUTES,
]


@asynccontextmanager
async def lifespan(_: Litestar) -> AsyncIterator[None]:
    async with database():
        yield


class OneCookieHeader:
    """On HTTP/2 a browser sends each cookie in a field of its own; the framework reads only the first."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cookies = [value for name, value in scope.get("headers", ()) if name == b"cookie"]
        if len(cookies) > 1:
            others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
            scope["headers"] = [*others, (b"cookie", b"; ".join(cookies))]
        await self.app(scope, receive, send)


def create_app() -> Litestar:
    """Requires a migrated database; `gandan serve` sees to that."""
    secure = settings().secure
    templates().globals["people"] = demo_routes.PEOPLE if settings().demo else {}
    sessions = SessionConfig(
        key="__Host-s" if secure else "s", secure=secure, exclude=[r"^/static/", f"^{EXCHANGE}"]
    )
    app = Litestar(
        route_handlers=ROUTES,
        lifespan=[lifespan],
        middleware=[
            sessions.middleware,
            DefineMiddleware(access.SignedIn),
        ],
        guards=[access.keep_policy],
        csrf_config=CSRFConfig(
            secret=csrf_secret(),
            cookie_name="__Host-c" if secure else "c",
            cookie_secure=secure,
            cookie_httponly=True,
            exclude=[f"^{EXCHANGE}", r"^/static/"],
        ),
        compression_config=CompressionConfig(
            backend="brotli", minimum_size=400, brotli_quality=5, exclude=[r"^/static/", "^/worker-list"]
        ),
        stores={"sessions": DatabaseStore()},
        exception_handlers=errors.HANDLERS,
        request_max_body_size=256_000,
        openapi_config=None,
    )
    # Outside everything else: the form token is read before any middleware of ours.
    app.asgi_handler = OneCookieHeader(app.asgi_handler)
    return app
