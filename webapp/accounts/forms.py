"""What people type to sign in or to enrol a phone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from webapp.i18n import gettext as _

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
class SlipForm:
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "SlipForm":
        typed = sent.get("code", "")
        form = cls({"code": typed.strip()})
        if sum(c.isdigit() for c in typed) != 8:
            form.errors["code"] = _("The code on the slip has 8 digits.")
        return form
