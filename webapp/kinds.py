"""Registry of submission kinds."""

from markupsafe import Markup

from webapp.features import FEATURES
from webapp.submissions.kinds import KINDS, Kind
from webapp.submissions.objections import OBJECTION
from webapp.submissions.published import PLACE, published_json
from webapp.submissions.rulings import RULING

EVERY: list[Kind] = sorted(
    [OBJECTION, RULING, *(kind for feature in FEATURES for kind in feature.kinds)],
    key=lambda kind: kind.code,
)
"""By code: a later kind's tables may refer to an earlier kind's, not vice versa (`rebuild.replay_log`)."""
KINDS.update({kind.code: kind for kind in EVERY})
BY_NAME = {kind.name: kind for kind in EVERY}


def kind_attributes(name: str) -> Markup:
    """Form attributes for the phone's script."""
    kind = BY_NAME[name]
    return Markup('data-kind="{}" data-schema="{}"').format(kind.code, kind.schema)


if __name__ == "__main__":
    PLACE.write_text(published_json())
