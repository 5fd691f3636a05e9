"""The account adds up after any sequence of marks, undos, moves, make-ups and decisions, for admin and family alike."""

from dataclasses import astuple
from datetime import date, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corved import clock
from corved.database.session import db
from corved.problems import Problem
from corved.queries.matches.match_page import match_page
from corved.queries.sessions.family_page import student_sessions
from corved.scheduling.account import SETTLEMENTS, Account, Counted, account_of
from corved.scheduling.local_time import local
from corved.scheduling.statuses import STATUSES
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.sessions.add_session import NewSession, add_session
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.settle_owed_session import DECISIONS, Decision, settle_owed_session
from corved.use_cases.sessions.swap_sessions import swap_sessions
from corved.use_cases.sessions.tutor_mark_session import tutor_mark_session
from corved.use_cases.sessions.tutor_undo_mark import tutor_undo_mark
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_move import undo_move
from corved.use_cases.sessions.undo_settlement import undo_settlement
from tests import given as situation
from tests.conftest import EXAMPLES, NOW, delete_rows

LONDON = "Europe/London"
NEXT = date(2026, 4, 2)
VERBS = (
    "mark mark tutor_mark tutor_mark undo tutor_undo move undo_move swap make_up make_up remove decide take_back"
).split()
STEPS = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.integers(0, 17),
        st.integers(0, 17),
        st.integers(0, 24 * 40),
    ),
    min_size=4,
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=EXAMPLES // 3)
@example([("tutor_mark", 0, 3, 10), ("decide", 0, 1, 0), ("make_up", 0, 0, 800), ("take_back", 0, 0, 0)])
@example([("tutor_mark", 0, 3, 10), ("make_up", 0, 0, 30), ("undo", 0, 0, 1), ("remove", 16, 0, 0), ("undo", 0, 0, 1)])
@given(STEPS)
def test_after_every_step_it_adds_up(world, superuser, steps):
    delete_rows(superuser, world)
    course = situation.a_running_course(learner=world.student_learner, tutor=world.tutor)
    package = sell_package(request_id=course.request, terms=Terms(8, NEXT))
    record_payment(package_id=package, amount=24000, paid_on=NEXT)
    draft = situation.a_draft(window=situation.one_month(NEXT))
    generate_sessions(match_id=course.match, package_id=package, draft=draft)
    now = NOW
    for verb, one, other, hours in steps:
        sessions = situation.sessions_of(course)
        now += timedelta(hours=hours // 12)
        with clock.at(now):
            try:
                do(verb, sessions[one % len(sessions)], sessions[other % len(sessions)], other, hours, world, package)
            except Problem:
                pass
            finally:
                db.rollback()
            it_adds_up(course, world, superuser)


def do(verb, session, another, number, hours, world, next_package):
    start = local(max(session.scheduled_start_utc, clock.now()) + timedelta(hours=hours), LONDON).replace(tzinfo=None)
    match verb:
        case "mark":
            mark_session(session_id=session.id, status=STATUSES[number % 5])
        case "undo":
            undo_mark(session_id=session.id)
        case "tutor_mark" | "tutor_undo":
            with situation.speaking_for("app_tutor", world.tutor):
                if verb == "tutor_undo":
                    tutor_undo_mark(session_id=session.id)
                else:
                    tutor_mark_session(session_id=session.id, status=STATUSES[1 + number % 4])
        case "move":
            move_session(session_id=session.id, local_start=start, timezone=LONDON, reason="Moved.")
        case "undo_move":
            undo_move(session_id=session.id)
        case "swap":
            swap_sessions(session_id=session.id, other_id=another.id, reason="Swapped.")
        case "make_up":
            new = NewSession(start, LONDON, makes_up_id=session.id if number % 3 else None)
            into = session.settled_into or session.package_id
            add_session(match_id=session.match_id, package_id=into, new=new, reason="Made up.")
        case "remove":
            remove_session(session_id=session.id)
        case "decide":
            kind = DECISIONS[number % 3]
            decision = Decision(kind, by=date(2026, 9, 1), into=next_package, why="Agreed.")
            settle_owed_session(session_id=session.id, decision=decision)
        case "take_back":
            undo_settlement(session_id=session.id)


# Said another way than the account is computed: what of it nobody settled, and what it took over and nobody repaid.
PLANNED = """
    select count(*) filter (where package_id = %(id)s and settled_as is null)
         + count(*) filter (where settled_into = %(id)s
                              and not exists (select 1 from sessions k where k.makes_up_id = s.id))
    from sessions s
"""


def it_adds_up(course, world, superuser):
    page = match_page(course.match)
    db.rollback()
    with situation.speaking_for("app_student", world.student):
        family = student_sessions(learner_id=None, now=clock.now(), zone=LONDON, everything=True)
    assert len(page.packages) == 2
    assert course.package in family.packages
    for package in page.packages:
        account = package.account
        made = [row for row in package.sessions if row.makes_up_id is None]
        assert account.planned == superuser.execute(PLANNED, {"id": package.id}).fetchone()[0]
        assert account.entitled == 8 - account.removed + account.carried_in - account.carried - account.written_off
        assert account.lacking == 8 - account.removed - len(made), astuple(account)
        assert min(astuple(account)) >= 0
        if package.id in family.packages:
            assert family.account(package.id) == account
        numbers = [row.position for row in package.sessions if row.position]
        assert numbers == list(range(1, account.consumed + account.to_come + 1))
    carried = sum(package.account.carried for package in page.packages)
    assert carried == sum(package.account.carried_in for package in page.packages)
    the_log_tells_the_same(superuser)


def the_log_tells_the_same(superuser):
    """The last state that the log knows of each session is the session's."""
    rows = superuser.execute(
        """select s.id, s.status::text, s.needs_new_time, s.scheduled_start_utc, a.details -> 'to'
           from sessions s join lateral (
               select details from audit_logs where session_id = s.id and details -> 'to' ? 'status'
               order by id desc limit 1) a on true"""
    ).fetchall()
    for _id, status, needs_new_time, start, logged in rows:
        assert (logged["status"], logged["needs_new_time"]) == (status, needs_new_time)
        assert logged["scheduled_start_utc"].replace("Z", "+00:00")[:16] == start.isoformat()[:16]


COUNTED = st.sampled_from(
    [
        *(Counted(status, False) for status in STATUSES),
        Counted("rescheduled", True),
        *(Counted("no_show_tutor", False, settled) for settled in SETTLEMENTS),
    ]
)


@given(st.lists(COUNTED, max_size=20), st.randoms())
def test_the_order_of_sessions_does_not_matter(sessions, random):
    shuffled = sessions[:]
    random.shuffle(shuffled)

    assert account_of(20, shuffled) == account_of(20, sessions)


def test_one_of_everything():
    sessions = [
        Counted("done", False),
        Counted("no_show_student", False),
        Counted("scheduled", False),
        Counted("rescheduled", False, repays_carried=True),
        Counted("rescheduled", True),
        Counted("no_show_tutor", False),
        Counted("no_show_tutor", False, "made_up"),
        Counted("no_show_tutor", False, "carried"),
        Counted("rescheduled", True, "written_off"),
    ]

    found = account_of(8, sessions, carried_in=2)

    assert found == Account(8, 1, 1, 2, owed=3, made_up=1, carried=1, written_off=1, carried_in=2)
    assert (found.consumed, found.planned, found.entitled, found.remaining, found.lacking) == (2, 7, 8, 6, 1)
