"""Every key has one list of uses, and no label serves two of them."""

import re
from collections import Counter
from pathlib import Path

from webapp.core import keys
from webapp.settings import settings

LIST = Path("SECURITY.md")
LABEL = re.compile(r"""["'](gandan [a-z -]*[a-z](?: \d)?)(?= ?[|{"'])""")
CODE = [
    path
    for path in (*Path("sync").rglob("*.py"), *Path("webapp").rglob("*.py"))
    if not {"migrations", "demo"} & set(path.parts)
]
NAMES_ONLY = ("gandan attachment", "gandan bundle import", "gandan change", "gandan form of", "gandan ruling")
"""Not about keys: a command, and ids of rows."""


def labels(files: list[Path]) -> Counter[str]:
    found = Counter(label for file in files for label in LABEL.findall(file.read_text()))
    return Counter({label: n for label, n in found.items() if not label.startswith(NAMES_ONLY)})


def test_a_label_stands_in_the_code_once() -> None:
    found = labels(CODE)
    assert len(found) > 15
    assert {label: n for label, n in found.items() if n > 1} == {}


def test_every_label_is_in_the_list_and_no_other() -> None:
    listed = set(re.findall(r"`(gandan [a-z -]*[a-z](?: \d)?)`", LIST.read_text()))
    commands = {"gandan restore", "gandan recovery-key --new", "gandan audit check", "gandan demo"}
    used = {*labels(CODE), *labels(sorted(Path("static").glob("*.js")))}
    assert used - {"gandan photos"} <= listed
    assert listed - used - commands == set()


def test_every_file_of_keys_is_in_the_list(environment: None) -> None:
    keys.make_all_keys()
    made = {path.name for path in settings().secrets.iterdir()}
    assert {"office.pem", "sign.pem", "csrf", "readings"} <= made
    assert not [name for name in made if f"| `{name}` |" not in LIST.read_text()]
