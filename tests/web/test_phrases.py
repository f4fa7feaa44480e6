"""Phrases on pages: in the reader's language, and what is filled in cannot become a tag."""

from webapp.core import i18n
from webapp.submissions.kinds import KINDS
from webapp.web.pages import templates


def shown(source: str, **context: object) -> str:
    return templates(i18n.language.get()).from_string(source).render(**context)


def test_what_is_filled_into_a_phrase_is_escaped() -> None:
    name = "<b>An & Bảo</b>"

    asked = shown('{{ _("in the care of %(name)s", name=name) }}', name=name)
    counted = shown(
        '{{ ngettext("%(num)s place still to fill in", "%(num)s places still to fill in", 3) }}{{ name }}',
        name=name,
    )

    assert "&lt;b&gt;An &amp; Bảo&lt;/b&gt;" in asked
    assert "3" in counted
    assert "<b>" not in asked + counted


def test_one_phrase_in_two_languages_in_one_process() -> None:
    vietnamese = shown('{{ _("Household") }}')
    token = i18n.language.set("en")
    try:
        english = shown('{{ _("Household") }}')
    finally:
        i18n.language.reset(token)

    assert (english, vietnamese != english) == ("Household", True)


def test_what_is_said_the_same_for_everybody_is_put_in_when_a_template_is_compiled() -> None:
    source = '{{ _("Household") }}{% trans %}Household{% endtrans %}{{ _("Household", name=name) }}'

    compiled = str(templates("en").compile(source, raw=True))

    assert compiled.count("yield 'Household'") == 2
    assert compiled.count("context.call") == 1


def test_every_kind_that_a_person_writes_has_a_name_where_records_are_listed() -> None:
    names = {
        kind.name: shown('{% import "office/words.html" as words %}{{ words.kind(name) }}', name=kind.name)
        for kind in KINDS.values()
        if kind.about != "commune"
    }

    assert len({*names.values(), "Not known here", shown('{{ _("Not known here") }}')}) == len(names) + 2, (
        names
    )
