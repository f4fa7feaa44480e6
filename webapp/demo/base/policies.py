"""The eight notices of the demo, one of them replaced, and two meetings of residents."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DemoNotice:
    key: str
    number: str
    title: str
    words: str
    on: date
    until: date | None = None
    audience: tuple[str, ...] = ()
    hamlets: tuple[str, ...] = ()
    """Letters."""
    replaces: str = ""
    told: int = 0
    """Per cent of the families with a member in charge."""
    questions: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()


NOTICES = (
    DemoNotice(
        "burning", "11/TB-UBND", "Phát đốt nương an toàn",
        "Trước khi đốt nương phải báo trưởng bản, dọn đường ranh rộng 6 mét, đốt lúc chiều mát, có ít nhất ba người "
        "trông đến khi tắt hẳn. Ngày có gió to, nắng gắt thì không đốt. Thấy cháy rừng gọi ngay trưởng bản hoặc xã.",
        date(2018, 2, 20), told=96,
        questions=("Nương xa bản có phải báo không?",),
        answers=(("Nương xa bản có phải báo trước khi đốt không?", "Có. Nhắn trưởng bản ngày đốt và số người trông."),),
    ),
    DemoNotice(
        "vaccination", "17/TB-TYT", "Lịch tiêm chủng cho trẻ: ngày 5 hằng tháng",
        "Trẻ dưới 5 tuổi được tiêm miễn phí tại trạm y tế xã sáng ngày 5 hằng tháng. Mang theo sổ tiêm.",
        date(2018, 3, 12), audience=("with_children",), told=70,
    ),
    DemoNotice(
        "insurance", "19/TB-UBND", "Thẻ bảo hiểm y tế cho hộ nghèo, cận nghèo",
        "Hộ nghèo được cấp thẻ bảo hiểm y tế, không phải đóng tiền. Hộ cận nghèo được hỗ trợ phần lớn tiền đóng. "
        "Ai chưa có thẻ, sai tên, sai ngày sinh thì báo người phụ trách hoặc đến bộ phận một cửa của xã, thứ hai đến thứ sáu.",
        date(2018, 4, 2), audience=("poor", "near_poor"), told=62,
        questions=("Thẻ rách thì đổi ở đâu?", "Con mới sinh đã có thẻ chưa?"),
        answers=(("Thẻ rách, mất thì đổi ở đâu?", "Đến bộ phận một cửa của xã, không mất tiền, hẹn trả trong 2 ngày làm việc."),),
    ),
    DemoNotice(
        "loan", "22/TB-NHCS", "Vay vốn chăn nuôi của Ngân hàng Chính sách",
        "Hộ nghèo, cận nghèo được vay nuôi trâu, bò, lợn, không phải thế chấp. Làm đơn ở tổ tiết kiệm và vay vốn của bản. "
        "Ngân hàng giao dịch tại xã ngày 15 hằng tháng. Ai không vay thì thôi, không bắt buộc.",
        date(2018, 5, 14), audience=("poor", "near_poor"), told=55,
    ),
    DemoNotice(
        "cattle", "26/TB-UBND", "Tiêm phòng trâu bò đợt 2",
        "Thú y xã về từng bản tiêm tụ huyết trùng và lở mồm long móng cho trâu bò. Mỗi bản một buổi sáng, trưởng bản báo ngày. "
        "Đưa trâu bò về chuồng từ tối hôm trước. Tiêm không mất tiền.",
        date(2018, 8, 20), until=date(2018, 11, 30), told=48,
        questions=("Trâu thả trên rừng chưa về kịp thì sao?",),
    ),
    DemoNotice(
        "rice", "29/TB-UBND", "Gạo và tiền ăn cho học sinh bán trú",
        "Học sinh bán trú nhà xa trường được hỗ trợ 15 kg gạo và tiền ăn mỗi tháng, 9 tháng một năm học. Gia đình làm đơn theo mẫu, "
        "nộp cho cô giáo chủ nhiệm trước ngày hết hạn. Không biết viết thì nhờ người phụ trách viết giúp.",
        date(2018, 9, 5), until=date(2018, 10, 31), audience=("with_children",), told=64,
        questions=("Hai con cùng học thì làm mấy đơn?", "Con học nội trú ở huyện có được không?"),
        answers=(("Nhà có hai con cùng học thì làm mấy đơn?", "Mỗi con một đơn, nộp cùng một lần."),),
    ),
    DemoNotice(
        "vaccination-2", "33/TB-TYT", "Lịch tiêm chủng mới: về tiêm tại bản ngày 12",
        "Từ tháng này trạm y tế về tiêm tại nhà văn hóa bản, sáng ngày 12 hằng tháng, thay cho ngày 5 tại trạm. "
        "Trẻ dưới 5 tuổi tiêm miễn phí. Mang theo sổ tiêm. Hôm đó cháu sốt thì đợi tháng sau.",
        date(2018, 9, 24), audience=("with_children",), replaces="vaccination", told=22,
    ),
    DemoNotice(
        "papers", "34/TB-UBND", "Cán bộ xã về Huồi Cọ làm giấy tờ",
        "Cán bộ tư pháp về nhà văn hóa bản làm khai sinh, xác nhận, chứng thực bản sao trong một ngày. "
        "Mang theo giấy tờ gốc. Không mất tiền đi thuyền ra xã.",
        date(2018, 10, 1), until=date(2018, 10, 20), hamlets=("HC",), told=40,
        questions=("Cụ già không đi được thì có đến nhà không?",),
    ),
)  # fmt: skip

MEETINGS = (
    ("HC", date(2018, 9, 15), "Bàn sửa đường từ bến vào bản, chia việc từng nhóm", 64),
    ("XA", date(2018, 9, 22), "Phòng dịch trâu bò, giữ nước sạch đầu nguồn", 71),
)
"""Hamlet, day, subject, people."""

DATES = (
    (
        1,
        6,
        "Nộp tiền bảo hiểm y tế hộ gia đình",
        "Hộ cận nghèo còn thiếu thẻ nộp trước ngày này để không bị ngắt quãng.",
    ),
    (5, 9, "Khai giảng", "Sách vở, áo ấm, đơn xin gạo bán trú nộp cho cô giáo chủ nhiệm."),
    (1, 11, "Tiêm phòng trâu bò mùa rét", "Đưa trâu bò về chuồng, che chắn trước khi rét đậm."),
    (
        15,
        12,
        "Đổi thẻ bảo hiểm y tế năm sau",
        "Xem lại tên, ngày sinh trên thẻ; sai thì báo người phụ trách.",
    ),
)
"""Day, month, title, what to remind of."""
