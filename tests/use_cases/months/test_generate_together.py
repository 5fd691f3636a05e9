"""Many months in one transaction: the same rows, history and outcomes as one after the other, whatever happens."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from corved.cli.operations import generate_all
from corved.database.session import Identity, db, speak_for
from corved.queries.months.generation_run import to_do_of_run
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.months.generate_ready import generate_ready
from corved.use_cases.months.start_generation_run import start_generation_run
from tests import given
from tests.conftest import delete_rows
from tests.month_board import generate_one, to_create

APRIL = date(2026, 4, 2)
WRITTEN = {
    "sessions": """
        select l.full_name, t.full_name, sub.name, s.scheduled_start_utc, s.scheduled_end_utc, s.local_start,
               s.timezone, s.nominal_date, s.status::text, s.makes_up_id is null, a.email
        from sessions s join learners l on l.id = s.learner_id join users t on t.id = s.tutor_user_id
        join matches m on m.id = s.match_id join requests r on r.id = m.request_id
        join subjects sub on sub.id = r.subject_id join users a on a.id = s.account_user_id order by 1, 3, 4""",
    "packages": """
        select l.full_name, sub.name, p.tier, p.start_date, p.end_date, p.window_kind::text, p.status::text,
               p.withdrawn_at is null, p.lacks_sessions, p.is_due, r.status::text, m.status::text
        from packages p join requests r on r.id = p.request_id join learners l on l.id = r.learner_id
        join subjects sub on sub.id = r.subject_id join matches m on m.request_id = r.id order by 1, 2, 4""",
    "history": """
        select g.action, l.full_name, sub.name, p.start_date, g.reason, g.details, g.actor_user_id is null
        from audit_logs g join matches m on m.id = g.match_id join requests r on r.id = m.request_id
        join learners l on l.id = r.learner_id join subjects sub on sub.id = r.subject_id
        join packages p on p.id = g.entity_id
        where g.action = 'sessions.generated' order by g.id""",
    "outcomes": """
        select number, outcome::text, created, why, cardinality(session_ids)
        from generation_run_matches order by number""",
    "schedules": "select since, pattern::text from match_patterns order by 1, 2",
}


def written(superuser):
    return {name: superuser.execute(query).fetchall() for name, query in WRITTEN.items()}


def an_academy(world, seed):
    """Up to twelve courses whose hours meet, some that lack something, days that are closed: their months wait."""
    chance = random.Random(seed)
    learners = (world.student_learner, world.zara, world.yusuf, world.stranger_learner)
    courses = []
    for learner in learners:
        for subject in ("Math", "Physics", "Chemistry"):
            if chance.random() < 0.2:
                continue
            course = given.a_matched_course(
                learner=learner,
                tutor=chance.choice((world.tutor, world.other_tutor)),
                subject=subject,
                first=APRIL,
                paid=chance.random() < 0.85,
                meet_link=None if chance.random() < 0.1 else given.MEET_LINK,
            )
            if chance.random() < 0.9:
                days = sorted(chance.sample(range(7), chance.choice((2, 3))))
                at = f"{chance.choice((14, 15, 16, 17))}:{chance.choice(('00', '30'))}"
                change_schedule(match_id=course.match, since=APRIL, pattern=given.a_schedule(days, at))
            courses.append(course)
    day = date(2026, 4, chance.randrange(3, 28))
    add_closure(closed=Closed("Holiday", day, day, "Europe/London"), tutor_id=None)
    return courses


def a_run_over_all():
    """A run over every month that waits, ready or not, by learner and subject."""
    waiting = sorted(to_create(), key=lambda each: (each.learner, each.subject))
    db.rollback()
    run = start_generation_run([(each.match_id, each.package_id) for each in waiting])
    found = to_do_of_run(run, 100)
    db.rollback()
    return run, [(each.match_id, each.package_id) for each in found]


def start_again(world, superuser):
    db.remove()
    delete_rows(superuser, world)
    speak_for(Identity("app_admin", world.admin))


def one_by_one(run, pairs):
    return [generate_one(match_id=match, package_id=package, run_id=run) for match, package in pairs]


def together(run, pairs):
    return generate_ready(pairs=pairs, run_id=run)


def in_threes(run, pairs):
    return [each for n in range(0, len(pairs), 3) for each in generate_ready(pairs=pairs[n : n + 3], run_id=run)]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_written_is_what_one_after_the_other_writes(world, superuser, seed):
    found = []
    for way in (one_by_one, together, in_threes):
        an_academy(world, seed)
        outcomes = way(*a_run_over_all())
        found.append((outcomes, written(superuser)))
        start_again(world, superuser)
    [alone, *others] = found
    assert {each.kind for each in alone[0]} >= {"created"}
    for other in others:
        assert other[0] == alone[0]
        for part, rows in other[1].items():
            assert rows == alone[1][part], part


def test_the_examples_have_every_outcome_and_times_taken_by_a_month_before(world, superuser):
    kinds, whys = set(), []
    for seed in range(6):
        an_academy(world, seed)
        outcomes = together(*a_run_over_all())
        kinds |= {each.kind for each in outcomes}
        whys += [each.why for each in outcomes]
        start_again(world, superuser)
    assert kinds == {"created", "short", "blocked"}
    assert any("when" in each for each in whys), whys


def test_all_of_them_are_one_transaction(world, superuser):
    an_academy(world, 3)
    pairs = ready_pairs()

    generate_ready(pairs=pairs)

    made = superuser.execute("select count(distinct xmin::text), count(distinct package_id) from sessions").fetchone()
    assert made == (1, len(pairs))


def test_again_changes_nothing(world, superuser):
    an_academy(world, 1)
    run, pairs = a_run_over_all()
    together(run, pairs)
    before = written(superuser)

    together(run, pairs)

    assert written(superuser) == before


REFUSING = """
    create function refuse_one() returns trigger language plpgsql as $$ begin
        if new.package_id = '{package}' then {act}; end if;
        return new;
    end $$;
    create trigger refuse_one before insert on sessions for each row execute function refuse_one()
