"""Invented names for every case of sorting; families are spread evenly over hamlets."""

from webapp.demo.base.maker import Dice

BY_VAN = (
    "Lô", "Vi", "Lương", "Kha", "Quang", "Ngân", "Lữ", "Mạc", "Vang", "Hà",
    "Cụt", "Moong", "Pịt", "Ốc", "Xeo", "La",
)  # fmt: skip
BY_BA = ("Vừ", "Và", "Xồng", "Lầu", "Hờ", "Già", "Lỳ")
FAMILIES = BY_VAN + BY_BA
MEN = (
    "An", "Ân", "Ăn", "Bảo", "Cảnh", "Dần", "Đạt", "Khăm", "Lợi", "Ơn", "Phúc", "Sơn", "Thoong", "Ưng",
    "Viêng", "Xuyên", "Ý",
)  # fmt: skip
WOMEN = (
    "An", "Ân", "Bảo", "Én", "Giầy", "Hằng", "Khăm", "Mo", "Nga", "Ơn", "Phúc", "Quyên", "Ưng", "Viêng", "Ý",
)  # fmt: skip
NOT_TOGETHER = {
    ("Cụt", "Xuyên"), ("Lô", "Cảnh"), ("Lô", "Tùng"), ("Mạc", "Minh"), ("Vi", "Hợi"),
    ("Xồng", "Giầy"), ("Lầu", "Chò"), ("Và", "Thái"),
}  # fmt: skip
"""Names of real people in newspapers; never generated."""


class Names:
    """Draws names; unique for members."""

    def __init__(self, dice: Dice, taken: set[str]) -> None:
        self._dice = dice
        self._taken = set(taken)

    def member(self, *, woman: bool) -> str:
        while (name := self.head(woman=woman)) in self._taken:
            pass
        self._taken.add(name)
        return name

    def head(self, *, woman: bool) -> str:
        while True:
            family = self._dice.one_of(FAMILIES)
            given = self._dice.one_of(WOMEN if woman else MEN)
            if (family, given) not in NOT_TOGETHER:
                return " ".join(part for part in (family, self._middle(family, woman), given) if part)

    def _middle(self, family: str, woman: bool) -> str:
        if self._dice.chance(3):
            return ""
        if family in BY_BA:
            return "Y" if woman else "Bá"
        return "Thị" if woman else self._dice.weighted({"Văn": 6, "Xuân": 2, "Đình": 2})
