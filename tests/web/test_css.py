"""The style sheet stays small, readable in every theme and plain enough for old phones."""

import re
from pathlib import Path

import brotli
import pytest

FILE = Path(__file__).parents[2] / "static" / "app.css"
CSS = re.sub(r"/\*.*?\*/", "", FILE.read_text(), flags=re.S)
LIGHT = r":root"
THEMES = {"light": LIGHT, "dark": r"  \[data-theme=dark\]", "sun": r"\[data-theme=sun\]"}

TEXT_ON = [
    ("ink", "bg"),
    ("ink", "sheet"),
    ("mut", "bg"),
    ("mut", "sheet"),
    ("act", "bg"),
    ("act", "sheet"),
    ("on", "act"),
    ("ok", "okb"),
    ("wait", "waitb"),
    ("bad", "badb"),
    ("bad", "bg"),
    ("bad", "sheet"),
    ("inf", "infb"),
    ("ink", "waitb"),
    ("ink", "badb"),
]


def tokens(selector: str) -> dict[str, str]:
    block = re.search(rf"^{selector} \{{(.*?)\}}", CSS, flags=re.S | re.M)
    assert block, selector
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6});", block[1]))


def colours(theme: str) -> dict[str, str]:
    return tokens(LIGHT) | tokens(THEMES[theme])


def brightness(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((brightness(one), brightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one_to_one():
    assert round(contrast("#000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_readable_in_bright_and_dim_light(theme, text, ground):
    known = colours(theme)

    assert contrast(known[text], known[ground]) >= 7


@pytest.mark.parametrize("theme", THEMES)
def test_the_border_of_a_control_can_be_seen(theme):
    known = colours(theme)

    assert contrast(known["line"], known["bg"]) >= 3
    assert contrast(known["line"], known["sheet"]) >= 3


def test_the_phones_own_dark_setting_looks_like_the_chosen_dark():
    assert tokens(r"  :root:not\(\[data-theme=light\]\):not\(\[data-theme=sun\]\)") == tokens(THEMES["dark"])


def test_the_style_sheet_costs_less_than_a_visit_form():
    assert len(brotli.compress(FILE.read_bytes(), quality=11)) <= 3500


def test_only_reduced_motion_overrules_other_styles():
    calm = re.search(r"@media \(prefers-reduced-motion: reduce\) \{.*\}$", CSS, flags=re.M)
    assert calm

    assert "!important" not in CSS.replace(calm[0], "")


def test_nothing_needs_a_newer_browser_than_our_floor():
    assert not re.search(r":has\(|@container|@layer|&|:is\(|:where\(|color-mix|\binset\b:", CSS)


def test_no_rule_is_nested_in_another_rule():
    open_rules: list[str] = []
    for before, brace in re.findall(r"([^{}]*)([{}])", CSS):
        if brace == "}":
            open_rules.pop()
            continue
        assert all(rule.startswith("@media") for rule in open_rules), before
        open_rules.append(before.strip())

    assert open_rules == []


def test_letters_never_go_below_sixteen_pixels_except_on_tabs():
    root = 16 * 1.125
    sizes = re.findall(r"([^{}]+)\{[^{}]*?font-size: ([\d.]+)rem", CSS)

    small = {selector.strip() for selector, size in sizes if float(size) * root < 16}

    assert small <= {".tabs a", '[data-size="2"] .tabs a', '[data-size="3"] .bar'}
