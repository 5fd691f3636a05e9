"""Every use case leaves its audit rows, with who did it and when."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from corved import clock
from corved.config import PROJECT
from corved.database.session import db
from corved.forms.enrolment.import_columns import COLUMNS, EXAMPLES
from corved.forms.enrolment.import_row import import_row
from corved.messages.change_message_text import change_message_text
from corved.messages.toggle_email import toggle_email
from corved.models import Refund, Subject, TutorRequest
from corved.queries.money.pay import bounds, pay_of
from corved.scheduling.obstacles import Closed
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.academy.add_currency import add_currency
from corved.use_cases.academy.add_offer import add_offer
from corved.use_cases.academy.change_academy import AcademySettings, change_academy
from corved.use_cases.academy.rename_offer import rename_offer
from corved.use_cases.academy.retire_offer import retire_offer
from corved.use_cases.academy.set_prices import set_prices
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.enrolment.cancel_package import cancel_package, restore_package
from corved.use_cases.enrolment.change_package import change_package
from corved.use_cases.enrolment.correct_request import correct_request
from corved.use_cases.enrolment.decline_renewal import decline_renewal
from corved.use_cases.enrolment.end_request import end_request
from corved.use_cases.enrolment.expire_packages import expire_packages
from corved.use_cases.enrolment.import_spreadsheet import import_spreadsheet
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package, undo_refund
from corved.use_cases.enrolment.renew_package import renew_package
from corved.use_cases.enrolment.set_availability import set_availability
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.give_courses import give_courses
from corved.use_cases.matches.handover_record import GivenCourse
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.resume_match import resume_match
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.matches.set_substitute_link import set_substitute_link
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.use_cases.matches.undo_handover import undo_handover
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.money.adjust_pay import adjust_pay
from corved.use_cases.money.close_pay_month import close_pay_month
from corved.use_cases.money.keep_way_to_pay import keep_way_to_pay
from corved.use_cases.money.pay_tutor import pay_tutor
from corved.use_cases.money.reject_claim import reject_claim
from corved.use_cases.money.remove_way_to_pay import remove_way_to_pay
from corved.use_cases.money.set_pay_rate import set_pay_rate
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.months.undo_generated_match import undo_generated_match
from corved.use_cases.months.undo_generation_run import undo_generation_run
from corved.use_cases.people.add_learner import add_learner
from corved.use_cases.people.ask_for_leave import ask_for_leave
from corved.use_cases.people.change_person import Details, change_person
from corved.use_cases.people.change_zone import change_zone
from corved.use_cases.people.create_person import create_person
from corved.use_cases.people.erase_person import erase_person
from corved.use_cases.people.invite_person import invite_person
from corved.use_cases.people.merge_learners import merge_learners
from corved.use_cases.people.reject_tutor_request import reject_tutor_request
from corved.use_cases.people.remove_learner import remove_learner
from corved.use_cases.people.rename_learner import rename_learner
from corved.use_cases.people.revoke_invitations import revoke_invitations
from corved.use_cases.people.set_active import set_active
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from corved.use_cases.sessions.add_session import NewSession, add_session
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from corved.use_cases.sessions.swap_sessions import swap_sessions
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_move import undo_move
from corved.use_cases.sessions.undo_settlement import undo_settlement
from corved.use_cases.sessions.write_note import write_note
from corved.use_cases.timetable.repair_clocks import repair_clocks
from tests import given
from tests.month_board import generate_one

LONDON = "Europe/London"
ROOMS = (PROJECT / "corved/use_cases", PROJECT / "corved/messages")
HOURS = WeeklyHours("Asia/Karachi", ((1, 600, 900),))
# The first academy is founded before there is anybody to ask.
WITHOUT_A_SCENE = {"set_up_academy"}


class Life:
    """Ayaan's Math with Tariq, eight sessions from 2 March, Mondays and Wednesdays at 17:00 in London."""

    def __init__(self, world, superuser):
        self.world, self.superuser = world, superuser
        self.course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
        self.first, self.second, self.third, *_others, self.last = given.sessions_of(self.course)
        self.math = db.scalars(select(Subject.id).where(Subject.name == "Math")).one()

    def move(self):
        later = self.third.local_start + timedelta(hours=2)
        move_session(session_id=self.third.id, local_start=later, timezone=LONDON)

    def close(self):
        day = self.third.local_start.date()
        return add_closure(closed=Closed("Eid", day, day, LONDON), chosen={self.third.id: ""}).id

    def next_month(self):
        package = given.sell_package(request_id=self.course.request, terms=given.Terms(8, date(2026, 4, 2)))
        given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))
        return package

    def profile(self):
        self.superuser.execute("delete from tutor_subjects where tutor_user_id = %s", (self.world.tutor,))

    def miss(self):
        mark_session(session_id=self.third.id, status="no_show_tutor")


