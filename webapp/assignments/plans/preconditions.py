"""Whether a branch's rollout state allows assignments."""

from webapp.core.i18n import gettext as _
from webapp.core.i18n import show_date
from webapp.people.models import PartyOrg
from webapp.rollout.rules import has_begun, is_paused


def why_nobody(branch: PartyOrg) -> str:
    """Message; "" if assignment is allowed."""
    if has_begun(branch):
        return ""
    return _(
        "This branch has not begun with the model: no resolution or plan is written down for it. "
        "Bring the paper to the commune office, which writes down “Begin to prepare”. "
        "Then the assignment can be proposed."
    )


def why_no_plan(branch: PartyOrg) -> str:
    """A pause blocks plans but keeps assignments."""
    if not is_paused(branch):
        return why_nobody(branch)
    return _(
        "The model is paused in this branch since %(day)s. Whoever is in charge of households stays in charge. "
        "Once a paper says that it goes on, the commune office writes that down. Then the assignment can be proposed."
    ) % {"day": show_date(branch.rollout_from)}
