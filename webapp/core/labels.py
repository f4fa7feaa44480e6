"""Labels for the sync library; signatures, sealed bodies and record ids depend on them."""

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
    shorthand=Shorthand((*_LETTERS, *_PAIRS.split("|"))),  # shortens Vietnamese text by a third
)
DESK = b"gandan desk 1"
"""Signature label of submissions entered by the office."""
MEDIA_TYPE = "application/vnd.gandan.exchange"

record_id, receipt_code = LABELS.record_id, LABELS.slip_code
