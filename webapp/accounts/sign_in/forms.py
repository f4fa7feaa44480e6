"""Forms: sign-in, passwords, slips, PINs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from webapp.accounts.codes import is_whole_code, tidy_code
from webapp.accounts.passwords.easy_passwords import is_easy_password
from webapp.accounts.pins.pins import unfit_pin
from webapp.core.i18n import gettext as _

USERNAME_MAX = 60


@dataclass
class SignInForm:
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "SignInForm":
        form = cls({"username": sent.get("username", "").strip(), "password": sent.get("password", "")})
        if not form.values["username"]:
            form.errors["username"] = _("Type your user name.")
        elif len(form.values["username"]) > USERNAME_MAX:
            form.errors["username"] = _("A user name has at most 60 characters. Was something else pasted?")
        if not form.values["password"]:
            form.errors["password"] = _("Type your password.")
        return form


@dataclass
class PasswordForm:
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Mapping[str, str], about: Iterable[str]) -> "PasswordForm":
        """`about`: names that an attacker knows."""
        form = cls({name: str(sent.get(name, "")) for name in ("old", "password", "password2")})
        if not form.values["old"]:
            form.errors["old"] = _("Type your password now.")
        if is_easy_password(form.values["password"], about):
            form.errors["password"] = _(
                "This is easy to guess. Take 8 characters or more: no common word, no name of yours or of the place."
            )
        elif form.values["password"] != form.values["password2"]:
            form.errors["password2"] = _("The two are not the same. Type the new password again.")
        return form


@dataclass
class SlipForm:
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "SlipForm":
        form = cls({"code": tidy_code(sent.get("code", ""))})
        if not is_whole_code(form.values["code"]):
            form.errors["code"] = _("The code has 8 digits on a screen, 10 letters and digits on paper.")
        return form


@dataclass
class PinForm:
    """Browser without keys."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "PinForm":
        pin, errors = new_pin(sent)
        form = cls({"old": sent.get("old", "").strip(), "pin": pin}, errors)
        if not form.values["old"]:
            form.errors["old"] = _("Type the PIN that you have now.")
        return form


def new_pin(sent: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """(PIN, errors)."""
    pin = sent.get("pin", "").strip()
    if unfit_pin(pin):
        return "", {"pin": _("The PIN is 6 digits, not a run such as 123456 or 111111.")}
    if sent.get("pin2", "").strip() != pin:
        return "", {"pin2": _("The two PINs are not the same.")}
    return pin, {}
