"""Reads the forms about one member into values or errors."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from webapp.core.calendar import read_day, today
from webapp.core.i18n import gettext as _
from webapp.core.vi_text import phone_number
from webapp.people import choices
from webapp.people.models import Capacity
from webapp.web.free_text import read_words

Sent = Mapping[str, str | list[str]]
NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+)*\.?")
MOST_HOUSEHOLDS = 60
AHEAD = timedelta(days=92)


@dataclass
class MemberChangeForm:
    """`values` as sent, `read` as parsed."""

    what: str
    op: str
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    read: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: Sent, what: str = "", readers: "Readers | None" = None) -> "MemberChangeForm":
        values: dict[str, Any] = {
            name: value if isinstance(value, list) else value.strip() for name, value in sent.items()
        }
        form = cls(what or first_of(values, "what"), first_of(values, "op")[:24], values)
        known = readers or READERS
        if form.what in known and form.op:
            known[form.what](form)
        else:
            form.errors["what"] = _("Choose what is to be put right.")
        return form

    def choice(self, name: str, allowed: Mapping[str, str] | tuple[str, ...], sentence: str) -> str:
        chosen = first_of(self.values, name)
        if chosen not in allowed:
            self.errors[name] = sentence
        self.read[name] = chosen
        return chosen

    def day(self, name: str, *, ahead: timedelta = AHEAD) -> date | None:
        found = read_day(first_of(self.values, name))
        if found is None:
            self.errors[name] = _("Write the day as day/month/year.")
        elif found > today() + ahead:
            self.errors[name] = _("This day is too far ahead.") if ahead else _("This day has not come yet.")
        self.read[name] = found
        return found

    def words(self, name: str, limit: int, sentence: str = "") -> str:
        """Required if `sentence` is given."""
        given = {name: first_of(self.values, name)}
        found = read_words(given, name, limit=limit, errors=self.errors)
        if sentence and not found:
            self.errors.setdefault(name, sentence)
        self.read[name] = found
        return found

    def number(self, name: str, least: int, most: int, sentence: str) -> int | None:
        typed = first_of(self.values, name)
        self.read[name] = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else None
        if typed and (self.read[name] is None or not least <= self.read[name] <= most):
            self.errors[name] = sentence
        return self.read[name]  # type: ignore[no-any-return]


def first_of(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name, "")
    return str(value[-1] if value else "") if isinstance(value, list) else str(value)


def _status(form: MemberChangeForm) -> None:
    status = form.choice("status", choices.DECIDED, _("Choose the state."))
    form.day("status_from", ahead=timedelta() if status == "deceased" else AHEAD)
    form.words("status_paper", 60)
    if status != "exempt":
        return
    form.choice("status_kind", choices.EXEMPT_FROM, _("Choose what the member is exempt from."))
    form.choice("status_reason", choices.REASONS, _("Choose the reason."))
    if not form.read["status_paper"]:
        form.errors.setdefault("status_paper", _("Write the number of the branch's resolution."))
    form.read["status_to"] = None
    if first_of(form.values, "status_to"):
        last = form.day("status_to", ahead=timedelta(days=3660))
        if last and form.read["status_from"] and last < form.read["status_from"]:
            form.errors["status_to"] = _("The last day is before the first.")


def _presence(form: MemberChangeForm) -> None:
    form.choice("presence", choices.PRESENCE, _("Choose whether the member is here."))
    form.day("presence_from")


def _capacity(form: MemberChangeForm) -> None:
    level = form.choice("capacity", choices.CAPACITIES, _("Choose how many households."))
    form.read["capacity"] = Capacity(level) if level in choices.CAPACITIES else None
    form.number(
        "capacity_own",
        0,
        MOST_HOUSEHOLDS,
        _("Write a number from 0 to %(most)s, or leave it empty.") % {"most": MOST_HOUSEHOLDS},
    )


def _languages(form: MemberChangeForm) -> None:
    sent = form.values.get("languages", [])
    chosen = [sent] if isinstance(sent, str) else sent
    form.values["languages"] = chosen
    form.read["languages"] = [code for code in choices.LANGUAGES if code in chosen]


def _phone(form: MemberChangeForm) -> None:
    typed = first_of(form.values, "phone")
    form.read["phone"] = phone_number(typed) if typed else None
    if typed and form.read["phone"] is None:
        form.errors["phone"] = _("This is not a phone number. Correct it or leave it empty.")


def _name(form: MemberChangeForm) -> None:
    name = form.words("full_name", 80, _("Write the name."))
    if name and (not NAME.fullmatch(name) or len(name) < 2):
        form.errors.setdefault("full_name", _("A name has letters and spaces only."))
    form.number("birth_year", 1900, today().year - 17, _("Write the year of birth with four digits."))
    form.read["gender"] = None
    if first_of(form.values, "gender"):
        form.choice("gender", choices.GENDERS, _("Choose one, or none."))
    form.read["joined_on"] = None
    if first_of(form.values, "joined_on"):
        form.day("joined_on", ahead=timedelta())
    form.choice("standing", choices.STANDINGS, _("Choose full member or on probation."))


def _home(form: MemberChangeForm) -> None:
    form.words("home_cluster", 11)
    form.number("home_place", 0, 99_999, _("Write the place along the path as a number."))


def read_post(form: MemberChangeForm) -> None:
    form.choice("post", choices.POSTS, _("Choose the post."))
    form.words("post_org", 11, _("Choose the branch or the committee."))
    form.day("post_from")


def read_post_end(form: MemberChangeForm) -> None:
    form.words("held", 11, _("Choose the post."))
    form.day("post_last")


def _branch(form: MemberChangeForm) -> None:
    form.words("branch", 11, _("Choose the branch."))
    form.day("branch_from")


def _second(form: MemberChangeForm) -> None:
    form.words("second", 11, _("Choose the branch."))
    first = form.day("second_from")
    form.read["second_to"] = None
    if first_of(form.values, "second_to"):
        last = form.day("second_to", ahead=timedelta(days=3660))
        if last and first and last < first:
            form.errors["second_to"] = _("The last day is before the first.")


def _second_end(form: MemberChangeForm) -> None:
    form.words("held", 11, _("Choose the branch."))
    form.day("second_last")


def _new(form: MemberChangeForm) -> None:
    _name(form)
    _branch(form)
    _capacity(form)
    _languages(form)
    _phone(form)


Readers = Mapping[str, Callable[[MemberChangeForm], None]]
READERS: Readers = {
    "status": _status,
    "presence": _presence,
    "capacity": _capacity,
    "languages": _languages,
    "phone": _phone,
    "name": _name,
    "home": _home,
    "post": read_post,
    "post_end": read_post_end,
    "branch": _branch,
    "second": _second,
    "second_end": _second_end,
    "new": _new,
}
