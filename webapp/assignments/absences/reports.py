"""Members' absence reports, for confirmation by the secretary."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from webapp.assignments.absences.models import Absence, AbsenceReport
from webapp.core.calendar import holds_on, read_day, today
from webapp.core.i18n import gettext as _
from webapp.households.viewer import Viewer
from webapp.people.models import BranchMembership, PartyOrg
from webapp.register.charge_models import Assignment
from webapp.submissions.kinds import Written
from webapp.web.form_fields import Fields, field_text

ONE_DAY = timedelta(days=1)
LONGEST = timedelta(days=92)
"""Longer needs a handover, or exemption by the branch."""
RULES = (
    f"Of who is away, `until` is not before `since` (else the day of writing), and at most {LONGEST.days} days after it.",
)
LATEST = timedelta(days=30)
"""Latest recording."""


@dataclass
class ReportForm:
    """Online and offline; checked against `made_on`, the day of writing."""

    NAMES = ("what", "since", "until")

    values: dict[str, str]
    back: bool = False
    since: date = date.min
    until: date | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Fields, *, made_on: date) -> "ReportForm":
        form = cls({name: field_text(sent, name).strip() for name in cls.NAMES}, since=made_on)
        if form.values["what"] not in ("", "away", "back"):
            form.errors["what"] = _("Choose whether you are away or back.")
        form.back = form.values["what"] == "back"
        if not form.back:
            form._read_days(made_on)
        return form

    def _read_days(self, made_on: date) -> None:
        since = read_day(self.values["since"]) if self.values["since"] else made_on
        until = read_day(self.values["until"])
        if since is None or abs(since - made_on) > LONGEST:
            self.errors["since"] = _("Choose the first day, not more than 3 months from now.")
            return
        self.since, self.until = since, until
        if until is None or until < since:
            self.errors["until"] = _("Choose the last day, not before the first.")
        elif until - since > LONGEST:
            self.errors["until"] = _("Longer than 3 months: talk with the secretary of the branch.")


async def keep_report(written: Written) -> None:
    form = ReportForm.read(written.fields, made_on=written.made_on)
    if written.member_id is None:
        form.errors["what"] = _("Only a member writes of being away.")
    written.refuse(form.errors)
    await AbsenceReport.create(
        id=written.id,
        member_id=written.member_id,
        back=form.back,
        since=form.since,
        until=form.until,
        at=min(written.recorded_at, written.received_at),
        received_at=written.received_at,
        seq=written.seq,
        commune=written.commune,
    )


@dataclass(frozen=True)
class WaitingReport:
    report: AbsenceReport
    since: date
    """First day without a recorded absence."""
    absence: Absence | None = None
    """For a return: the one to end."""


def _written(report: AbsenceReport) -> tuple[datetime, datetime, int, str]:
    return report.at, report.received_at, report.seq, report.id


async def newest_reports(member_ids: list[str]) -> dict[str, AbsenceReport]:
    """Newest wins."""
    rows = await AbsenceReport.filter(member_id__in=member_ids).prefetch_related("member")
    return {row.member_id: row for row in sorted(rows, key=_written)}


async def waiting_reports(branch: PartyOrg) -> list[WaitingReport]:
    """Earliest first."""
    rows = BranchMembership.filter(holds_on(today()), branch_id=branch.id, secondary=False)
    ids = [str(id_) for id_ in await rows.values_list("member_id", flat=True)]
    reports = await newest_reports(ids)
    absences: dict[str, list[Absence]] = {}
    for absence in await Absence.filter(member_id__in=list(reports), valid_to__gte=today() - LATEST):
        if absence.valid_from <= absence.valid_to:
            absences.setdefault(absence.member_id, []).append(absence)
    found = [_waiting(report, absences.get(id_, [])) for id_, report in reports.items()]
    return sorted((one for one in found if one), key=lambda one: (one.since, one.report.member.sort_key))


def _waiting(report: AbsenceReport, absences: list[Absence]) -> WaitingReport | None:
    if report.until is None:
        over = [one for one in absences if one.valid_to >= today() and one.at <= report.received_at]
        return WaitingReport(report, report.since, over[0]) if over else None
    ends = [one.valid_to for one in absences if one.valid_from <= report.until]
    since = max([report.since, today() - LATEST, *[end + ONE_DAY for end in ends]])
    return WaitingReport(report, since) if max(since, today()) <= report.until else None


async def stand_in_names(absence: Absence) -> str:
    """Without those replaced."""
    covers = Assignment.filter(group_id__in=absence.groups, valid_to__gte=today())
    members = {one.member_id: one.member for one in await covers.prefetch_related("member")}
    return ", ".join(one.full_name for one in sorted(members.values(), key=lambda one: one.sort_key))


async def own_absence_page(viewer: Viewer) -> dict[str, Any]:
    mine = viewer.member_id
    report = (await newest_reports([mine])).get(mine)
    written = Absence.filter(member_id=mine, valid_to__gte=viewer.day).order_by("valid_from")
    absences = [one for one in await written if one.valid_from <= one.valid_to]
    waiting = _waiting(report, absences) if report else None
    return {
        "form": ReportForm(dict.fromkeys(ReportForm.NAMES, "")),
        "report": waiting.report if waiting else None,
        "absence": absences[0] if absences else None,
        "stand_ins": await stand_in_names(absences[0]) if absences else "",
    }
