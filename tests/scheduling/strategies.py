"""Patterns, windows, zones and obstacles for hypothesis."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from corved.scheduling.draft import Draft
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.pattern import Pattern
from corved.scheduling.timetable import Timetable, Version
from corved.scheduling.windows import Window, WindowKind
from corved.scheduling.zones import names, offered

zones = st.sampled_from(sorted(names()))
places = st.sampled_from(sorted(offered()))
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 59]))
days = st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found)))
counts = st.integers(1, 31)


@st.composite
def patterns(draw, zone=zones, most=60):
    chosen = draw(days)
    others = draw(st.dictionaries(st.sampled_from(chosen), times, max_size=2))
    length = draw(st.sampled_from([each for each in (15, 45, 60, 90, 240) if each <= most]))
    return Pattern(draw(zone), chosen, draw(times), length, others)


windows = st.builds(
    lambda first, length: Window(first, first + timedelta(days=length)),
    st.dates(date(2015, 1, 1), date(2036, 12, 31)),
    st.integers(0, 62),
)


@st.composite
def timetables(draw, window):
    """One to three versions, the later ones from days inside the window."""
    since = draw(st.sets(st.integers(1, max(1, (window.last - window.first).days)), max_size=2))
    starts = [window.first, *(window.first + timedelta(days=each) for each in sorted(since))]
    return Timetable(tuple(Version(each, draw(patterns())) for each in starts))


@st.composite
def situations(draw):
    """A draft, how many are wanted, when it is now, and what is in the way."""
    window = draw(windows)
    draft = Draft(draw(timetables(window)), window, draw(st.sampled_from(list(WindowKind))))
    now = datetime.combine(window.first, time(12), UTC) + timedelta(days=draw(st.integers(-40, 20)))
    middle = datetime.combine(window.first, draw(times), UTC)
    busy = [
        Busy(middle + timedelta(days=each), middle + timedelta(days=each, hours=draw(st.integers(1, 9))), "taken")
        for each in draw(st.sets(st.integers(-2, 40), max_size=8))
    ]
    closed = [
        Closed(
            "closed",
            window.first + timedelta(days=each),
            window.first + timedelta(days=each + draw(st.integers(0, 3))),
            draw(places),
            draw(st.booleans()),
        )
        for each in draw(st.sets(st.integers(-2, 40), max_size=3))
    ]
    return draft, draw(counts), now, busy, closed
