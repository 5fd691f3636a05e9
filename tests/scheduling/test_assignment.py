"""The assignment of courses to tutors, against every assignment there is."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from corved.scheduling.assignment import Fit, assign

TUTORS = "ABCDE"
fits = st.builds(Fit, st.integers(0, 3), st.integers(0, 3))
courses_of = st.lists(st.dictionaries(st.sampled_from(TUTORS), fits, max_size=5), max_size=6)
loads = st.fixed_dictionaries({tutor: st.integers(0, 6) for tutor in TUTORS})


def badness(courses, load, chosen):
    """Return what the assignment is judged by, the first number first."""
    placed = [courses[number][tutor] for number, tutor in enumerate(chosen) if tutor is not None]
    even = sum((load[tutor] + list(chosen).count(tutor)) ** 2 for tutor in TUTORS)
    return chosen.count(None), sum(fit.changed for fit in placed), sum(fit.off_hours for fit in placed), even


def best_of_all(courses, load):
    """Try every assignment, and return the badness of the best."""
    return min(badness(courses, load, list(chosen)) for chosen in product(*([*fits, None] for fits in courses)))


@given(courses=courses_of, load=loads)
def test_it_is_as_good_as_the_best_of_all(courses, load):
    chosen = assign(courses, load)

    assert all(tutor is None or tutor in fits for tutor, fits in zip(chosen, courses, strict=True))
    assert badness(courses, load, chosen) == best_of_all(courses, load)


@settings(max_examples=3)
@given(courses=st.lists(st.dictionaries(st.sampled_from(TUTORS), fits, min_size=3), min_size=8, max_size=8), load=loads)
def test_it_is_so_for_eight_courses_and_five_tutors(courses, load):
    assert badness(courses, load, assign(courses, load)) == best_of_all(courses, load)


def test_a_course_that_only_one_can_teach_gets_that_one():
    easy = {"A": Fit(0, 0), "B": Fit(0, 1)}
    only = {"A": Fit(2, 0)}
    assert assign([only, easy, easy], {"A": 3, "B": 0}) == ["A", "A", "A"]
    assert assign([{}, only], {}) == [None, "A"]
    assert assign([], {}) == []
