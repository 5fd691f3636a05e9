"""Weekdays, times and dates: read with certainty or refused."""

from datetime import date, time

import pytest

from corved.values.days_and_times import Unclear, calendar_date, time_of_day, weekly_times

MON, TUE, WED, THU, FRI, SAT, SUN = 1, 2, 3, 4, 5, 6, 0


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("Mon Wed", [MON, WED]),
        ("Mon/Wed", [MON, WED]),
        ("Mon & Wed", [MON, WED]),
        ("Monday;Wednesday", [MON, WED]),
        ("Mondays and Wednesdays", [MON, WED]),
        ("mon, wed, and fri", [MON, WED, FRI]),
        ("TueThu", [TUE, THU]),
        ("TuTh", [TUE, THU]),
        ("Tues + Thurs", [TUE, THU]),
        ("MonWedFri", [MON, WED, FRI]),
        ("Mon-Wed-Fri", [MON, WED, FRI]),
        ("Sat. Sun.", [SAT, SUN]),
        ("Weds Thur", [WED, THU]),
        ("FRIDAY", [FRI]),
    ],
)
def test_days_are_read_as_people_write_them(typed, days):
    assert weekly_times(typed) == dict.fromkeys(days)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " , ", "Mon-Wed", "Mon – Wed", "Monday to Wednesday", "Mon-Wed, Fri"),
        *("Mon to Wed to Fri", "Sunrise", "Someday", "Wedding"),
        *("Mont", "M W F", "MWF", "weekdays", "Mon Mon", "Mon Monday", "1 3", "Mon 25:00", "Mon(19:00", "Mon 19"),
        *("Mon Wed?", "Mon or Wed", "not Mon", "Mon 19:00 20:00"),
    ],
)
def test_days_that_are_not_certain_are_refused(typed):
    with pytest.raises(Unclear):
        weekly_times(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Mon(19:00)/Wed(20:30)",
        "Mon 19:00, Wed 20:30",
        "Mon 7pm & Wed 8:30 PM",
        "Monday at 19:00 and Wednesday at 20:30",
        "Mon: 19:00; Wed: 20:30",
        "Mon19:00Wed20:30",
    ],
)
def test_each_day_may_have_its_time(typed):
    assert weekly_times(typed) == {MON: time(19), WED: time(20, 30)}


def test_one_day_may_lack_its_time():
    assert weekly_times("Mon, Wed 20:30") == {MON: None, WED: time(20, 30)}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("19:00", time(19)),
        ("9:00", time(9)),
        ("09:05", time(9, 5)),
        ("19.30", time(19, 30)),
        ("7:00 PM", time(19)),
        ("7:00pm", time(19)),
        ("7 p.m.", time(19)),
        ("7pm", time(19)),
        ("12:00 AM", time(0)),
        ("12:30 pm", time(12, 30)),
        ("19:00:00", time(19)),
        ("00:00", time(0)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, read):
    assert time_of_day(typed) == read


@pytest.mark.parametrize(
    "typed",
    [
        *("", "25:00", "24:00", "19:60", "19", "7", "1900", "19:0", "19:00:30", "13:00 PM", "0:30 am", "0.7916667"),
        *("seven", "19:00 PKT", "19:00-20:00", "-1:00", "19:00 pmx"),
    ],
)
def test_a_time_that_is_not_certain_is_refused(typed):
    with pytest.raises(Unclear):
        time_of_day(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("2027-03-02", "2027-3-2", "2027/03/02", "2027.03.02", "2027-03-02 00:00:00", "2027-03-02T00:00:00"),
        *("2 March 2027", "02-Mar-2027", "Mar 2, 2027", "March 2 2027"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed):
    assert calendar_date(typed) == date(2027, 3, 2)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("02/03/2027", "Which number is the month?"),
        ("02.03.27", "Which number is the month?"),
        ("13/14/2027", "Which number is the month?"),
        ("2027-02-30", "There is no such day"),
        ("2027-13-01", "There is no such day"),
        ("2 Mar 27", "Enter a date like 2027-03-02"),
        ("20270302", "Enter a date like 2027-03-02"),
        ("2027-W09-2", "Enter a date like 2027-03-02"),
        ("46083", "Enter a date like 2027-03-02"),
        ("2027-03-02 19:00", "Enter a date like 2027-03-02"),
        ("2 March", "Enter a date like 2027-03-02"),
        ("", "Enter a date like 2027-03-02"),
    ],
)
def test_a_date_that_is_not_certain_is_refused(typed, says):
    with pytest.raises(Unclear, match=says.replace("?", r"\?")):
        calendar_date(typed)
