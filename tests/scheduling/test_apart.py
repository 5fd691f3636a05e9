"""Work is divided so that what needs the same people stays together, in its order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corved.scheduling.apart import apart, batched
from tests.conftest import EXAMPLES

ITEMS = st.lists(st.tuples(st.integers(0, 9), st.integers(10, 19)), max_size=40)


@given(ITEMS, st.integers(1, 3))
@settings(max_examples=EXAMPLES)
def test_nobody_is_shared_and_everything_is_done_once_in_its_order(needs, workers):
    shares = apart([(need, number) for number, need in enumerate(needs)], workers)

    assert len(shares) == workers
    assert sorted(number for share in shares for number in share) == list(range(len(needs)))
    assert all(share == sorted(share) for share in shares)
    people = [{person for number in share for person in needs[number]} for share in shares]
    assert not any(one & other for place, one in enumerate(people) for other in people[place + 1 :])


def test_work_that_shares_nothing_is_divided_evenly():
    shares = apart([((f"tutor {number}", f"learner {number}"), number) for number in range(10)], 2)

    assert [len(share) for share in shares] == [5, 5]


def test_batches_keep_the_order_and_the_last_has_the_rest():
    assert list(batched(range(7), 3)) == [(0, 1, 2), (3, 4, 5), (6,)]
    assert list(batched([], 3)) == []
