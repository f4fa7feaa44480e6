"""A device holds exactly the pages that belong to it, in as few bytes as that takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import feed, parcel
from sync.envelope import Malformed
from sync.frames import Welcome, answer_head
from sync.ranges import Ranges

HEADS = 600
"""Of the answer, and the marks between its pieces."""
PAGES = st.dictionaries(st.sampled_from([f"/p{n}" for n in range(8)]), st.sampled_from([b"a", b"b", b"c"]))


def hashes(pages):
    return {path: feed.page_hash(content) for path, content in pages.items()}


def applied(held, delta, contents):
    """What a phone does: read the frames and change its store in one go."""
    welcome = Welcome(b"n" * 8, b"i" * 8, 1, 0, replace=delta.replace)
    answer = answer_head(welcome, [], Ranges()) + feed.page_frames(delta, contents.__getitem__)
    reply = parcel.read_answer(answer, nonce=b"n" * 8)
    pages = {} if reply.welcome.replace else dict(held)
    for path in reply.dropped:
        del pages[path]
    pages |= reply.pages
    assert reply.manifest is not None or not delta.replace
    if reply.manifest is not None:
        assert feed.manifest_hash(hashes(pages)) == reply.manifest
    return pages


@given(PAGES, PAGES, st.booleans())
def test_one_answer_brings_a_phone_to_what_belongs_to_it(held, wanted, known):
    delta = feed.plan_delta(hashes(held) if known else None, hashes(wanted))

    assert applied(held, delta, wanted) == wanted
    assert delta.whole


@given(PAGES, PAGES, st.integers(0, 300))
def test_small_answers_bring_it_there_one_after_another(held, wanted, budget):
    sizes = dict.fromkeys(wanted, 100)
    for _ in range(len(wanted) + 1):
        delta = feed.plan_delta(hashes(held), hashes(wanted), sizes=sizes, budget=budget)
        held = applied(held, delta, wanted)
        assert held.keys() <= wanted.keys()
        assert len(delta.put) <= max(1, budget // 100)

    assert held == wanted
    assert delta.whole


@given(PAGES, PAGES, st.booleans(), st.integers(1, 9), st.data())
def test_an_answer_cut_anywhere_leaves_the_pages_up_to_its_last_mark_and_only_the_rest_comes_again(
    held, wanted, known, pieces, data
):
    """§2.7: each piece old or new; what the phone says it holds afterwards, the office finds by itself."""
    delta = feed.plan_delta(hashes(held) if known else None, hashes(wanted), pieces=pieces)
    welcome = Welcome(b"n" * 8, b"i" * 8, 1, 0, replace=delta.replace)
    whole = answer_head(welcome, [], Ranges()) + feed.page_frames(delta, wanted.__getitem__)
    upto = data.draw(st.integers(0, len(whole)))
    try:
        reply = parcel.read_answer(whole[:upto], nonce=b"n" * 8, cut=True)
    except Malformed:
        return  # nothing counted, so nothing changes

    pages = {} if delta.replace else {path: page for path, page in held.items() if path not in reply.dropped}
    pages |= reply.pages
    assert feed.manifest_hash(hashes(pages)) == reply.manifest
    assert set(pages.items()) <= set(held.items()) | set(wanted.items())
    ends = [delta.before, *feed.partial_manifests(delta.before, delta.manifest, delta.put)]
    assert hashes(pages) in [{path: page for path, page in end.items() if path in wanted} for end in ends]
    assert not set(feed.plan_delta(hashes(pages), hashes(wanted)).put) & set(reply.pages)


@pytest.mark.parametrize("pieces", [3, 10, 40])
def test_a_cut_costs_a_piece_at_most(pieces):
    wanted = {f"/households/{n}": bytes([n]) * (300 + 20 * n) for n in range(40)}
    delta = feed.plan_delta({}, hashes(wanted), order=list(wanted), pieces=pieces)
    whole = answer_head(Welcome(b"n" * 8, b"i" * 8, 1, 0), [], Ranges()) + feed.page_frames(
        delta, wanted.__getitem__
    )
    lost = [upto - arrived(whole[:upto], wanted) for upto in range(100, len(whole), 37)]

    assert whole.count(b"e\x08") <= pieces + 1
    assert max(lost) <= len(whole) / pieces + max(map(len, wanted.values())) + HEADS


def arrived(part, wanted):
    try:
        reply = parcel.read_answer(part, nonce=b"n" * 8, cut=True)
    except Malformed:
        return 0
    assert list(reply.pages) == list(wanted)[: len(reply.pages)], "out of order"
    return sum(len(feed._page(path, bytes(8), page)) for path, page in reply.pages.items())


def test_nothing_new_costs_nothing():
    pages = hashes({"/": b"a"})

    assert feed.page_frames(feed.plan_delta(pages, pages), lambda path: b"") == b""


def test_what_matters_most_comes_first():
    wanted = hashes({"/help": b"a", "/": b"b", "/households": b"c"})

    delta = feed.plan_delta({}, wanted, order=["/", "/households"])

    assert delta.put == ("/", "/households", "/help")


def test_the_hash_of_a_manifest_does_not_depend_on_order_and_names_every_page():
    pages = hashes({"/": b"a", "/é": b"b"})

    assert feed.manifest_hash(pages) == feed.manifest_hash(dict(reversed(pages.items())))
    assert feed.manifest_hash(pages) != feed.manifest_hash(hashes({"/": b"a"}))
    assert feed.manifest_hash({}) == bytes(8)
