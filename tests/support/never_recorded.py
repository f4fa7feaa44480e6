"""Words that nothing of ours may say."""

import re

from webapp.core.vi_text import fold_text

BANNED = [
    *(
        "ton giao",
        "tin nguong",
        "dan toc",
        "quan diem",
        "thai do",
        "tu tuong",
        "chap hanh",
        "vi pham",
        "y thuc",
    ),
    *(
        "tam tu",
        "trung thanh",
        "ke hoach hoa",
        "uy tin",
        "xep hang ho",
        "diem ho",
        "cccd",
        "cmnd",
        "can cuoc",
    ),
    *("benh", "chan doan", "hiv", "ma tuy", "thu nhap", "gps", "toa do", "kinh do", "vi do"),
    *(
        "religion",
        "ethnic",
        "opinion",
        "attitude",
        "loyalty",
        "ideology",
        "obedience",
        "compliance",
        "belief",
    ),
    *(
        "diagnos",
        "disease",
        "disabil",
        "income",
        "latitude",
        "longitude",
        "geolocation",
        "national_id",
        "score",
    ),
    *("ranking", "prestige", "offence", "violation", "contracepti", "family planning", "awareness"),
]


PLAIN_WORD = {word: re.compile(rf"(?<![a-z]){re.escape(word)}") for word in BANNED}


def banned_in(text: str) -> list[str]:
    folded = fold_text(text.replace("_", " ").replace("-", " ")) + " " + fold_text(text)
    return [word for word, pattern in PLAIN_WORD.items() if pattern.search(folded)]
