"""Answers that the demo's office has ready, by kind."""

from webapp.concerns.models import Category

PHRASES: tuple[tuple[Category | None, str], ...] = (
    (None, "Xã đã xem việc của gia đình và đang làm. Khi xong, đồng chí phụ trách hộ sẽ đến nói lại."),
    (None, "Việc này xã chưa làm được trong năm nay vì chưa có kinh phí. Xã đã ghi vào kế hoạch năm sau."),
    (None, "Cần thêm giấy tờ. Mời gia đình mang giấy tờ đang có đến bộ phận một cửa, cán bộ sẽ làm giúp."),
    (
        Category.WATER_POWER_SIGNAL,
        "Xã đã cấp ống và vật tư. Bản chọn ngày cùng nối lại, thợ của xã đến giúp.",
    ),
    (Category.ROAD_BRIDGE_BOAT, "Xã đã giao bản sửa trước mùa mưa. Xi măng và đá xã chở đến bến."),
    (
        Category.HEALTH_CARE,
        "Thẻ bảo hiểm đã có. Gia đình nhận ở trạm y tế xã, mang theo giấy khai sinh của cháu.",
    ),
    (
        Category.BENEFITS,
        "Tiền hỗ trợ đã về xã. Gia đình nhận ở bưu điện xã, đi cùng người có tên trong danh sách.",
    ),
    (Category.LOAN, "Mời gia đình đến gặp tổ tiết kiệm và vay vốn của bản; tổ sẽ hướng dẫn làm hồ sơ."),
)
