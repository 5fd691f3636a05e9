"""What tutors are paid: rates, a month's lines, closing it, and what changes afterwards."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text, update

from corved import clock
from corved.database.session import transaction
from corved.models import Academy, PayRate
from corved.problems import Changed, Problem
from corved.queries.money.pay import bounds, pay_of
from corved.use_cases.money.adjust_pay import adjust_pay
from corved.use_cases.money.close_pay_month import close_pay_month
from corved.use_cases.money.pay_tutor import pay_tutor
from corved.use_cases.money.set_pay_rate import set_pay_rate
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.write_note import write_note
from tests import given

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def lessons(world):
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))


def rate(tutor, amount=1500, kind="hour", currency="PKR", since=MARCH, **more):
    set_pay_rate(tutor_id=tutor, kind=kind, amount=amount, currency=currency, since=since, **more)


def mark(session, status="done"):
    mark_session(session_id=session.id, status=status)


def pay(tutor, month=MARCH, **more):
    found = pay_of(bounds(month), tutor, now=clock.now(), **more)
    given.db.rollback()
    return found


@pytest.fixture
def april(lessons):
    """It is April: March is over."""
    with given.after(lessons[-1].scheduled_end_utc + timedelta(days=7)):
        yield


def test_it_is_computed_from_the_marked_sessions_with_an_explanation(world, lessons, april):
    rate(world.tutor)
    mark(lessons[0])
    mark(lessons[1], "no_show_student")
    mark(lessons[2], "no_show_tutor")

    found = pay(world.tutor)

    assert [(line.amount, line.words) for line in found.lines] == [
        (1500, "1 h at 1,500 PKR an hour"),
        (1500, "1 h at 1,500 PKR an hour, 100% because the student was absent"),
        (0, "1 h at 1,500 PKR an hour, 0% because the tutor was absent"),
    ]
    assert (found.sums, found.minutes, found.unmarked) == ([("PKR", 3000)], 120, 5)


def test_a_missed_session_pays_what_the_settings_say(world, lessons, april, superuser, cast_put_back):
    superuser.execute("update academy set student_absent_percent = 50")
    rate(world.tutor, 1001)
    mark(lessons[0], "no_show_student")
    assert [line.amount for line in pay(world.tutor).lines] == [501], "half a rupee is rounded up"


def test_a_course_has_its_own_rate_and_rates_are_dated(world, lessons, april):
    rate(world.tutor, 1000)
    rate(world.tutor, 2000, kind="session", since=lessons[1].local_start.date())
    rate(world.tutor, 40, kind="share", match_id=lessons[0].match_id, since=lessons[2].local_start.date())
    for each in lessons[:3]:
        mark(each)

    assert [line.words for line in pay(world.tutor).lines] == [
        "1 h at 1,000 PKR an hour",
        "1 session at 2,000 PKR",
        "40% of 3,000 PKR",
    ]
    assert pay(world.tutor).sums == [("PKR", 1000 + 2000 + 1200)]


def test_the_tutor_sees_the_same_and_nobody_elses(client, world, lessons, april, superuser):
    rate(world.tutor, 40, kind="share")
    mark(lessons[0])
    with given.speaking_for("app_tutor", world.tutor):
        assert pay(world.tutor, for_tutor=True).sums == [("PKR", 1200)]
    with given.speaking_for("app_tutor", world.other_tutor):
        assert pay_of(bounds(MARCH), world.tutor, now=clock.now(), for_tutor=True) is None
        assert given.db.execute(select(PayRate.id)).all() == []
    client.sign_in_as(world.tutor).get("/tutor/month?week=2026-03-05")
    assert "1,200 PKR" in client.page.says("#pay")
    client.sign_in_as(world.tutor).get("/admin/pay", status=404)


def test_a_closed_month_does_not_change_and_a_later_mark_stands_in_the_next(world, lessons, april, superuser):
    rate(world.tutor)
    for each in lessons:
        mark(each)
    march = [each for each in lessons if each.local_start.month == 3]
    close_pay_month(tutor_id=world.tutor, month=MARCH, seen=pay(world.tutor).seen)
    kept = superuser.execute("select string_agg(l::text, ';' order by number) from pay_lines l").fetchone()

    with given.after(clock.now(), 5):
        mark(march[1], "no_show_tutor")
        rate(world.tutor, 9000, since=APRIL)

        assert superuser.execute("select string_agg(l::text, ';' order by number) from pay_lines l").fetchone() == kept
        assert pay(world.tutor).sums == [("PKR", 1500 * len(march))]
        pay_of_april = pay(world.tutor, APRIL)
        corrections = [line for line in pay_of_april.lines if line.words.startswith("Correction")]
        assert [(line.amount, line.session_id) for line in corrections] == [(-1500, march[1].id)]
        with given.speaking_for("app_tutor", world.tutor):
            assert pay(world.tutor, APRIL, for_tutor=True).lines == pay_of_april.lines
        with given.speaking_for("app_tutor", world.other_tutor):
            others = text("select id from app.changed_since_paid('2026-04-01', '2026-04-01Z', :tutor)")
            assert given.db.execute(others, {"tutor": world.tutor}).all() == []
        with pytest.raises(Problem, match="March 2026 is closed"):
            rate(world.tutor, 1, since=MARCH)
        with pytest.raises(Problem, match="March 2026 is closed"):
            adjust_pay(tutor_id=world.tutor, month=MARCH, amount=1, currency="PKR", reason="Late")


def test_the_database_changes_no_closed_line(superuser):
    for verb in ("update", "delete"):
        may = "select has_table_privilege('app_admin', 'pay_lines', %s)"
        assert superuser.execute(may, (verb,)).fetchone() == (False,)
    assert superuser.execute(
        "select has_column_privilege('app_admin', 'pay_months', 'month', 'update')"
    ).fetchone() == (False,)


def test_a_month_is_closed_only_when_it_is_over_marked_and_has_rates(world, lessons, april):
    def closing(month=MARCH, seen=None):
        close_pay_month(tutor_id=world.tutor, month=month, seen=seen or pay(world.tutor, month).seen)

    with pytest.raises(Problem, match="not over yet"):
        closing(APRIL)
    with pytest.raises(Problem, match="not marked yet"):
        closing()
    for each in lessons:
        mark(each)
    with pytest.raises(Problem, match="no rate"):
        closing()
    rate(world.tutor)
    with pytest.raises(Changed, match="Something has changed"):
        closing(seen="0-")
    closing()
    with pytest.raises(Problem, match="is closed"):
        closing()


def test_rates_do_not_overlap_in_the_database_either(world, superuser, lessons):
    rate(world.tutor)
    with pytest.raises(Exception, match="pay_rates_do_not_overlap"):
        superuser.execute(
            """insert into pay_rates (tutor_user_id, kind, amount, currency, since)
               values (%s, 'hour', 1, 'PKR', '2027-01-01')""",
            (world.tutor,),
        )


def test_an_admin_sets_a_rate_adjusts_closes_and_pays(client, world, lessons, april):
    client.sign_in_as(world.admin)
    url = f"/admin/pay/{world.tutor}"
    client.get(f"{url}?month=2026-03")
    wrong = {"kind": "hour", "amount": "£15", "currency": "PKR", "since": "2026-03-01"}
    client.post(f"{url}/rates?month=2026-03", wrong, status=422)
    assert "“£15” is not an amount in PKR." in client.page.says("#rate-summary")
    client.post(f"{url}/rates?month=2026-03", wrong | {"kind": "share", "amount": "140"}, status=422)
    assert "“140” is not a percentage." in client.page.says("#rate-summary")
    client.follow(client.post(f"{url}/rates?month=2026-03", wrong | {"amount": "1,500"}, status=303))
    assert "1,500 PKR an hour" in client.page.says("#rates")
    for each in lessons:
        mark(each)
    bonus = {"amount": "-500", "currency": "PKR", "reason": "Advance in February"}
    client.follow(client.post(f"{url}/adjustments?month=2026-03", bonus, status=303))
    assert "Advance in February" in client.page.says("#lines")
    seen = client.page.one("#closing [name=seen]")["value"]
    client.follow(client.post(f"{url}/closing?month=2026-03", {"seen": seen}, status=303))
    assert "Closed on" in client.page.says("#main")
    paid = {"paid_on": "2026-04-01", "way": "HBL", "reference": "T-1"}
    client.follow(client.post(f"{url}/payment?month=2026-03", paid, status=303))
    assert "Paid on Wed 1 Apr, HBL, T-1" in client.page.says("#main")

    client.get("/admin/pay?month=2026-03")
    assert "Paid Wed 1 Apr" in client.page.says(f"#pay-{world.tutor}")
    file = client.browser.get("/admin/pay.csv?month=2026-03").text
    rows = list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))
    assert sum(int(row["Amount"]) for row in rows) == 1500 * (len(rows) - 1) - 500


def test_nobody_has_taught_before_a_session_is_over_or_marked(client, world, lessons):
    mark(lessons[-1], "rescheduled")
    admin = client.sign_in_as(world.admin)
    admin.get("/admin/pay?month=2026-03")
    assert "Nobody taught in March 2026." in admin.page.text
    with given.after(lessons[0].scheduled_end_utc, -1):
        admin.get("/admin/pay?month=2026-03")
        assert "Nobody taught in March 2026." in admin.page.text
    with given.after(lessons[0].scheduled_end_utc):
        admin.get("/admin/pay?month=2026-03")
        assert "1 to be marked" in admin.page.says("#pay tbody")


def test_a_month_is_closed_after_the_months_before_it(world, lessons, april):
    rate(world.tutor, since=MARCH)
    for each in lessons:
        mark(each)
    adjust_pay(tutor_id=world.tutor, month=date(2026, 2, 1), amount=5, currency="PKR", reason="Advance")
    with pytest.raises(Problem, match="Close February 2026 first"):
        close_pay_month(tutor_id=world.tutor, month=MARCH, seen=pay(world.tutor).seen)
    february = date(2026, 2, 1)
    close_pay_month(tutor_id=world.tutor, month=february, seen=pay(world.tutor, february).seen)
    with (
        given.after(lessons[-1].scheduled_end_utc, 60 * 24 * 40),
        pytest.raises(Problem, match="Close March 2026 first"),
    ):
        close_pay_month(tutor_id=world.tutor, month=APRIL, seen=pay(world.tutor, APRIL).seen)


def test_a_note_or_another_percentage_corrects_no_closed_month(world, lessons, april):
    rate(world.tutor)
    for each in lessons:
        mark(each)
    march = [each for each in lessons if each.local_start.month == 3]
    mark(march[0], "no_show_student")
    close_pay_month(tutor_id=world.tutor, month=MARCH, seen=pay(world.tutor).seen)

    with given.after(clock.now(), 5):
        write_note(session_id=march[0].id, notes="Nobody came.")
        with transaction():
            given.db.execute(update(Academy).values(student_absent_percent=50))

        assert not [line for line in pay(world.tutor, APRIL).lines if line.is_correction]
        with transaction():
            given.db.execute(update(Academy).values(student_absent_percent=100))


def test_a_rate_before_a_later_one_ends_where_that_begins(world, lessons):
    rate(world.tutor, 1500, since=APRIL)
    rate(world.tutor, 1000, since=date(2026, 1, 1))
    kept = given.db.execute(select(PayRate.since, PayRate.until).order_by(PayRate.since)).all()
    assert [tuple(each) for each in kept] == [(date(2026, 1, 1), date(2026, 3, 31)), (APRIL, None)]


def test_a_second_press_adjusts_and_pays_nothing_twice(client, world, lessons, april):
    bonus = {"tutor_id": world.tutor, "month": MARCH, "amount": 100, "currency": "PKR", "reason": "Bonus"}
    adjust_pay(**bonus)
    with pytest.raises(Changed, match="less than a minute ago"):
        adjust_pay(**bonus)
    rate(world.tutor)
    for each in lessons:
        mark(each)
    close_pay_month(tutor_id=world.tutor, month=MARCH, seen=pay(world.tutor).seen)
    paid = {"tutor_id": world.tutor, "month": MARCH, "way": "HBL", "reference": "1"}
    assert pay_tutor(**paid, paid_on=date(2026, 4, 2))
    with pytest.raises(Changed, match="recorded as paid already"):
        pay_tutor(**paid, paid_on=date(2026, 4, 3))


def test_what_cannot_be_read_is_written_nowhere(client, world, lessons, april):
    client.sign_in_as(world.admin).get(f"/admin/pay/{world.tutor}")
    bonus = {"amount": "5", "currency": "PKR", "reason": "Bonus"}
    for month in ("9999-99", "2026-13", "x"):
        client.post(f"/admin/pay/{world.tutor}/adjustments?month={month}", bonus, status=404)
    far = {"kind": "hour", "amount": "40", "currency": "PKR", "since": "0001-01-01"}
    client.post(f"/admin/pay/{world.tutor}/rates?month=2026-03", far, status=422)
    assert "Enter a year from 2000 to 2100." in client.page.says("#main")
    client.get(f"/admin/pay/{world.parent}", status=404)
