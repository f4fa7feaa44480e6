"""Ready phrases: what the office often answers."""

from dataclasses import dataclass, field
from typing import Any

from webapp.concerns.forms import BODY_LIMIT
from webapp.concerns.models import Category, ReadyPhrase
from webapp.core.database.db import now
from webapp.core.i18n import gettext as _
from webapp.web.form_fields import Fields, field_text
from webapp.web.free_text import read_choice, read_words
from webapp.web.person import Person


@dataclass
class PhraseForm:
    values: dict[str, str]
    category: Category | None = None
    text: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    NAMES = ("category", "text")

    @classmethod
    def empty(cls) -> "PhraseForm":
        return cls(dict.fromkeys(cls.NAMES, ""))

    @classmethod
    def read(cls, fields: Fields) -> "PhraseForm":
        form = cls({name: field_text(fields, name) for name in cls.NAMES})
        category = read_choice(form.values, "category", range(1, len(Category) + 1))
        form.category = Category(category) if category else None
        form.text = read_words(form.values, "text", limit=BODY_LIMIT, errors=form.errors, lines=True)
        if not form.text:
            form.errors.setdefault("text", _("Write a sentence that the family understands."))
        return form


async def phrases_page(person: Person, form: PhraseForm | None = None) -> dict[str, Any]:
    rows = await ReadyPhrase.filter(commune=person.commune, ended_at=None).order_by("made_at", "id")
    rows.sort(key=lambda row: row.category or 0)
    return {"phrases": rows, "categories": list(Category), "form": form or PhraseForm.empty()}


async def write_phrase(person: Person, form: PhraseForm) -> None:
    """The same again changes nothing."""
    same = ReadyPhrase.filter(commune=person.commune, ended_at=None, category=form.category, text=form.text)
    if not await same.exists():
        await ReadyPhrase.create(
            commune=person.commune,
            category=form.category,
            text=form.text,
            by_name=person.name,
            made_at=now(),
        )


async def end_phrase(person: Person, phrase: ReadyPhrase) -> None:
    open_one = ReadyPhrase.filter(id=phrase.id, ended_at=None)
    await open_one.update(ended_at=now(), ended_by_name=person.name)
