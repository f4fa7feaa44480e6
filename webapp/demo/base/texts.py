"""Texts of the demo: visit notes and 64 concerns."""

from webapp.concerns.models import Category

NOTES = (
    "Đã chỉ cách làm thẻ bảo hiểm y tế cho trẻ mới sinh.",
    "Gia đình nhờ hỏi lịch tiêm phòng cho bò.",
    "Đã cùng gia đình sửa lại mái chuồng bò.",
    "Đã báo lịch họp bản tối thứ bảy.",
    "Gia đình muốn dự lớp kỹ thuật trồng chanh leo.",
    "Đã hướng dẫn giấy tờ vay vốn chăn nuôi.",
    "Cùng dọn đường ống dẫn nước về bể chung.",
    "Gia đình nhờ xem giúp giấy khai sinh của cháu.",
    "Đã báo ngày nhận gạo hỗ trợ giáp hạt.",
    "Hẹn quay lại sau mùa gặt để giúp làm hố rác.",
    "Đã giải thích chế độ học bán trú của hai cháu.",
    "Gia đình cần thêm cây giống, đã ghi nhu cầu.",
)

MATTERS: tuple[tuple[Category, int, tuple[tuple[str, str], ...]], ...] = (
    (Category.ROAD_BRIDGE_BOAT, 14, (
        ("Đường vào cụm bị sạt, xe không qua được",
         "Đoạn dốc đầu bản sạt từ đợt mưa tuần trước, dài khoảng mười lăm mét. Bà con xin hỗ trợ rọ đá."),
        ("Cầu tạm qua suối bị trôi ván", "Ván cầu trôi mất bốn tấm, trẻ đi học phải lội suối."),
        ("Bến thuyền trơn, khó lên hàng", "Nước hồ rút, bến cũ cách mặt nước hơn mười mét. Xin làm bậc lên xuống."),
        ("Xin xi măng đổ nốt đoạn đường trong bản", "Bà con đã góp cát sỏi và ngày công, còn thiếu khoảng hai tấn."),
    )),
    (Category.WATER_POWER_SIGNAL, 9, (
        ("Ống nước về bể chung bị vỡ", "Ống vỡ ở đoạn qua khe, năm hộ phía dưới thiếu nước đã bốn ngày."),
        ("Điện yếu vào buổi tối", "Từ sáu giờ đến chín giờ tối đèn không đủ sáng để các cháu học bài."),
        ("Không có sóng điện thoại ở cụm ven hồ", "Cần báo việc gấp phải đi thuyền ra ngoài. Xin hỏi khi nào có trạm."),
    )),
    (Category.LIVELIHOOD, 11, (
        ("Bò bị lở mồm, cần cán bộ thú y", "Hai con bò bỏ ăn ba ngày. Xin cán bộ thú y vào xem sớm."),
        ("Xin giống chanh leo cho vụ tới", "Gia đình đã làm giàn, cần khoảng một trăm cây giống."),
        ("Hỏi nơi bán măng khô", "Thương lái trả giá thấp. Xin giới thiệu nơi thu mua."),
        ("Xin tập huấn nuôi bò nhốt chuồng", "Bốn hộ trong nhóm muốn học cùng nhau, tại bản càng tốt."),
    )),
    (Category.BENEFITS, 8, (
        ("Hỏi vì sao chưa nhận tiền hỗ trợ quý này", "Quý trước nhận rồi, quý này chưa thấy báo."),
        ("Hỏi cách xét danh sách hộ được hỗ trợ", "Gia đình muốn được giải thích cách tính điểm khi rà soát."),
        ("Chưa nhận được tiền hỗ trợ nhà ở", "Nhà đã làm xong phần móng, xin hỏi đợt cấp tiếp theo."),
    )),
    (Category.HEALTH_CARE, 5, (
        ("Thẻ bảo hiểm y tế sai tên", "Tên trên thẻ sai một chữ so với giấy khai sinh, xin sửa lại."),
        ("Chưa có thẻ bảo hiểm cho trẻ mới sinh", "Cháu được hai tháng, giấy tờ đã nộp ở xã."),
    )),
    (Category.SCHOOL, 5, (
        ("Xin thêm chăn cho phòng bán trú", "Mùa lạnh các cháu ngủ lại trường thiếu chăn."),
        ("Hỏi chế độ ăn trưa của lớp mẫu giáo", "Gia đình muốn biết mức hỗ trợ năm học này."),
    )),
    (Category.LOAN, 4, (
        ("Hỏi thủ tục vay vốn chăn nuôi", "Gia đình muốn mua thêm một con bò giống."),
        ("Xin gia hạn khoản vay", "Mùa ngô mất do lũ, xin hỏi cách làm đơn gia hạn."),
    )),
    (Category.CIVIL_PAPERS, 3, (
        ("Xin đăng ký khai sinh tại bản", "Đường xa, có ba gia đình cùng cần. Xin cán bộ vào một buổi."),
        ("Giấy khai sinh ghi sai ngày", "Xin hướng dẫn cách cải chính."),
    )),
    (Category.SANITATION, 2, (
        ("Cần chỗ gom rác chung", "Rác trôi xuống hồ sau mưa. Bà con muốn làm một hố chung."),
    )),
    (Category.LAND, 2, (
        ("Nhờ tổ hòa giải xem ranh vườn", "Hai nhà đều muốn có người đứng giữa cùng đo lại."),
    )),
    (Category.DISASTER, 1, (
        ("Nước suối dâng, hai nhà cần chuyển đồ gấp",
         "Nước lên nhanh từ chiều. Người đã ở nơi cao, cần thuyền và bạt che đồ."),
    )),
)  # fmt: skip
"""Category, how many, (summary, body) variants."""
