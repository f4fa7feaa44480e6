"""Gần Dân's labels for the sync library: all that its signatures, sealed bodies and ids of records depend on."""

from sync.labels import Labels
from sync.shorthand import Shorthand

_LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĐÁÀÂẤẦÊẾÔỐỒƠƯỨỞÝ"
_PAIRS = (
    ',"|",|,[|],|[1|,1|,2|,0|ng| t|n |nh| c| đ|, | h|i |c | v|ch|ản|ph|ác| n|a |t |m |ên|g |hi|ìn|h |ộ |vi|ân|gi|ôn|'
    "th|o |p |ụ |tr|à |uy|iê| b|àn|ơn|iệ|qu|hộ| g|u |đì|ực|ươ|kh|ủa| d| k| l|. |y |ó |ể |in|ết|cá|on|h,| p|ấy|ướ| m"
)

LABELS = Labels(
    exchange=b"gandan attest 1",
    file=b"gandan file 1",
    reading=b"gandan read 1",
    pin=b"gandan pin 1",
    blob=b"gandan blob 1",
    hand_in=b"gandan carry 1",
    back=b"gandan return 1",
    seal=b"gandan seal 1",
    record=b"gandan record",
    slip=b"gandan slip",
    slip_prefix="HK-",
    shorthand=Shorthand((*_LETTERS, *_PAIRS.split("|"))),  # Vietnamese text in about two thirds of its bytes
)
DESK = b"gandan desk 1"
"""Signed by the office for submissions that it enters itself."""
MEDIA_TYPE = "application/vnd.gandan.exchange"

record_id, receipt_code = LABELS.record_id, LABELS.slip_code
