"""Who counts, and what follows from a status and the time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corved.scheduling.account import Counted, account_of
from corved.scheduling.statuses import STATUSES, is_live, is_to_come, is_unmarked

START = datetime(2026, 3, 2, 17, tzinfo=UTC)

states = st.one_of(
    st.tuples(st.sampled_from(STATUSES), st.just(False)),
    st.just(("rescheduled", True)),
)


@given(st.lists(states, max_size=20))
def test_the_account_always_adds_up(sessions):
    account = account_of(20, (Counted(*each) for each in sessions))

    assert account.planned == len(sessions)
    assert account.consumed == sum(status in ("done", "no_show_student") for status, _ in sessions)
    assert account.remaining == 20 - account.consumed


def test_done_and_a_students_absence_count_and_nothing_else():
    found = [(status, False) for status in STATUSES]
    account = account_of(8, (Counted(*each) for each in (*found, ("rescheduled", True))))

    assert (account.held, account.student_absent, account.to_come, account.owed) == (1, 1, 2, 2)
    assert account.remaining == 6


@pytest.mark.parametrize("status", STATUSES)
def test_a_session_without_a_time_holds_no_slot(status):
    assert is_live(status, False) == (status in ("scheduled", "done", "rescheduled"))
    assert not is_live("rescheduled", True)
    assert is_to_come(status, False) == (status in ("scheduled", "rescheduled"))


def test_a_session_waits_for_a_mark_from_its_end():
    end = START + timedelta(hours=1)

    assert not is_unmarked("scheduled", False, end, end - timedelta(seconds=1))
    assert is_unmarked("scheduled", False, end, end)
    assert not is_unmarked("done", False, end, end)
