"""Reason for a proposed line or uncovered household, as a sentence."""

from collections.abc import Mapping

from webapp.assignments.proposer.problem import ProposedLine, Why
from webapp.core.i18n import gettext as _
from webapp.core.i18n import gettext_noop as N_
from webapp.core.i18n import ngettext

WHY_NOT = {
    Why.NOBODY: N_("Nobody in this branch can take households now: ask the commune for a cadre."),
    Why.BARRED: N_("Nobody who may take this household: kinship, own home or the family's wish."),
    Why.NO_ROOM: N_("Everybody who may take it has as many households as they agreed to: ask for a cadre."),
}


def explain_line(line: ProposedLine, clusters: Mapping[int, str]) -> str:
    if line.carer is None:
        return _(WHY_NOT[line.why or Why.NOBODY])
    about = [
        part
        for part in (
            _known(line),
            _("same cluster %(name)s") % {"name": clusters.get(line.house.cluster, "")}
            if line.same_cluster
            else "",
            _away(line.houses_away),
            _("speaks the language the family asked for") if line.speaks else "",
            _("preferred by the branch") if line.preferred else "",
            _("lent by the commune") if line.carer.lent else "",
            _("in charge of %(load)s/%(capacity)s households")
            % {"load": line.load, "capacity": line.capacity},
        )
        if part
    ]
    return _("Give to %(name)s: %(about)s.") % {
        "name": line.carer.name.split()[-1],
        "about": ", ".join(about),
    }


def _known(line: ProposedLine) -> str:
    if line.house.fixed and line.kept:
        return _("fixed by the branch")
    return _("the member whom the family knows") if line.kept else ""


def _away(houses: int | None) -> str:
    if houses is None:
        return ""
    return ngettext("%(n)s house from home", "%(n)s houses from home", houses) % {"n": houses}
