"""The duty card, the purpose of it all, training cards."""

from webapp.core.i18n import gettext_noop as N_
from webapp.duty.forms import AckForm
from webapp.duty.kinds import CARD_READ, DUTY_ACK
from webapp.duty.pages import card_pages, cards_page, duty_page
from webapp.duty.routes import ROUTES
from webapp.feature import Feature, PhonePage, PhonePages, Values
from webapp.households.viewer import Viewer
from webapp.web.menu import MenuPage, Section
from webapp.web.policies import OFFICE


async def _card(viewer: Viewer, today: Values) -> Values:
    return await duty_page(viewer, today["card"]) | {"form": AckForm(), "saved": None}


async def _purpose(_viewer: Viewer, _today: Values) -> Values:
    return {}


FEATURE = Feature(
    routes=ROUTES,
    kinds=[DUTY_ACK, CARD_READ],
    phone=[
        PhonePage("/duty", "duty/card.html", _card, later=True),
        PhonePage("/duty/purpose", "duty/purpose.html", _purpose, later=True),
        PhonePage("/duty/cards", "duty/cards.html", lambda viewer, _today: cards_page(viewer), later=True),
    ],
    phone_many=[PhonePages("/duty/cards/", "duty/training.html", card_pages, later=True)],
    menu=[MenuPage(Section.REPORTS, 5, "purpose", "/duty/purpose", N_("Why we do this"), OFFICE)],
)
