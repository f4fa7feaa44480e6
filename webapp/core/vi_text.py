"""Vietnamese text: normalisation, search, sorting, legacy fonts."""

import re
import unicodedata

from webapp.core.identity_numbers import holds_identity_number as holds_identity_number

TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
LETTERS = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
RANK = {letter: f"{place:02}" for place, letter in enumerate(LETTERS, start=10)}
UNSEEN = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ue000-\uf8ff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
    + "".join(map(chr, (plane << 16 | last for plane in range(1, 15) for last in (0xFFFE, 0xFFFF))))
    + "]"
)
"""Invisible, private-use, noncharacters."""
MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
PILED_UP = re.compile(f"({MARKS}{{3}}){MARKS}+")
"""No language puts more than three marks on a letter; many would cover the lines around it."""
SOFT_HYPHEN = "\xad"
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
MOBILE_OR_LANDLINE = re.compile(r"0[35789][0-9]{8}|02[0-9]{9}")


class ControlCharacter(ValueError):
    """Broken or deceptive text."""


def nfc_text(text: str, *, lines: bool = False) -> str:
    """Normalised for storage; `lines` keeps line breaks."""
    if UNWANTED.search(text):
        raise ControlCharacter
    text = UNSEEN.sub("", text)
    if SOFT_HYPHEN in text and legacy_encoding(text) is None:  # a letter in legacy fonts
        text = text.replace(SOFT_HYPHEN, "")
    text = PILED_UP.sub(r"\1", unicodedata.normalize("NFC", text))
    if not lines:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


def visible_text(text: str) -> str:
    """For comparison."""
    return " ".join(PILED_UP.sub(r"\1", unicodedata.normalize("NFC", UNSEEN.sub("", text))).split())


