"""Advice is tried before it is given."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from corved.scheduling.advice import advice
from corved.scheduling.generator import Busy, Window, make_plan
from corved.scheduling.pattern import DAY_NAMES, Pattern, parse_time
from corved.scheduling.windows import one_month

NOW = datetime(2026, 2, 1, 9, tzinfo=UTC)
TWICE = Pattern("Asia/Karachi", (1, 3), parse_time("19:00"))


def test_it_names_a_day_a_start_and_an_end_that_would_do():
    window = Window(date(2026, 2, 3), date(2026, 2, 28))

    found = advice(TWICE, window, 8, now=NOW)

    assert make_plan(TWICE, window, 8, now=NOW).missing == 1
    assert found == ["add Tuesday", "start by Mon 2 Feb", "end on Mon 2 Mar"]


def test_each_piece_of_advice_works():
    window = Window(date(2026, 2, 10), date(2026, 3, 5))
    taken = [Busy(datetime(2026, 2, 11, 14, tzinfo=UTC), datetime(2026, 2, 11, 15, tzinfo=UTC), "taken")]

    for words in advice(TWICE, window, 8, now=NOW, busy=taken):
        pattern, tried = TWICE, window
        if added := re.findall("|".join(DAY_NAMES), words):
            pattern = replace(pattern, days=tuple(sorted((1, 3, *map(DAY_NAMES.index, added)))))
        else:
            day = datetime.strptime(words[-6:].strip() + " 2026", "%d %b %Y").date()  # noqa: DTZ007
            tried = Window(day, window.last) if words.startswith("start") else Window(window.first, day)
        assert make_plan(pattern, tried, 8, now=NOW, busy=taken).is_complete, words


def test_it_never_advises_a_start_in_the_past():
    late = datetime(2026, 2, 12, 9, tzinfo=UTC)

    assert not any(each.startswith("start") for each in advice(TWICE, one_month(date(2026, 2, 12)), 12, now=late))


def test_it_adds_as_many_days_as_it_takes():
    once = Pattern("Asia/Karachi", (1,), parse_time("19:00"))

    assert advice(once, one_month(date(2026, 2, 2)), 12, now=NOW)[0] == "add Tuesday and Wednesday"