"""


@pytest.fixture
def refusing(superuser):
    """The database refuses to write one package, or ends the connection when it comes to it."""

    def begin(package, act):
        superuser.execute(REFUSING.format(package=package, act=act))

    yield begin
    db.remove()
    superuser.execute("drop trigger if exists refuse_one on sessions; drop function if exists refuse_one()")


def ready_pairs():
    waiting = to_create()
    db.rollback()
    return [(each.match_id, each.package_id) for each in waiting if each.turn == "ready"]


def test_what_the_database_refuses_is_blocked_alone(world, refusing):
    an_academy(world, 3)
    pairs = ready_pairs()
    refusing(pairs[1][1], "raise exclusion_violation using constraint = 'sessions_tutor_free'")

    outcomes = generate_ready(pairs=pairs)

    assert [each.kind for each in outcomes] == ["created", "blocked", *["created"] * (len(pairs) - 2)]
    assert "Somebody else has just booked the tutor" in outcomes[1].why


def test_killed_in_the_middle_it_leaves_whole_months_and_goes_on_later(world, superuser, refusing):
    an_academy(world, 3)
    pairs = ready_pairs()
    refusing(pairs[2][1], "perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5)")
    with pytest.raises(DBAPIError):
        generate_ready(pairs=pairs)
    db.remove()
    counts = superuser.execute(
        "select count(*) filter (where lacks_sessions), count(*) filter (where not lacks_sessions) from packages"
    ).fetchone()
    sessions = superuser.execute("select count(distinct package_id) from sessions").fetchone()
    assert sessions[0] == counts[1]
    superuser.execute("drop trigger refuse_one on sessions")
    speak_for(Identity("app_admin", world.admin))

    outcomes = generate_ready(pairs=pairs)

    assert {each.kind for each in outcomes} == {"created"}
    assert superuser.execute("select count(distinct package_id) from sessions").fetchone()[0] == len(pairs)


def test_two_runs_and_an_admin_at_once_create_every_month_once(world, superuser):
    courses = an_academy(world, 3)
    pairs = ready_pairs()
    context = copy_context()

    def act(what):
        speak_for(Identity("app_admin", world.admin))
        try:
            return what()
        finally:
            db.remove()

    acts = [
        lambda: generate_ready(pairs=pairs),
        lambda: generate_ready(pairs=pairs[::-1]),
        lambda: [generate_one(match_id=match, package_id=package) for match, package in pairs[::2]],
    ]
    with ThreadPoolExecutor(3) as pool:
        found = [each.result() for each in [pool.submit(context.copy().run, act, what) for what in acts]]

    assert {outcome.kind for each in found for outcome in each} == {"created"}
    assert sum(outcome.created for each in found for outcome in each) == 8 * len(pairs)
    assert superuser.execute("select count(*) from sessions").fetchone()[0] == 8 * len(pairs)
    assert len(courses) >= len(pairs) > 2


def test_the_command_shares_the_work_and_stops_between_transactions(world):
    an_academy(world, 3)
    waiting = to_create()
    db.rollback()

    outcomes = {line.package_id: outcome.kind for line, outcome in generate_all(waiting)}

    ready = {each.package_id for each in waiting if each.turn == "ready"}
    assert outcomes.keys() == {each.package_id for each in waiting}
    assert {package for package, kind in outcomes.items() if kind == "created"} == ready
    assert {each.turn for each in to_create()} <= {"decision", "blocked"}
