"""Legal poverty standards by period."""

from datetime import date
from typing import Any

from webapp.households.poverty.models import PovertyStandard

RURAL, URBAN = "rural", "urban"
NATIONAL = (
    # code, area, from, to, poor, near-poor, source
    ("2016-2021", RURAL, date(2016, 1, 1), date(2021, 12, 31),
     "đến 700.000 đ một người một tháng; hoặc 700.001–1.000.000 đ và thiếu từ 3 chỉ số",
     "700.001–1.000.000 đ một người một tháng và thiếu dưới 3 chỉ số", "Quyết định 59/2015/QĐ-TTg"),
    ("2016-2021", URBAN, date(2016, 1, 1), date(2021, 12, 31),
     "đến 900.000 đ một người một tháng; hoặc đến 1.300.000 đ và thiếu từ 3 chỉ số",
     "900.001–1.300.000 đ một người một tháng và thiếu dưới 3 chỉ số", "Quyết định 59/2015/QĐ-TTg"),
    ("2022-2026", RURAL, date(2022, 1, 1), date(2026, 12, 31),
     "đến 1.500.000 đ một người một tháng và thiếu từ 3 chỉ số",
     "đến 1.500.000 đ một người một tháng và thiếu dưới 3 chỉ số", "Nghị định 07/2021/NĐ-CP"),
    ("2022-2026", URBAN, date(2022, 1, 1), date(2026, 12, 31),
     "đến 2.000.000 đ một người một tháng và thiếu từ 3 chỉ số",
     "đến 2.000.000 đ một người một tháng và thiếu dưới 3 chỉ số", "Nghị định 07/2021/NĐ-CP"),
    ("2027-2030", RURAL, date(2027, 1, 1), date(2030, 12, 31),
     "đến 2.200.000 đ một người một tháng và thiếu từ 3 chỉ số",
     "đến 2.200.000 đ một người một tháng và thiếu dưới 3 chỉ số", "Nghị định 351/2025/NĐ-CP"),
    ("2027-2030", URBAN, date(2027, 1, 1), date(2030, 12, 31),
     "đến 2.800.000 đ một người một tháng và thiếu từ 3 chỉ số",
     "đến 2.800.000 đ một người một tháng và thiếu dưới 3 chỉ số", "Nghị định 351/2025/NĐ-CP"),
)  # fmt: skip


def national_standards() -> list[dict[str, Any]]:
    return [
        {
            "code": code, "area": area, "valid_from": first, "valid_to": last,
            "poor": poor, "near_poor": near, "source": source,
        }
        for code, area, first, last, poor, near, source in NATIONAL
    ]  # fmt: skip


async def write_standards(commune: str) -> None:
    """For a new commune; its office may change the rows."""
    await PovertyStandard.bulk_create(
        [PovertyStandard(commune=commune, **row) for row in national_standards()]
    )
