"""Column titles and cell values of an office's list of members."""

from webapp.lists.columns import Titles

MEANINGS = {
    "number": ("TT", "STT", "Số TT", "Số thứ tự", "No"),
    "full_name": (
        "Họ và tên",
        "Họ tên",
        "Họ và tên đảng viên",
        "Họ tên đảng viên",
        "Đảng viên",
        "Họ, chữ đệm và tên",
    ),
    "birth_year": ("Năm sinh", "Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh"),
    "gender": ("Nam/nữ", "Nam, nữ", "Giới tính"),
    "branch": ("Chi bộ", "Tên chi bộ", "Sinh hoạt tại chi bộ", "Chi bộ sinh hoạt"),
    "posts": ("Chức vụ", "Chức vụ Đảng", "Chức vụ trong Đảng"),
    "joined_on": ("Ngày vào Đảng", "Ngày kết nạp", "Vào Đảng ngày", "Ngày kết nạp Đảng"),
    "standing": ("Chính thức/dự bị", "Chính thức, dự bị", "Loại đảng viên", "Diện đảng viên"),
    "exempt": ("Miễn", "Miễn sinh hoạt", "Miễn công tác, sinh hoạt", "Nghị quyết miễn"),
    "accepts": ("Số hộ nhận", "Số hộ nhận phụ trách", "Nhận phụ trách"),
    "languages": ("Tiếng nói", "Tiếng nói được", "Biết tiếng", "Nói được tiếng"),
    "phone": ("Điện thoại", "Số điện thoại", "SĐT", "ĐT", "Số ĐT", "Số di động"),
    "since": ("Từ ngày", "Kể từ ngày", "Áp dụng từ ngày", "Có hiệu lực từ ngày"),
}
MEMBERS = Titles.of(MEANINGS, "full_name")
EXPORTED = {meaning: titles[0] for meaning, titles in MEANINGS.items()}

GENDERS = {"nam": "male", "nu": "female"}
STANDINGS = {"chinh thuc": "official", "ct": "official", "du bi": "probationary", "db": "probationary"}
ACCEPTS = {
    "nhu thuong le": "full",
    "day du": "full",
    "it hon thuong le": "reduced",
    "bot": "reduced",
    "chi vai ho": "light",
    "vai ho": "light",
    "khong nhan": "none",
    "khong": "none",
}
LANGUAGES = {
    "viet": "viet",
    "thai": "thai",
    "kho mu": "khmu",
    "khomu": "khmu",
    "mong": "hmong",
    "hmong": "hmong",
}
