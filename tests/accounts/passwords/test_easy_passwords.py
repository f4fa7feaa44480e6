"""Passwords that are tried first are refused: common ones, rows of keys, and names that everybody knows."""

import pytest

from webapp import installing
from webapp.accounts.passwords.easy_passwords import is_easy_password
from webapp.core.calendar import today
from webapp.web.person import Role

ABOUT = ("clerk", "Hà Thị Ơn", "Hữu Khuông", "Xã Hữu Khuông", "Huồi Cọ", "Bản Huồi Cọ", "Xàn")


@pytest.mark.parametrize(
    "password",
    [
        *("aaaaaaaa", "11111111", "iloveyou", "abcd1234", "admin123", "clerk123", "dangcongsan", "huoico123"),
        *(
            "password",
            "Password1",
            "P@ssw0rd",
            "p4ssw0rd!",
            "12345678",
            "123456789a",
            "87654321",
            "qwertyuiop",
        ),
        *(
            "1q2w3e4r",
            "1qaz2wsx",
            "zaq12wsx",
            "asdfghjkl",
            "trustno1",
            "letmein1",
            "sunshine2026",
            "football!!",
        ),
        *(
            "baseball99",
            "drowssap",
            "dragondragon",
            "monkey2018",
            "12121212",
            "abcabcabc",
            "qwer1234",
            "aaaa2026",
        ),
        *(
            "Hữu Khuông 2018",
            "đảngviên1",
            "matkhau2026",
            "Mật khẩu 1",
            "anhyeuem123",
            "vietnam1945",
            "hochiminh",
        ),
        *(
            "Hà Thị Ơn 1975",
            "hathion@2026",
            "ONHATHI!",
            "thion12345",
            "ClErK-2026",
            "bản huồi cọ",
            "Huoi.Co.2026",
        ),
        *(
            "huuKhuong@123",
            "xahuukhuong",
            "nghean37",
            "tuongduong!",
            "vanphong2026",
            "bithu123",
            "gandan2026",
        ),
        *(
            "p@ssw0rd2026",
            "P4ssword!99",
            "Mk@123456",
            "hto.1985",
            "12x45y78",
            "bithuxa123",
            "noihtah1",
            "73920481",
        ),
        *("ngắn", "x" * 129),
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert is_easy_password(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        *("thuyen-ve-ban-ve", "duong-len-huoi-co", "đò ngang chiều mưa", "Kha7ruouCan", "nước xanh tháng ba"),
        *("correct horse battery staple", "mXq4vTz9Lw", "ba con cá lăng to", "hathion nuôi bảy con vịt"),
    ],
)
def test_words_of_ones_own_are_taken(password: str) -> None:
    assert not is_easy_password(password, ABOUT)


def test_names_count_only_where_they_are_known() -> None:
    assert not is_easy_password("xengtacxan2x")
    assert is_easy_password("vivansontacxan", ["Vi Văn Sơn", "tacxan"])


@pytest.mark.both
async def test_the_command_knows_the_persons_and_the_places_names(db: None) -> None:
    await installing.found_commune("Mường Típ")
    await installing.add_hamlet("Xốp Phe", "XP", since=today())
    for password in ("mươngtip1", "XopPhe2026", "kha.y.may", "duongbien99"):
        with pytest.raises(installing.CannotBegin, match="easy to guess"):
            await installing.give_account(
                "duongbien", name="Kha Y Máy", role=Role.COMMUNE_OFFICE, password=password
            )