# Each is a scene: what comes before the yield happened before; what comes after it leaves the rows beside its name.
SCENES = {}


def leaves(*actions):
    def scene_of(scene):
        SCENES[scene.__name__.removesuffix("_")] = (scene, list(actions))
        return scene

    return scene_of


@leaves("session.set_aside", "closure.added")
def add_closure_(life):
    yield
    life.close()


@leaves("closure.removed", "session.put_back")
def remove_closure_(life):
    closure = life.close()
    yield
    remove_closure(closure_id=closure)


@leaves("learner.added")
def add_learner_(life):
    yield
    add_learner(account_user_id=life.world.parent, full_name="Ali Khan")


@leaves("session.added")
def add_session_(life):
    remove_session(session_id=life.last.id)
    yield
    new = NewSession(life.last.local_start, LONDON)
    add_session(match_id=life.course.match, package_id=life.course.package, new=new)


@leaves("academy.changed")
def change_academy_(life):
    yield
    now = life.superuser.execute("select name, timezone, whatsapp, cutoff_hours from academy").fetchone()
    change_academy(settings=replace(AcademySettings(*now), cutoff_hours=48))


@leaves("academy.text_changed", "academy.text_reset")
def change_message_text_(life):
    yield
    change_message_text(situation="reminder_family", body="{{ name }}: {{ when }} {{ academy }}")
    change_message_text(situation="reminder_family", body="")


@leaves("package.changed")
def change_package_(life):
    package = life.next_month()
    yield
    change_package(request_id=life.course.request, package_id=package, terms=Terms(8, date(2026, 4, 3)))


@leaves("person.changed")
def change_person_(life):
    yield
    changed = Details("Nadia Khan", "parent@test.example", "+923000000001")
    change_person(person_id=life.world.parent, details=changed, roles=["parent"])


@leaves(*["session.retimed"] * 6, "schedule.changed")
def change_schedule_(life):
    yield
    change_schedule(match_id=life.course.match, since=date(2026, 3, 9), pattern=given.a_schedule((1, 3), "18:00"))


@leaves("person.zone_changed")
def change_zone_(life):
    yield
    change_zone(person_id=life.world.parent, timezone="Asia/Dubai")


@leaves("person.created")
def create_person_(life):
    yield
    create_person(full_name="A", email="a@b.example", timezone="Asia/Dubai", roles=("parent",), learners=["B"])


@leaves("session.decided")
def settle_owed_session_(life):
    life.miss()
    yield
    settle_owed_session(session_id=life.third.id, decision=Decision("written_off", why="Agreed."))


@leaves("session.undecided")
def undo_settlement_(life):
    life.miss()
    settle_owed_session(session_id=life.third.id, decision=Decision("written_off", why="Agreed."))
    yield
    undo_settlement(session_id=life.third.id)


@leaves("package.renewal_declined", "package.renewal_open")
def decline_renewal_(life):
    yield
    decline_renewal(package_id=life.course.package)
    decline_renewal(package_id=life.course.package, declined=False)


@leaves("request.ended")
def end_request_(life):
    request = given.open_request(learner_id=life.world.zara, subject_id=life.math, level_id=given.level_id("O Levels"))
    yield
    end_request(request_id=request)


@leaves("package.expired")
def expire_packages_(life):
    package = given.sell_package(request_id=life.course.request, terms=given.Terms(8, date(2026, 4, 2)))
    yield
    with clock.at(datetime(2026, 6, 1, tzinfo=clock.now().tzinfo)):
        expire_packages()
    assert package


@leaves(
    *("person.created", "person.created", "request.opened", "package.sold", "package.paid", "match.made"),
    "academy.imported",
)
def import_spreadsheet_(life):
    yield
    rows = [dict(zip(COLUMNS, each.split(","), strict=True)) for each in EXAMPLES]
    import_spreadsheet(rows=[import_row(number, row, "PKR") for number, row in enumerate(rows, start=2)], dry=False)


