"""Office page on the province: contacts, all letters with content."""

from dataclasses import dataclass
from typing import Any

from sync.inbox import Status
from webapp.concerns.models import Category, Concern, SentUp
from webapp.concerns.queries import concerns_visible_to
from webapp.households.viewer import Viewer
from webapp.province.letters import BackupPart, Counted, Overdue, Raised, TakenBack
from webapp.province.month_tables import ShownTable
from webapp.upstream.link import the_link
from webapp.upstream.models import SentLetter
from webapp.upstream.queue import SETTLED, content_of
from webapp.web.person import Person

ON_THE_PAGE = 60


@dataclass(frozen=True)
class LetterLine:
    row: SentLetter
    kind: str
    content: dict[str, Any]
    concern: Concern | None

    @property
    def table(self) -> ShownTable:
        """Only of what was counted."""
        return ShownTable(Counted.read(list(self.content.values())))


KINDS = {
    Raised.KIND: "raised",
    Counted.KIND: "counted",
    TakenBack.KIND: "taken_back",
    Overdue.KIND: "overdue",
}


async def upstream_page(person: Person) -> dict[str, Any]:
    link = await the_link(person.commune)
    rows = SentLetter.filter(commune=person.commune)
    said = rows.filter(kind__in=list(KINDS)).exclude(status=int(Status.ERASED))
    letters = await said.order_by("-made_at", "-seq").limit(ON_THE_PAGE)
    seen = await _concerns(person, letters)
    lines = [_line(row, seen) for row in letters if row.body and _may_see(person, row)]
    return {
        "link": link,
        "waiting": await rows.filter(status__not_in=SETTLED).count(),
        "arrived": await rows.filter(status__in=SETTLED).count(),
        "lines": lines,
        "backups": await _backups(person.commune),
    }


def _may_see(person: Person, row: SentLetter) -> bool:
    """Conduct complaints: secretary only."""
    if person.is_commune_secretary or row.kind != Raised.KIND:
        return True
    return bool(content_of(row)["category"] != Category.SERVICE_CONDUCT)


async def _concerns(person: Person, rows: list[SentLetter]) -> dict[str, Concern]:
    ids = [row.source.removeprefix("concern:") for row in rows if row.source.startswith("concern:")]
    sent = await SentUp.filter(commune=person.commune, id__in=ids)
    visible = (await concerns_visible_to(Viewer(person))).filter(id__in=[one.concern_id for one in sent])
    concerns = {concern.id: concern for concern in await visible}
    return {f"concern:{one.id}": concerns[one.concern_id] for one in sent if one.concern_id in concerns}


def _line(row: SentLetter, concerns: dict[str, Concern]) -> LetterLine:
    return LetterLine(row, KINDS[row.kind], content_of(row), concerns.get(row.source))


async def _backups(commune: str) -> list[dict[str, Any]]:
    """Parts, and parts arrived, by backup."""
    parts = await SentLetter.filter(commune=commune, kind=BackupPart.KIND).order_by("-made_at")
    found: dict[str, dict[str, Any]] = {}
    for part in parts:
        name = part.source.split(":")[1]
        one = found.setdefault(name, {"name": name, "made_at": part.made_at, "parts": 0, "arrived": 0})
        one["parts"] += 1
        one["arrived"] += part.status in SETTLED and part.code != "given up"
    return list(found.values())
