"""Texts of the demo: what became of the concerns."""

from typing import NamedTuple


class Reply(NamedTuple):
    """To a concern of `MATTERS`, by its summary."""

    text: str
    by_commune: bool = False
    cannot: bool = False
    on_the_spot: bool = False


REPLIES = {
    "Đường vào cụm bị sạt, xe không qua được": Reply(
        "Xã cấp 30 rọ đá. Thứ bảy tuần này bản huy động người cùng làm, xong trong hai ngày.", by_commune=True),
    "Cầu tạm qua suối bị trôi ván": Reply(
        "Chi bộ đã bàn với ban quản lý bản: sáng chủ nhật thay bốn tấm ván, có người đưa các cháu qua suối đến hôm đó."),
    "Bến thuyền trơn, khó lên hàng": Reply(
        "Bản làm bậc tạm bằng đá ngay tuần này. Bậc bê tông xã đưa vào kế hoạch mùa khô.", by_commune=True),
    "Xin xi măng đổ nốt đoạn đường trong bản": Reply(
        "Xã cấp đủ hai tấn xi măng, chở thuyền vào bến ngày mùng mười. Bản cử người ra nhận.", by_commune=True),
    "Ống nước về bể chung bị vỡ": Reply(
        "Tổ nước của bản thay đoạn ống vỡ chiều mai. Xã trả tiền ống, gia đình không phải góp."),
    "Điện yếu vào buổi tối": Reply(
        "Điện lực hẹn ngày hai mươi vào thay dây đoạn cuối bản. Nếu quá ngày đó vẫn yếu, nhờ báo lại.", by_commune=True),
    "Không có sóng điện thoại ở cụm ven hồ": Reply(
        "Năm nay chưa có trạm mới cho cụm ven hồ. Xã đã gửi đề nghị; việc gấp thì nhờ máy ở nhà trưởng bản.",
        by_commune=True, cannot=True),
    "Bò bị lở mồm, cần cán bộ thú y": Reply(
        "Cán bộ thú y vào bản sáng thứ năm, mang thuốc theo. Trong lúc chờ nhốt riêng hai con ốm.", by_commune=True),
    "Xin giống chanh leo cho vụ tới": Reply(
        "Có một trăm cây giống trong đợt tháng tới. Gia đình ký nhận ở nhà văn hóa bản."),
    "Hỏi nơi bán măng khô": Reply(
        "Hợp tác xã ở bến mua măng khô loại một, hai tuần một lần. Đã cho gia đình số của người mua.", on_the_spot=True),
    "Xin tập huấn nuôi bò nhốt chuồng": Reply(
        "Lớp hai ngày mở tại bản sau vụ gặt, bốn hộ đều có tên. Ngày cụ thể sẽ báo trước một tuần.", by_commune=True),
    "Hỏi vì sao chưa nhận tiền hỗ trợ quý này": Reply(
        "Tiền quý này chi chậm mười ngày ở cả xã. Ngày mười lăm nhận tại bản, mang theo sổ.", by_commune=True),
    "Hỏi cách xét danh sách hộ được hỗ trợ": Reply(
        "Đã giải thích cách tính điểm, ai đến rà soát và khi nào. Gia đình có quyền xin rà soát lại.", on_the_spot=True),
    "Chưa nhận được tiền hỗ trợ nhà ở": Reply(
        "Đợt hai cấp khi phần khung xong. Cán bộ xã vào xem nhà ngày mùng tám để làm giấy.", by_commune=True),
    "Thẻ bảo hiểm y tế sai tên": Reply(
        "Thẻ mới đúng tên đã in. Người phụ trách hộ mang vào khi đến thăm lần tới.", by_commune=True),
    "Chưa có thẻ bảo hiểm cho trẻ mới sinh": Reply(
        "Giấy tờ đủ rồi, thẻ có trong tháng này. Trong lúc chờ, cháu đi khám dùng giấy khai sinh.", by_commune=True),
    "Xin thêm chăn cho phòng bán trú": Reply(
        "Trường nhận sáu mươi chăn từ Hội Phụ nữ, mỗi cháu một chiếc từ tuần sau.", by_commune=True),
    "Hỏi chế độ ăn trưa của lớp mẫu giáo": Reply(
        "Đã đọc cho gia đình mức hỗ trợ năm học này và ngày trường phát.", on_the_spot=True),
    "Hỏi thủ tục vay vốn chăn nuôi": Reply(
        "Đã chỉ ba loại giấy cần có và ngày ngân hàng giao dịch tại xã; tổ vay vốn của bản sẽ làm cùng.", on_the_spot=True),
    "Xin gia hạn khoản vay": Reply(
        "Ngân hàng đồng ý xét gia hạn sáu tháng. Gia đình ký đơn tại phiên giao dịch ngày mười hai.", by_commune=True),
    "Xin đăng ký khai sinh tại bản": Reply(
        "Cán bộ tư pháp vào bản sáng thứ sáu, làm cho cả ba gia đình tại nhà văn hóa.", by_commune=True),
    "Giấy khai sinh ghi sai ngày": Reply(
        "Mang giấy chứng sinh ra xã, sửa trong một buổi, không mất tiền.", by_commune=True),
    "Cần chỗ gom rác chung": Reply(
        "Họp bản đã chọn chỗ đất trống cuối bản. Sáng chủ nhật cùng đào hố, xã cho tấm đậy."),
    "Nhờ tổ hòa giải xem ranh vườn": Reply(
        "Tổ hòa giải hẹn hai nhà cùng đo lại sáng thứ bảy, có trưởng bản làm chứng."),
    "Nước suối dâng, hai nhà cần chuyển đồ gấp": Reply(
        "Đội xung kích có hai thuyền và bạt đang đến. Gọi trưởng bản nếu nước còn lên.", by_commune=True),
}  # fmt: skip

NOT_YET = ("Đã làm nhưng mưa xong lại hỏng như cũ.", "Đến ngày hẹn chưa thấy ai đến.", "Mới xong một nửa.")
AGAIN = "Xin lỗi gia đình vì chậm. Đã cử người phụ trách, làm xong trong tuần này và báo lại ngay."
DETAIL_ASKED = "Xin hỏi gia đình: hỏng ở đoạn nào, từ khi nào, mấy hộ bị ảnh hưởng?"
SENT_TO_PROVINCE = "Việc này vượt quá sức của xã. Đề nghị tỉnh xem xét hỗ trợ và cho biết thời gian."
HANDLER = "Cán bộ nông nghiệp xã"
LATER_WHY = "Chờ hàng về bến theo chuyến thuyền cuối tháng."