@leaves("person.invited")
def invite_person_(life):
    yield
    invite_person(person_id=life.world.parent)


@leaves("person.invitation_revoked")
def revoke_invitations_(life):
    invite_person(person_id=life.world.parent)
    yield
    revoke_invitations(person_id=life.world.parent)


@leaves("session.marked")
def mark_session_(life):
    yield
    life.miss()


@leaves("session.unmarked")
def undo_mark_(life):
    life.miss()
    yield
    undo_mark(session_id=life.third.id)


@leaves("session.moved")
def move_session_(life):
    yield
    life.move()


@leaves("session.unmoved")
def undo_move_(life):
    life.move()
    yield
    undo_move(session_id=life.third.id)


@leaves("session.moved", "session.moved")
def swap_sessions_(life):
    yield
    swap_sessions(session_id=life.third.id, other_id=life.last.id)


@leaves("session.removed")
def remove_session_(life):
    yield
    remove_session(session_id=life.last.id)


@leaves("session.noted")
def write_note_(life):
    yield
    write_note(session_id=life.first.id, notes="Chapter four.")


@leaves(*["session.reassigned"] * 8, "match.tutor_changed")
def reassign_tutor_(life):
    yield
    reassign_tutor(match_id=life.course.match, tutor_id=life.world.other_tutor, since=date(2026, 3, 2))


@leaves("package.refunded", "package.refund_undone")
def refund_package_(life):
    ids = {"request_id": life.course.request, "package_id": life.course.package}
    yield
    refund_package(**ids, refund=RefundOrder(1000, date(2026, 3, 2)))
    undo_refund(request_id=life.course.request, refund_id=db.scalars(select(Refund.id)).one())


@leaves("package.cancelled", "package.restored")
def cancel_package_(life):
    ids = {"request_id": life.course.request, "package_id": life.next_month()}
    refund_package(**ids, refund=RefundOrder(24000, date(2026, 3, 2)))
    yield
    cancel_package(**ids)
    restore_package(**ids)


@leaves(*["session.repaired"] * 8)
def repair_clocks_(life):
    life.superuser.execute(
        "update sessions set scheduled_start_utc = scheduled_start_utc + interval '1 hour', "
        "scheduled_end_utc = scheduled_end_utc + interval '1 hour'"
    )
    yield
    assert [each.refused for each in repair_clocks()] == [None]


@leaves("match.paused")
def stop_match_(life):
    yield
    stop_match(match_id=life.course.match, status="paused")


@leaves("match.resumed")
def resume_match_(life):
    stop_match(match_id=life.course.match, status="paused")
    yield
    resume_match(match_id=life.course.match)


@leaves("person.deactivated", "person.activated")
def set_active_(life):
    yield
    set_active(person_id=life.world.parent, is_active=False)
    set_active(person_id=life.world.parent, is_active=True)


@leaves("person.erased")
def erase_person_(life):
    gone = given.person("Gone Soon", "gone-soon", "Asia/Dubai", "student")
    set_active(person_id=gone, is_active=False)
    yield
    erase_person(person_id=gone)


@leaves("request.availability_changed")
def set_availability_(life):
    yield
    set_availability(request_id=life.course.request, hours=HOURS)


@leaves("academy.mailing_on", "academy.mailing_off")
def toggle_email_(life):
    yield
    toggle_email(is_on=True)
    toggle_email(is_on=False)


@leaves(*["session.reassigned"] * 8, "match.tutor_changed", "tutor.courses_given")
def give_courses_(life):
    yield
    given_away = [GivenCourse(life.course.match, life.world.other_tutor)]
    give_courses(tutor_id=life.world.tutor, courses=given_away, since=date(2026, 3, 1))


@leaves(*["session.reassigned"] * 8, "match.tutor_changed", "tutor.courses_taken_back")
def undo_handover_(life):
    given_away = [GivenCourse(life.course.match, life.world.other_tutor)]
    done = give_courses(tutor_id=life.world.tutor, courses=given_away, since=date(2026, 3, 1))
    yield
    undo_handover(handover_id=done.id)


@leaves("session.reassigned", "match.substituted")
def substitute_tutor_(life):
    first = given.sessions_of(life.course)[0].id
    yield
    substitute_tutor(match_id=life.course.match, session_ids=[first], tutor_id=life.world.other_tutor)


