"""Demo people a visitor can sign in as."""

CARER = "Lương Thị Én"
BRANCH_SECRETARY = "Moong Xuân Lợi"
CLERK = "Hà Thị Ơn"
COMMUNE_SECRETARY = "Ngân Đình Phúc"
PROVINCE_VIEWER = "Quang Thị Nga"

NAMES = {CARER, BRANCH_SECRETARY, CLERK, COMMUNE_SECRETARY, PROVINCE_VIEWER}

PEOPLE = {
    "member": f"Đảng viên phụ trách hộ ở Huồi Cọ ({CARER})",
    "branch-secretary": f"Bí thư chi bộ Huồi Cọ ({BRANCH_SECRETARY})",
    "commune-clerk": f"Văn phòng Đảng ủy xã ({CLERK})",
    "commune-secretary": f"Bí thư Đảng ủy xã ({COMMUNE_SECRETARY})",
    "province-viewer": f"Cán bộ theo dõi của tỉnh ({PROVINCE_VIEWER})",
}
"""Link titles, in print order."""

MEMBERS = {"member": CARER, "branch-secretary": BRANCH_SECRETARY}
CLERK_ACCOUNT = "vanphong"
USERNAMES = {"commune-clerk": CLERK_ACCOUNT, "commune-secretary": "bithu", "province-viewer": "tinh"}
