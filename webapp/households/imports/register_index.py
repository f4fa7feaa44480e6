"""Index of the register for matching lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from webapp.core.vi_text import fold_text, person_sort_key, sort_key
from webapp.households.imports.group_names import NamedGroup
from webapp.register.codes import without_label


@dataclass(eq=False)
class IndexedHamlet:
    id: str
    name: str  # with label: Bản Huồi Cọ
    aliases: tuple[str, ...] = ()
    clusters: list[str] = field(default_factory=list)
    groups: list[NamedGroup] = field(default_factory=list)

    def is_called(self, name: str) -> bool:
        """Exact letters and tones; the label is optional."""
        return sort_key(without_label(name)) == sort_key(without_label(self.name))

    def cluster_named(self, name: str) -> str:
        """Known spelling, ignoring diacritics; else unchanged."""
        return next((known for known in self.clusters if fold_text(known) == fold_text(name)), name)


@dataclass(frozen=True)
class Known:
    code: str
    hamlet_id: str
    head_name: str
    cluster: str = ""
    group: str = ""


class Register:
    def __init__(self, hamlets: Iterable[IndexedHamlet], households: Iterable[Known] = ()) -> None:
        self._hamlets: dict[str, list[IndexedHamlet]] = {}
        for hamlet in hamlets:
            for name in {_bare(each) for each in (hamlet.name, *hamlet.aliases)}:
                self._hamlets.setdefault(name, []).append(hamlet)
        self._households: dict[tuple[str, str], list[Known]] = {}
        for known in households:
            self._households.setdefault(name_key(known.hamlet_id, known.head_name), []).append(known)

    def hamlet_named(self, name: str) -> IndexedHamlet | None:
        """Name or alias, ignoring diacritics; if several match, only an exact one."""
        alike = self._hamlets.get(_bare(name), [])
        exact = [hamlet for hamlet in alike if hamlet.is_called(name)]
        found = exact if len(alike) > 1 else alike
        return found[0] if len(found) == 1 else None

    def hamlet_like(self, name: str) -> IndexedHamlet | None:
        near = get_close_matches(_bare(name), self._hamlets, n=1, cutoff=0.7)
        return self._hamlets[near[0]][0] if near else None

    def household(self, hamlet_id: str, head_name: str, cluster: str, group: str = "") -> Known | None:
        """None if cluster or group differs."""
        alike = self._households.get(name_key(hamlet_id, head_name), [])
        return next(
            (one for one in alike if same_place(one.cluster, cluster) and same_place(one.group, group)), None
        )


def name_key(hamlet_id: str, head_name: str) -> tuple[str, str]:
    """Comparison key: hoà = hòa, any case; An ≠ Ân."""
    return hamlet_id, person_sort_key(head_name)


def same_place(cluster: str, other: str) -> bool:
    """Empty matches any."""
    return not cluster or not other or fold_text(cluster) == fold_text(other)


def _bare(name: str) -> str:
    return fold_text(without_label(name)).replace(" ", "")