def fold_text(text: str) -> str:
    """Search key: no case, no marks, single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    # Older keyboards type Icelandic eth for đ.
    return " ".join(bare.casefold().replace("đ", "d").replace("ð", "d").split())


def sort_key(text: str) -> str:
    """Digits, so that any collation gives dictionary order.

    Tones count only between equal letters, per syllable: hoà equals hòa.
    """
    words = [
        _ranks_and_tone(word)
        for word in re.split(r"[\s.'’_-]+", unicodedata.normalize("NFC", text.casefold()))
    ]
    ranked = [(ranks, tone) for ranks, tone in words if ranks]
    return "01".join(ranks for ranks, _ in ranked) + "00" + "".join(str(tone) for _, tone in ranked)


def person_sort_key(name: str) -> str:
    """Given name (last word), family name, middle names."""
    *rest, given = name.split() or [""]
    return sort_key(given) + sort_key(" ".join(rest[:1])) + sort_key(" ".join(rest[1:]))


def _ranks_and_tone(word: str) -> tuple[str, int]:
    ranks, tone = "", 0
    for character in word:
        parts = unicodedata.normalize("NFD", character)
        tone = max([tone, *(TONES.get(part, 0) for part in parts)])
        letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in TONES))
        if letter[:1].isalnum():
            ranks += RANK.get(letter) or RANK.get(parts[0]) or f"60{ord(character):07}"
    return ranks, tone


def phone_number(text: str) -> str | None:
    """National format 0…, or None."""
    digits = re.sub(r"[\s.()-]", "", unicodedata.normalize("NFKC", UNSEEN.sub("", text)))
    digits = re.sub(r"^(?:\+|00)?84(?=[0-9]{9})0?", "0", digits)
    return digits if MOBILE_OR_LANDLINE.fullmatch(digits) else None


# Legacy fonts (TCVN3: .VnTime; VNI: VNI-Times) draw Vietnamese letters at Western codes; such lists are still in use.

TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
VNI_MARKS = {
    "\u0301": "ù",
    "\u0300": "ø",
    "\u0309": "û",
    "\u0303": "õ",
    "\u0323": "ï",
    "\u0306": "ê",
    "\u0306\u0301": "é",
    "\u0306\u0300": "è",
    "\u0306\u0309": "ú",
    "\u0306\u0303": "ü",
    "\u0306\u0323": "ë",
    "\u0302": "â",
    "\u0302\u0301": "á",
    "\u0302\u0300": "à",
    "\u0302\u0309": "å",
    "\u0302\u0303": "ã",
    "\u0302\u0323": "ä",
}
VNI_SINGLES = {"ơ": "ô", "ư": "ö", "đ": "ñ", "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î"}


def _vni_codes() -> dict[str, str]:
    """Code or pair of codes -> letter."""
    codes: dict[str, str] = {}
    for letter in "aeouyơư":
        for marks, code in VNI_MARKS.items():
            whole = unicodedata.normalize("NFC", letter + marks)
            if len(whole) == 1:
                base = VNI_SINGLES.get(letter, letter)
                codes |= {base + code: whole, base.upper() + code: whole.upper()}
                codes[base.upper() + code.upper()] = whole.upper()
    for letter, code in VNI_SINGLES.items():
        codes |= {code: letter, code.upper(): letter.upper()}
    return codes


VNI = _vni_codes()
VNI_CODE = re.compile("|".join(sorted(VNI, key=len, reverse=True)))
PLAIN_OR_WESTERN = re.compile("[\t\n\r\x20-\x7e\xa0-\xff]*")
# Never in Vietnamese: a Western letter or sign in a word, a capital after a small letter.
FOREIGN = "[^\x00-\xa0ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúý]"
TRACE = re.compile(f"[A-Za-z]{FOREIGN}|{FOREIGN}[A-Za-z]|[a-z][À-Ý]")
ONSET = "(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?"
RIME = (
    "(?:(?:[aăâeêioôơuưy]|oa|oă|oe|oo|ia|iê|yê|ua|uâ|uê|uô|uơ|uy|uya|uyê|ưa|ươ)(?:c|ch|m|n|ng|nh|p|t)?"
    "|(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|oa|oe|iê|yê|ươ|uô|ua|uâ|uy|ui)[iyou])"
)
SYLLABLE = re.compile(ONSET + RIME)


def from_tcvn3(text: str) -> str:
    """Capitals (or .VnTimeH) stay capital."""
    typed = re.sub("[^A-Za-z]", "", text)
    read = text.translate(TCVN3)
    # These fonts lack capitals with tones: small letters replace them.
    return read.upper() if len(typed) > 2 and typed.isupper() else read


def from_vni(text: str) -> str:
    return VNI_CODE.sub(lambda code: VNI[code.group()], text)


def legacy_encoding(text: str) -> str | None:
    """ "tcvn3" or "vni" if the text makes sense only so."""
    if not PLAIN_OR_WESTERN.fullmatch(text):
        return None  # ả, đ, ư or a combining mark: already Unicode
    sense = {"tcvn3": _sense(text, from_tcvn3(text)), "vni": _sense(text, from_vni(text))}
    likely, other = sorted(sense, key=lambda encoding: -sense[encoding])
    traced = TRACE.search(text) or (likely == "vni" and _sense(text, text) < sense["vni"])
    # Short words such as "bö" are ambiguous; the surrounding words decide.
    return likely if traced and sense[likely] > max(0.6, sense[other]) else None


def _sense(text: str, read: str) -> float:
    """Share of marked words that become possible syllables."""
    words = [after for before, after in zip(text.split(), read.split(), strict=False) if not before.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def is_syllable(word: str) -> bool:
    """By letters and tone."""
    bare = unicodedata.normalize("NFD", word.strip(".,;:()\"'-/").lower())
    tones = [mark for mark in bare if mark in TONES]
    letters = unicodedata.normalize("NFC", "".join(c for c in bare if c not in TONES))
    closed = letters.endswith(("c", "ch", "p", "t"))
    proper_case = word[1:].islower() or word.isupper() or len(word) < 2
    return (
        bool(SYLLABLE.fullmatch(letters)) and len(tones) <= 1 and proper_case and not (closed and not tones)
    )
