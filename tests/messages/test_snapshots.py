"""Every text, lived through and read in nine zones: tests/messages/snapshots/SITUATION.txt has what people get.

CORVED_SNAPSHOTS=write makes the files anew; read what has changed before you keep it.
"""

import os
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from corved import clock
from corved.messages.situations import SITUATIONS
from corved.queries.months.generation_run import to_do_of_run
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.people.change_person import Details, change_person
from corved.use_cases.people.invite_person import invite_person
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from corved.use_cases.sessions.undo_mark import undo_mark
from tests import given
from tests.messages.waiting import letters, send
from tests.month_board import generate_one

FOLDER = Path(__file__).parent / "snapshots"
ZONES = (
    "Asia/Karachi",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Asia/Kathmandu",
    "Asia/Dubai",
    "Pacific/Honolulu",
)
LEADS = {"family": "Europe/London", "tutor": "Asia/Karachi"}  # where each side is while the other's zone is tried


class Life:
    """Zara's Math with Bilal, Mondays and Thursdays at 19:00 in Karachi, from 2 March; and what happens in it."""

    def __init__(self, world, stack):
        self.world, self.stack = world, stack
        schedule = given.a_schedule((1, 4), "19:00", "Asia/Karachi")
        self.course = given.a_running_course(learner=world.zara, tutor=world.other_tutor, pattern=schedule)
        self.lessons = given.sessions_of(self.course)

    def told(self):
        send(*letters())
        return self

    def at(self, instant):
        self.stack.enter_context(clock.at(instant))

    def after(self, minutes):
        self.at(clock.now() + timedelta(minutes=minutes))

    def move(self, lesson, hours):
        later = lesson.local_start + timedelta(hours=hours)
        move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone, reason="agreed")


def a_new_match(life):
    return ["match_confirmed_family", "match_confirmed_tutor"]


def a_second_month(life):
    life.told()
    package = given.sell_package(request_id=life.course.request, terms=given.Terms(8, date(2026, 4, 2)))
    given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 30))
    draft = given.a_draft(given.a_schedule((1, 4), "19:00", "Asia/Karachi"), given.one_month(date(2026, 4, 2)))
    given.generate_sessions(match_id=life.course.match, package_id=package, draft=draft)
    return ["sessions_generated_family", "sessions_generated_tutor"]


def a_payment(life):
    package = given.sell_package(request_id=life.course.request, terms=given.Terms(12, date(2026, 4, 2)))
    given.record_payment(package_id=package, amount=10000, paid_on=date(2026, 3, 2))
    return ["payment_instructions", "payment_received"]


def the_month_ends(life):
    life.told().at(datetime(2026, 3, 31, 9, tzinfo=clock.now().tzinfo))
    return ["renewal"]


def soon(life):
    life.at(life.lessons[2].scheduled_start_utc - timedelta(minutes=50))
    return ["reminder_family", "reminder_tutor"]


def one_is_late(side):
    def late(life):
        """The side joined the lesson before through CorvEd; the other one joins this one."""
        whom = {"family": life.world.parent, "tutor": life.world.other_tutor}
        there = whom["tutor" if side == "family" else "family"]
        for lesson, person in ((life.lessons[0], whom[side]), (life.lessons[1], there)):
            life.at(lesson.scheduled_start_utc + timedelta(minutes=12))
            with given.speaking_for("app_anonymous", person):
                given.db.execute(sql("select app.join_session(:id, true)"), {"id": lesson.id})
                given.db.commit()
        return [f"late_join_{side}"]

    late.__name__ = f"{side}_is_late"
    return late


def marks_are_missing(life):
    life.told().at(life.lessons[1].scheduled_end_utc + timedelta(hours=13))
    return ["unmarked"]


def set_aside(life):
    life.told()
    mark_session(session_id=life.lessons[3].id, status="rescheduled")
    return ["reschedule_acknowledged_family", "reschedule_acknowledged_tutor"]


def moved(life):
    life.told().move(life.lessons[3], 5)
    return ["reschedule_confirmed_family", "reschedule_confirmed_tutor"]


def many_moved(life):
    for lesson in life.told().lessons[1:6]:
        life.move(lesson, 2)
    return ["times_changed_family", "times_changed_tutor"]


def back_on(life):
    life.told()
    mark_session(session_id=life.lessons[3].id, status="rescheduled")
    life.told()
    undo_mark(session_id=life.lessons[3].id)
    return ["back_on_family", "back_on_tutor"]


def another_schedule(life):
    life.told()
    pattern = given.a_schedule((2, 5), "23:30", "Asia/Karachi")
    change_schedule(match_id=life.course.match, since=date(2026, 3, 9), pattern=pattern)
    return ["schedule_changed_family", "schedule_changed_tutor"]


def removed(life):
    life.told()
    for lesson in life.lessons[6:]:
        remove_session(session_id=lesson.id)
    return ["off_family", "off_tutor"]


def closed(life):
    life.told()
    add_closure(closed=Closed("Eid ul-Fitr", date(2026, 3, 19), date(2026, 3, 21), "Asia/Karachi"))
    return ["closure_family", "closure_tutor"]


def closed_and_open_again(life):
    life.told()
    days = Closed("Eid ul-Fitr", date(2026, 3, 19), date(2026, 3, 21), "Asia/Karachi")
    closure = add_closure(closed=days).id
    life.told()
    remove_closure(closure_id=closure)
    return ["closure_lifted_family", "closure_lifted_tutor"]


def another_tutor(life):
    life.told()
    since = life.lessons[4].local_start.date()
    reassign_tutor(match_id=life.course.match, tutor_id=life.world.tutor, since=since, meet_link=given.OTHER_MEET_LINK)
    return ["tutor_changed_family", "tutor_changed_former", "tutor_changed_tutor"]


