"""What people type in their own words: how long it may be, and what has no business in it."""

from collections.abc import Mapping

from webapp.i18n import gettext as _
from webapp.vi_text import ControlCharacter, holds_identity_number, nfc_text


def read_words(
    sent: Mapping[str, str], name: str, *, limit: int, errors: dict[str, str], lines: bool = False
) -> str:
    """The text as it is stored; `errors` gets a sentence when it cannot be stored."""
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


def chosen(sent: Mapping[str, str], name: str, allowed: range) -> int | None:
    """A single choice by its code; None when nothing, or nothing that exists, was chosen."""
    code = sent.get(name, "")
    return int(code) if code.isascii() and code.isdigit() and int(code) in allowed else None