@leaves("match.meet_link_changed")
def set_substitute_link_(life):
    first = given.sessions_of(life.course)[0].id
    substitute_tutor(match_id=life.course.match, session_ids=[first], tutor_id=life.world.other_tutor)
    yield
    set_substitute_link(match_id=life.course.match, tutor_id=life.world.other_tutor, meet_link=given.OTHER_MEET_LINK)


@leaves("match.meet_link_changed")
def set_meet_link_(life):
    yield
    set_meet_link(match_id=life.course.match, meet_link=given.OTHER_MEET_LINK)


@leaves("tutor.subjects_changed")
def set_tutor_subjects_(life):
    life.profile()
    yield
    set_tutor_subjects(tutor_id=life.world.tutor, is_approved=True, subjects=[(life.math, given.level_id("O Levels"))])


@leaves("tutor.hours_changed")
def set_weekly_hours_(life):
    yield
    set_weekly_hours(tutor_id=life.world.tutor, hours=HOURS)


@leaves("tutor.request_rejected")
def reject_tutor_request_(life):
    with given.speaking_for("app_tutor", life.world.tutor):
        ask_for_leave(first_day=date(2026, 3, 20), last_day=date(2026, 3, 20), reason="", today=date(2026, 3, 2))
    [request_id] = db.scalars(select(TutorRequest.id))
    yield
    reject_tutor_request(request_id=request_id, answer="The exams are that week.")


@leaves("request.opened")
def open_request_(life):
    yield
    given.open_request(learner_id=life.world.zara, subject_id=life.math, level_id=given.level_id("O Levels"))


@leaves("package.sold")
def sell_package_(life):
    yield
    given.sell_package(request_id=life.course.request, terms=given.Terms(8, date(2026, 4, 2)))


@leaves("package.paid", "package.payment_rejected")
def record_payment_(life):
    package = given.sell_package(request_id=life.course.request, terms=given.Terms(8, date(2026, 4, 2)))
    yield
    paid_on = date(2026, 3, 2)
    given.record_payment(package_id=package, amount=24000, paid_on=paid_on, status="rejected")
    given.record_payment(package_id=package, amount=24000, paid_on=paid_on)


@leaves("learner.renamed")
def rename_learner_(life):
    yield
    rename_learner(account_user_id=life.world.parent, learner_id=life.world.zara, full_name="Zahra Khan")


@leaves("learner.removed")
def remove_learner_(life):
    learner = add_learner(account_user_id=life.world.parent, full_name="Omar Khan")
    yield
    remove_learner(account_user_id=life.world.parent, learner_id=learner)


@leaves("learner.merged")
def merge_learners_(life):
    learner = add_learner(account_user_id=life.world.parent, full_name="Omar Khan")
    yield
    merge_learners(account_user_id=life.world.parent, learner_id=learner, into_id=life.world.zara)


@leaves("request.corrected")
def correct_request_(life):
    yield
    correct_request(request_id=life.course.request, level_id=given.level_id("A Levels"), board="Cambridge")


@leaves("academy.prices_changed")
def set_prices_(life):
    yield
    set_prices(prices={(8, "PKR"): 25_000}, currency="PKR")


@leaves("academy.currency_added")
def add_currency_(life):
    yield
    add_currency(code="GBP")


@leaves("academy.way_changed", "academy.way_removed")
def remove_way_to_pay_(life):
    yield
    keep_way_to_pay(currency="PKR", name="HBL", details="PK36 HABB 0000")
    way = life.superuser.execute("select id from ways_to_pay").fetchone()[0]
    remove_way_to_pay(way_id=way)


@leaves("tutor.rate_set")
def set_pay_rate_(life):
    yield
    set_pay_rate(tutor_id=life.world.tutor, kind="hour", amount=1500, currency="PKR", since=date(2026, 3, 1))


@leaves("tutor.pay_adjusted")
def adjust_pay_(life):
    yield
    adjust_pay(tutor_id=life.world.tutor, month=date(2026, 3, 1), amount=1, currency="PKR", reason="Advance")


@leaves("tutor.month_closed")
def close_pay_month_(life):
    yield
    pay = pay_of(bounds(date(2026, 1, 1)), life.world.tutor, now=given.clock.now())
    given.db.rollback()
    close_pay_month(tutor_id=life.world.tutor, month=date(2026, 1, 1), seen=pay.seen)


