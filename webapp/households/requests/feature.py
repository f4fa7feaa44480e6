"""What families ask, and the level of help."""

from webapp.feature import Feature
from webapp.households.requests.routes import ROUTES

FEATURE = Feature(routes=ROUTES)
