"""From one month to the next: renewing, not renewing, and packages that are over."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import select

from corved.database.session import Identity, db
from corved.models import Package
from corved.problems import Changed, Problem
from corved.use_cases.enrolment.decline_renewal import decline_renewal
from corved.use_cases.enrolment.expire_packages import expire_packages
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.renew_package import renew_package
from corved.use_cases.sessions.mark_session import mark_session
from tests import given
from tests.faults.test_parallel import all_at_once


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def packages():
    found = db.scalars(select(Package).order_by(Package.start_date)).all()
    db.expunge_all()
    db.rollback()
    return found


def test_the_next_month_is_as_the_last_one_was_and_waits_for_its_payment(course):
    renew_package(package_id=course.package)

    _first, second = packages()
    assert (second.tier, second.start_date, second.end_date) == (8, date(2026, 4, 2), date(2026, 5, 1))
    assert second.status == "pending"


def test_it_is_renewed_once_however_often_one_presses(world, course):
    admin = Identity("app_admin", world.admin)
    found = all_at_once([(admin, partial(renew_package, package_id=course.package))] * 5)

    assert found == {"done": 1, "Changed": 4}
    with pytest.raises(Changed):
        renew_package(package_id=course.package)
    assert len(packages()) == 2


def test_not_renewing_is_kept_and_undone(course):
    assert decline_renewal(package_id=course.package)
    assert not decline_renewal(package_id=course.package)
    assert decline_renewal(package_id=course.package, declined=False)
    decline_renewal(package_id=course.package)
    renew_package(package_id=course.package)
    assert packages()[0].not_renewing_at is None


def test_not_renewing_is_refused_where_the_next_month_is_sold(course):
    renew_package(package_id=course.package)
    with pytest.raises(Problem, match="added already"):
        decline_renewal(package_id=course.package)
    assert packages()[0].not_renewing_at is None


def test_a_package_expires_when_its_last_day_is_over_where_the_learner_lives(world, course):
    """The student is in New York; the last day is Wednesday 1 April, which ends at 04:00Z on the 2nd."""
    with given.after(datetime(2026, 4, 2, 3, 59, tzinfo=UTC)):
        assert expire_packages() == 0
    with given.after(datetime(2026, 4, 2, 4, 0, tzinfo=UTC)):
        assert expire_packages() == 1
        assert expire_packages() == 0

    assert packages()[0].status == "expired"


def test_however_many_processes_keep_house_it_expires_once(world, course, superuser):
    with given.after(datetime(2026, 4, 3, tzinfo=UTC)):
        found = all_at_once([(Identity("app_admin"), expire_packages)] * 6)

    assert found == {"done": 1, "same": 5}
    logged = superuser.execute("select count(*) from audit_logs where action = 'package.expired'").fetchone()
    assert logged == (1,)


def test_a_session_that_is_marked_after_its_package_expired_still_counts(world, course):
    lesson = given.sessions_of(course)[-1]
    with given.after(datetime(2026, 4, 3, tzinfo=UTC)):
        expire_packages()
        assert mark_session(session_id=lesson.id, status="done")

    assert given.session_now(lesson.id).status == "done"


def test_a_package_that_nobody_paid_does_not_expire(world):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)
    with given.after(datetime(2026, 6, 1, tzinfo=UTC)):
        assert expire_packages() == 0
        record_payment(package_id=course.package, amount=24000, paid_on=date(2026, 6, 1))
        assert expire_packages() == 1