@leaves("tutor.month_closed", "tutor.paid", "tutor.payment_undone")
def pay_tutor_(life):
    yield
    january = {"tutor_id": life.world.tutor, "month": date(2026, 1, 1)}
    close_pay_month(**january, seen="0-")
    pay_tutor(**january, paid_on=date(2026, 2, 1))
    pay_tutor(**january, paid_on=None)


@leaves("academy.way_changed")
def keep_way_to_pay_(life):
    yield
    keep_way_to_pay(currency="PKR", name="HBL", details="PK36 HABB 0000")


@leaves("package.claim_rejected")
def reject_claim_(life):
    claimed = life.superuser.execute(
        """insert into payment_claims (package_id, way, reference, paid_on, created_by_user_id, created_at)
           values (%s, '', '', '2026-03-01', %s, now()) returning id""",
        (life.course.package, life.world.student),
    ).fetchone()[0]
    yield
    reject_claim(claim_id=claimed, answer="Nothing has arrived yet.")


@leaves("academy.offer_added")
def add_offer_(life):
    yield
    add_offer(kind="levels", typed="Grade 6")


@leaves("academy.offer_renamed")
def rename_offer_(life):
    yield
    rename_offer(kind="subjects", offer_id=life.math, typed="Mathematics")


@leaves("academy.offer_retired", "academy.offer_brought_back")
def retire_offer_(life):
    yield
    retire_offer(kind="sizes", key=20, is_retired=True)
    retire_offer(kind="sizes", key=20, is_retired=False)


@leaves("match.made")
def match_request_(life):
    request = given.open_request(learner_id=life.world.zara, subject_id=life.math, level_id=given.level_id("O Levels"))
    yield
    given.match_request(request_id=request, tutor_user_id=life.world.tutor)


@leaves("package.sold")
def renew_package_(life):
    yield
    renew_package(package_id=life.course.package)


@leaves("sessions.generated")
def generate_sessions_(life):
    package = life.next_month()
    yield
    april = given.a_draft(window=given.one_month(date(2026, 4, 2)))
    given.generate_sessions(match_id=life.course.match, package_id=package, draft=april)


@leaves("generation.started")
def start_generation_run_(life):
    package = life.next_month()
    yield
    start_generation_run([(life.course.match, package)])


@leaves("generation.taken_back")
def undo_generation_run_(life):
    run = start_generation_run([(life.course.match, life.next_month())])
    yield
    undo_generation_run(run_id=run)


@leaves("sessions.taken_back")
def undo_generated_match_(life):
    package = life.next_month()
    run = start_generation_run([(life.course.match, package)])
    generate_one(match_id=life.course.match, package_id=package, run_id=run)
    undo_generation_run(run_id=run)
    yield
    undo_generated_match(run_id=run, package_id=package)


@leaves("sessions.withdrawn")
def withdraw_sessions_(life):
    yield
    withdraw_sessions(match_id=life.course.match, package_id=life.course.package)


@pytest.mark.parametrize("use_case", SCENES)
def test_it_leaves_its_rows_with_who_and_when(use_case, world, superuser, cast_put_back):
    scene, expected = SCENES[use_case]
    happens = scene(Life(world, superuser))
    next(happens)
    last = superuser.execute("select coalesce(max(id), 0) from audit_logs").fetchone()[0]

    assert list(happens) == []

    query = "select action, actor_user_id, at, match_id, session_id from audit_logs where id > %s order by id"
    rows = superuser.execute(query, (last,)).fetchall()
    assert sorted(row[0] for row in rows) == sorted(expected)
    assert {row[1] for row in rows} == {world.admin}
    assert len({row[2] for row in rows}) == 1
    for action, _who, _when, match_id, session_id in rows:
        kind = action.partition(".")[0]
        assert (match_id is not None) >= (kind in ("match", "session", "sessions")), action
        assert (session_id is not None) == (kind == "session"), action


def test_every_use_case_that_records_has_a_scene():
    texts = {path.stem: path.read_text() for room in ROOMS for path in room.rglob("*.py")}
    recording = {name for name, text in texts.items() if " record(" in text and f"\ndef {name}(" in text}

    assert set(SCENES) >= recording - WITHOUT_A_SCENE
    assert set(SCENES) <= set(texts)
