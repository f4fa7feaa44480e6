"""Nothing is hidden unless somebody who saw it said so."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.envelope import opid, to_text
from sync.merge import Change, Stamp, fold_changes

PHONES = [bytes([n]) * 8 for n in range(1, 5)]
PLACE = ("household", "people")


def change(phone: int, seq: int, value, base=(), *, wall: int = 0, author: str = "") -> Change:
    device = PHONES[phone]
    stamp = Stamp(wall, 0, to_text(device))
    return Change(opid(device, seq, 0), *PLACE, value, frozenset(base), stamp, author)


def folded(*changes):
    return fold_changes(changes)[PLACE]


@st.composite
def histories(draw):
    """Each change names some of those that existed before it, as far as its writer could see."""
    made: list[Change] = []
    seqs = dict.fromkeys(range(4), 0)
    for _ in range(draw(st.integers(1, 12))):
        phone = draw(st.integers(0, 3))
        seqs[phone] += 1
        base = draw(st.sets(st.sampled_from([one.opid for one in made]))) if made else set()
        value = draw(st.sampled_from([3, 4, 5, " Lô  ", "Lô", "Lo\u0302", None]))
        author = draw(st.sampled_from(["", "other"]))
        made.append(change(phone, seqs[phone], value, base, wall=draw(st.integers(-5, 5)), author=author))
    return made


@given(histories(), st.randoms())
def test_order_and_repetition_do_not_matter(history, rng):
    shuffled = history + rng.choices(history, k=5)
    rng.shuffle(shuffled)

    assert fold_changes(shuffled) == fold_changes(history)


@given(histories(), st.data())
def test_clocks_do_not_decide_what_is_live(history, data):
    walls = data.draw(st.lists(st.integers(-(2**50), 2**50), min_size=len(history), max_size=len(history)))
    other = [
        replace(one, stamp=one.stamp._replace(wall=wall)) for one, wall in zip(history, walls, strict=True)
    ]

    assert {one.opid for one in folded(*other).live} == {one.opid for one in folded(*history).live}


@given(histories())
def test_a_change_is_hidden_only_by_one_that_names_it_or_by_the_same_hand_later(history):
    live = {one.opid for one in folded(*history).live}

    for one in history:
        named = any(one.opid in other.base for other in history)
        later = any(
            other.stamp.device == one.stamp.device
            and other.author == one.author
            and int(other.opid.split(".")[1]) > int(one.opid.split(".")[1])
            for other in history
        )
        assert (one.opid in live) == (not named and not later)


@given(histories())
def test_the_one_shown_is_the_newest_live(history):
    field = folded(*history)

    assert field.shown == max(field.live, key=lambda one: (one.stamp, one.opid))
    assert field.contested == (len(field.values) > 1)


def test_the_same_words_typed_twice_are_no_clash():
    field = folded(change(0, 1, "Lô Văn Cảnh"), change(1, 1, " Lo\u0302 Văn Cảnh "))

    assert len(field.live) == 2
    assert not field.contested


def test_two_values_wait_for_a_person_and_a_resolution_names_both():
    five, six = change(0, 1, 5, wall=9), change(1, 1, 6, wall=2)
    assert folded(five, six).contested
    assert folded(five, six).shown == five

    settled = change(2, 1, 6, [five.opid, six.opid])

    assert folded(five, six, settled).live == (settled,)


def test_a_value_that_comes_after_the_resolution_opens_it_again():
    five, six = change(0, 1, 5), change(1, 1, 6)
    settled = change(2, 1, 6, [five.opid, six.opid])

    field = folded(five, six, settled, change(3, 1, 7))

    assert field.contested
    assert set(field.values) == {6, 7}


def test_a_resolution_that_names_one_of_two_leaves_the_other():
    five, six = change(0, 1, 5), change(1, 1, 6)

    assert set(folded(five, six, change(2, 1, 8, [five.opid])).values) == {6, 8}


def test_people_who_share_a_device_do_not_overwrite_each_other():
    assert folded(change(0, 1, 5, author="a"), change(0, 2, 6, author="b")).contested
    assert not folded(change(0, 1, 5, author="a"), change(0, 2, 6, author="a")).contested


def test_forged_bases_that_name_each_other_hide_nothing():
    one = change(0, 1, 5, [opid(PHONES[1], 1, 0)])
    other = change(1, 1, 6, [one.opid])

    assert set(folded(one, other).values) == {5, 6}
    assert set(folded(change(0, 1, 5, [opid(PHONES[0], 1, 0)]), change(1, 1, 6)).values) == {5, 6}


def test_fields_do_not_meet():
    one = change(0, 1, 5)
    other = replace(change(1, 1, 6), field="phone")

    assert {place: field.shown.value for place, field in fold_changes([one, other]).items()} == {
        PLACE: 5,
        ("household", "phone"): 6,
    }


@pytest.mark.parametrize("seed", range(5))
def test_a_long_history_folds_the_same_in_any_order(seed):
    rng = random.Random(seed)
    made = [change(rng.randrange(4), seq, rng.randrange(5)) for seq in range(1, 400)]
    made = [
        replace(one, base=frozenset(o.opid for o in rng.sample(made[:at], min(at, 3))))
        for at, one in enumerate(made)
    ]

    assert fold_changes(rng.sample(made, len(made))) == fold_changes(made)
