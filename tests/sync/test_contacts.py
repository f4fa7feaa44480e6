"""When something was written follows from what the device had given at each contact, not from its clock."""

from hypothesis import given
from hypothesis import strategies as st

from sync.contacts import ON_THE_WAY, Contact, claimed_at, clock_ahead, written_after

DAY = 86_400


def test_a_number_was_written_after_the_last_contact_that_did_not_know_it() -> None:
    contacts = [Contact(10, 10, 3), Contact(20, 20, 3), Contact(30, 30, 7)]

    found = [written_after(contacts, seq) for seq in (3, 4, 7, 8)]
    assert found == [None, 20 - ON_THE_WAY, 20 - ON_THE_WAY, 30 - ON_THE_WAY]


def test_before_the_first_contact_nothing_is_known() -> None:
    assert written_after([], 1) is None
    assert clock_ahead([], 50) == 0


def test_a_number_is_claimed_by_the_first_contact_that_knew_it() -> None:
    contacts = [Contact(10, 10, 3), Contact(20, 20, 3), Contact(30, 30, 7)]

    assert [claimed_at(contacts, seq) for seq in (3, 4, 7, 8)] == [10, 30, 30, None]


def test_a_clock_that_was_put_right_is_judged_by_the_contact_nearest_to_it() -> None:
    contacts = [Contact(1 * DAY, 3 * DAY, 1), Contact(9 * DAY, 9 * DAY, 2)]

    assert clock_ahead(contacts, 2 * DAY) == 2 * DAY
    assert clock_ahead(contacts, 8 * DAY) == 0


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9)), min_size=1), st.integers(1, 10), st.data())
def test_no_clock_of_a_device_moves_when_its_work_was_written(steps, seq, data) -> None:
    made, at, contacts = 0, 0, []
    for gap, more in steps:
        at, made = at + gap, made + more
        contacts.append(Contact(at, data.draw(st.integers(-(2**40), 2**40)), made))

    honest = [contact._replace(clock=contact.at) for contact in contacts]
    assert written_after(contacts, seq) == written_after(honest, seq)