def a_substitute(life):
    life.told()
    ids = [each.id for each in life.lessons[4:6]]
    substitute_tutor(
        match_id=life.course.match, session_ids=ids, tutor_id=life.world.tutor, meet_link=given.OTHER_MEET_LINK
    )
    return ["substitute_family", "substitute_former", "substitute_tutor"]


def another_link(life):
    life.told()
    set_meet_link(match_id=life.course.match, meet_link=given.OTHER_MEET_LINK)
    return ["link_changed_family", "link_changed_tutor"]


def the_clocks_change(life):
    """London leads, and changes its clocks on 29 March: the hour moves everywhere else."""
    schedule = given.a_schedule((1, 4), "14:00", "Europe/London")
    given.a_running_course(learner=life.world.yusuf, tutor=life.world.tutor, pattern=schedule, first=date(2026, 3, 16))
    life.at(datetime(2026, 3, 24, 9, tzinfo=clock.now().tzinfo))
    return ["clock_change_family", "clock_change_tutor"]


def student_absent(life):
    life.at(life.lessons[0].scheduled_end_utc)
    mark_session(session_id=life.lessons[0].id, status="no_show_student")
    return ["student_absent"]


def tutor_absent(life):
    life.at(life.lessons[0].scheduled_end_utc)
    mark_session(session_id=life.lessons[0].id, status="no_show_tutor")
    return ["tutor_absent"]


def absence_undone(life):
    student_absent(life)
    life.told()
    undo_mark(session_id=life.lessons[0].id)
    return ["absence_corrected"]


def a_promise(life):
    life.told()
    mark_session(session_id=life.lessons[2].id, status="rescheduled")
    settle_owed_session(session_id=life.lessons[2].id, decision=Decision("make_up_by", by=date(2026, 3, 20)))
    return ["owed"]


def an_invitation(life):
    invite_person(person_id=life.world.parent, token_of=lambda salt: salt)
    return ["invitation"]


def another_number(life):
    """The family has no e-mail address to which a letter would go."""
    details = Details("Nadia Khan", "", "+447400123456")
    change_person(person_id=life.world.parent, details=details, roles=["parent"])
    return ["sign_in_changed"]


SCENES = (
    *(
        a_new_match,
        a_second_month,
        a_payment,
        the_month_ends,
        soon,
        one_is_late("family"),
        one_is_late("tutor"),
        marks_are_missing,
    ),
    *(
        set_aside,
        moved,
        many_moved,
        back_on,
        a_substitute,
        another_schedule,
        removed,
        closed,
        closed_and_open_again,
        another_tutor,
        another_link,
    ),
    *(the_clocks_change, student_absent, tutor_absent, absence_undone, a_promise, an_invitation),
    another_number,
)


def as_read(world, superuser, wanted):
    """situation → zone → the text, for whom the message is being there."""
    people = {"family": (world.parent,), "tutor": (world.tutor, world.other_tutor)}
    found = {}
    for zone in ZONES:
        for side in sorted({SITUATIONS[each].to for each in wanted}):
            mine = people[side]
            theirs = people["tutor" if side == "family" else "family"]
            other = LEADS["tutor" if side == "family" else "family"]
            superuser.execute("update users set timezone = %s where id = any(%s)", (zone, list(mine)))
            superuser.execute("update users set timezone = %s where id = any(%s)", (other, list(theirs)))
            for letter in letters():
                if letter.situation.to == side and letter.due.situation in wanted:
                    found.setdefault(letter.due.situation, {}).setdefault(zone, []).append(letter.kept_body)
    return found


def in_one_file(by_zone):
    parts = [f"== {zone}\n" + "\n--\n".join(sorted(bodies)) for zone, bodies in by_zone.items()]
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_every_text_is_what_it_was_in_every_zone(scene, world, superuser, cast_put_back):
    with ExitStack() as stack:
        wanted = scene(Life(world, stack))
        found = as_read(world, superuser, wanted)
    assert set(found) == set(wanted)
    for situation, by_zone in found.items():
        text, path = in_one_file(by_zone), FOLDER / f"{situation}.txt"
        if os.environ.get("CORVED_SNAPSHOTS") == "write":
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text)
        assert text == path.read_text(), situation


def test_a_month_for_many_is_one_text(world, superuser, cast_put_back):
    """Of more than three courses each has its first and its last date."""
    matches = []
    for hour in ("13:00", "14:30", "16:00", "17:30"):
        schedule = given.a_schedule((1, 4), hour, "Asia/Karachi")
        subject = {"13:00": "Math", "14:30": "Physics", "16:00": "Chemistry", "17:30": "Biology"}[hour]
        course = given.a_running_course(learner=world.zara, tutor=world.other_tutor, pattern=schedule, subject=subject)
        package = given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))
        given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))
        matches.append((course.match, package))
    send(*letters())
    with clock.at(clock.now() + timedelta(minutes=1)):
        run_id = start_generation_run(matches)
        for match_id, package_id, _is_undo in to_do_of_run(run_id, 50):
            generate_one(match_id=match_id, package_id=package_id, run_id=run_id)
        bodies = {each.due.situation: each.body for each in letters()}
    assert set(bodies) == {"sessions_generated_family", "sessions_generated_tutor"}
    assert bodies["sessions_generated_family"].count("First: ") == 4
    assert "Mondays and Thursdays, 13:00 Karachi" in bodies["sessions_generated_tutor"]
    assert len(bodies["sessions_generated_family"]) < 1200


def test_every_situation_is_lived_through():
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(SITUATIONS)
