"""How the model reached the branches: resolutions, plans, steps."""

from datetime import date, timedelta

from webapp.demo.base import cast
from webapp.demo.base.figures import HAMLETS
from webapp.demo.base.maker import Maker, commune_time, demo_id
from webapp.demo.register.land import PREPARING_SINCE, Land
from webapp.rollout.models import GuidingPaper, PaperItem, Rollout, RolloutStep

PILOT_ON, PILOT_PLAN_ON, SPREAD_ON = date(2016, 6, 20), date(2016, 6, 24), date(2018, 10, 1)
TO_PREPARE = timedelta(days=20)
Asked = tuple[str, str, str, date, date | None]
"""(hamlet letters or "", task, owner, due, done)"""
PILOT: tuple[Asked, ...] = (
    (
        "HC",
        "Lập danh sách hộ, cụm dân cư, đường đi của bản",
        "Chi ủy Huồi Cọ",
        date(2016, 7, 5),
        date(2016, 7, 4),
    ),
    (
        "HC",
        "Ra nghị quyết phân công đảng viên phụ trách hộ",
        "Chi bộ Huồi Cọ",
        date(2016, 7, 12),
        date(2016, 7, 12),
    ),
    ("XA", "Phân công đảng viên phụ trách hộ", "Chi bộ Bản Xàn", date(2017, 1, 1), date(2017, 1, 1)),
    ("HP", "Phân công đảng viên phụ trách hộ", "Chi bộ Huồi Pủng", date(2017, 3, 1), date(2017, 6, 1)),
)
SPREAD: tuple[Asked, ...] = (
    ("", "Báo cáo hội nghị về kết quả hơn hai năm làm điểm", "Văn phòng Đảng ủy", date(2018, 10, 8), None),
    ("CP", "Lập danh sách hộ, cụm dân cư, đường đi của bản", "Chi ủy Con Phen", date(2018, 10, 9), None),
    ("CL", "Lập danh sách hộ, cụm dân cư, đường đi của bản", "Chi ủy Chà Lâng", date(2018, 10, 20), None),
    (
        "PB",
        "Lập danh sách hộ, cụm dân cư, đường đi của bản",
        "Chi ủy Pủng Bón",
        date(2018, 10, 20),
        date(2018, 10, 8),
    ),
    ("TH", "Lập danh sách hộ, cụm dân cư, đường đi của bản", "Chi ủy Tủng Hốc", date(2018, 10, 20), None),
    (
        "",
        "Chọn cán bộ xã tăng cường cho chi bộ ít đảng viên",
        "Ban Thường vụ Đảng ủy",
        date(2018, 11, 15),
        None,
    ),
)


def bring_to_branches(maker: Maker, land: Land) -> None:
    pilot = _paper(maker, land, "12-NQ/ĐU", "Làm điểm đảng viên phụ trách hộ, nhóm hộ gia đình", PILOT_ON)
    plan = _paper(
        maker, land, "15-KH/ĐU", "Thực hiện Nghị quyết 12 ở các chi bộ làm điểm", PILOT_PLAN_ON, pilot
    )
    spread = _paper(maker, land, "31-KH/ĐU", "Nhân rộng mô hình ra bốn chi bộ còn lại", SPREAD_ON, pilot)
    for paper, asked in ((plan, PILOT), (spread, SPREAD)):
        for number, one in enumerate(asked, start=1):
            _item(maker, land, paper, number, one)
    for hamlet in HAMLETS:
        if hamlet.pilot:
            begun = hamlet.pilot.begun
            _step(maker, land, hamlet.letters, Rollout.PREPARING, begun - TO_PREPARE, pilot)
            _step(maker, land, hamlet.letters, Rollout.ASSIGNED, begun, pilot, "02-NQ/CB")
            _step(maker, land, hamlet.letters, Rollout.RUNNING, begun, pilot)
        else:
            _step(maker, land, hamlet.letters, Rollout.PREPARING, PREPARING_SINCE, spread)


def _paper(
    maker: Maker, land: Land, number: str, title: str, day: date, above: GuidingPaper | None = None
) -> GuidingPaper:
    return maker.row(
        GuidingPaper, f"paper/{number}",
        org_id=land.committee.id, carries_out_id=above.id if above else None,
        kind="plan" if above else "resolution", number=number, title=title, issued_on=maker.day(day),
        by_name=cast.CLERK, at=maker.moment(commune_time(day, 10)), form=demo_id(f"paper-form/{number}"),
    )  # fmt: skip


def _item(maker: Maker, land: Land, paper: GuidingPaper, number: int, asked: Asked) -> None:
    letters, text, owner, due, done = asked
    maker.row(
        PaperItem, f"item/{paper.number}/{number}",
        paper_id=paper.id, branch_id=land.branches[letters].id if letters else None, text=text, owner=owner,
        due_on=maker.day(due), done_on=maker.day(done) if done else None,
        done_by_name=cast.CLERK if done else "", form=demo_id(f"item-form/{paper.number}/{number}"),
    )  # fmt: skip


def _step(
    maker: Maker, land: Land, letters: str, state: Rollout, day: date, paper: GuidingPaper, paper_no: str = ""
) -> None:
    maker.row(
        RolloutStep, f"rollout/{letters}/{state}",
        branch_id=land.branches[letters].id, paper_id=paper.id, paper_no=paper_no, state=state,
        since=maker.day(day), by=demo_id("account/vanphong"), by_name=cast.CLERK,
        at=maker.moment(commune_time(day, 9)), form=demo_id(f"rollout-form/{letters}/{state}"),
    )  # fmt: skip
