"""Lists of households from the commune's files."""

from webapp.feature import Feature
from webapp.households.imports.routes import ROUTES

FEATURE = Feature(routes=ROUTES)
