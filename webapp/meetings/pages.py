"""Page values: meetings of residents, for web and phone."""

from typing import Any

from webapp.households.viewer import Viewer
from webapp.meetings.forms import ResidentsMeetingForm
from webapp.meetings.queries import meetings_in, own_hamlets

SHOWN = 10  # on a phone
SHOWN_AT_THE_OFFICE = 200


async def meetings_page(viewer: Viewer, form: ResidentsMeetingForm | None = None) -> dict[str, Any]:
    hamlets = await own_hamlets(viewer)
    rows = await meetings_in(hamlets).limit(SHOWN_AT_THE_OFFICE if viewer.person.in_office else SHOWN)
    by_hamlet = [(unit.full_name, [row for row in rows if row.hamlet_id == unit.id]) for unit in hamlets]
    return {
        "place": await viewer.place(),
        "hamlets": [(unit.id, unit.full_name) for unit in hamlets],
        "lines": [(name, found) for name, found in by_hamlet if found],
        "form": form or ResidentsMeetingForm.empty(),
        "saved": None,
    }
