"""Free-text fields: length, control characters, identity numbers."""

from collections.abc import Mapping

from webapp.core.i18n import gettext as _
from webapp.core.identity_numbers import holds_identity_number
from webapp.core.vi_text import ControlCharacter, nfc_text


def read_words(
    sent: Mapping[str, str], name: str, *, limit: int, errors: dict[str, str], lines: bool = False
) -> str:
    """Normalised; sets `errors`."""
    try:
        words = nfc_text(sent.get(name, ""), lines=lines)
    except ControlCharacter:
        errors[name] = _("This text holds a broken character. Please type it again.")
        return ""
    if holds_identity_number(words):
        errors[name] = _("Do not write identity numbers here")
    elif len(words) > limit:
        errors[name] = _("Too long: at most %(limit)s characters.") % {"limit": limit}
    return words


def read_choice(sent: Mapping[str, str], name: str, allowed: range) -> int | None:
    """None when empty or not allowed."""
    code = sent.get(name, "")
    return int(code) if code.isascii() and code.isdigit() and int(code) in allowed else None
