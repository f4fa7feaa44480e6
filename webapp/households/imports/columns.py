"""Column titles of household lists."""

from webapp.lists.columns import Titles

MEANINGS = {
    "number": ("TT", "STT", "Số TT", "Số thứ tự", "No"),
    "head_name": (
        (
            "Họ và tên chủ hộ",
            "Họ tên chủ hộ",
            "Tên chủ hộ",
            "Chủ hộ",
            "Họ và tên",
            "Họ tên",
            "Họ và tên đại diện hộ",
        )
        + ("Họ, chữ đệm và tên chủ hộ", "Họ và tên chủ hộ gia đình", "Tên hộ", "Đại diện hộ", "Hộ gia đình")
    ),
    "hamlet": (
        "Bản",
        "Thôn",
        "Xóm",
        "Khối",
        "Tên bản",
        "Thôn bản",
        "Bản thôn",
        "Thôn xóm",
        "Tổ dân phố",
        "Nơi ở",
    ),
    "cluster": ("Cụm", "Cụm dân cư", "Tên cụm"),
    "group": ("Tổ liên gia", "Tổ liên gia tự quản", "Tổ tự quản", "Liên gia", "Tên tổ liên gia"),
    "people": (
        (
            "Số khẩu",
            "Khẩu",
            "Nhân khẩu",
            "Số nhân khẩu",
            "Tổng số khẩu",
            "Tổng khẩu",
            "Tổng số nhân khẩu",
            "Số người",
        )
        + ("Số người trong hộ", "Số khẩu trong hộ", "Tổng nhân khẩu", "Số thành viên")
    ),
    "phone": ("Điện thoại", "Số điện thoại", "SĐT", "ĐT", "Số ĐT", "Số di động", "Điện thoại liên hệ"),
    "poor": ("Hộ nghèo", "Nghèo"),
    "near_poor": ("Hộ cận nghèo", "Cận nghèo"),
    "poverty": ("Hộ nghèo cận nghèo", "Diện hộ", "Loại hộ", "Phân loại hộ", "Nghèo cận nghèo"),
}
HOUSEHOLDS = Titles.of(MEANINGS, "head_name")
