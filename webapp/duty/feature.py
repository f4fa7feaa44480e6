"""The duty card."""

from webapp.duty.forms import AckForm
from webapp.duty.kinds import DUTY_ACK
from webapp.duty.pages import duty_page
from webapp.duty.routes import ROUTES
from webapp.feature import Feature, PhonePage, Values
from webapp.households.viewer import Viewer


async def _card(viewer: Viewer, today: Values) -> Values:
    return await duty_page(viewer, today["card"]) | {"form": AckForm(), "saved": None}


FEATURE = Feature(routes=ROUTES, kinds=[DUTY_ACK], phone=[PhonePage("/duty", "duty/card.html", _card)])
