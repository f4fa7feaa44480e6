"""HTTP routes for the office's reports."""

from litestar import Response, get

from webapp.core.i18n import gettext_noop as N_
from webapp.lists.wrong_rows import XLSX
from webapp.reports.pages import ReportPeriod, hamlets_report_page
from webapp.reports.sheets import hamlets_sheet
from webapp.web.menu import MenuPage, Section
from webapp.web.pages import Asked as Request
from webapp.web.pages import page
from webapp.web.policies import OFFICE


@get("/reports/hamlets", opt={"policy": OFFICE})
async def by_hamlet(request: Request) -> Response[str]:
    return page(
        request, "reports/hamlets.html", **await hamlets_report_page(request.user.commune, _asked(request))
    )


@get("/reports/hamlets.xlsx", opt={"policy": OFFICE})
async def by_hamlet_as_file(request: Request) -> Response[bytes]:
    shown = await hamlets_report_page(request.user.commune, _asked(request))
    headers = {
        "content-disposition": f'attachment; filename="theo-ban-{shown["asked"].day:%Y%m%d}.xlsx"',
        "cache-control": "no-store",
    }
    return Response(hamlets_sheet(shown), media_type=XLSX, headers=headers)


def _asked(request: Request) -> ReportPeriod:
    return ReportPeriod.read(request.query_params.get("on", ""), request.query_params.get("since", ""))


ROUTES = [by_hamlet, by_hamlet_as_file]
MENU = [MenuPage(Section.REPORTS, 1, "reports", "/reports/hamlets", N_("The commune by hamlet"), OFFICE)]
