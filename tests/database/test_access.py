"""Who may do what, asked of PostgreSQL itself for every table, role and verb."""

from dataclasses import replace
from datetime import date

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from corved.database.session import Identity, bound_person, db, speak_for
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.calendars.create_feed import create_feed
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package
from corved.use_cases.money.adjust_pay import adjust_pay
from corved.use_cases.money.claim_payment import claim_payment
from corved.use_cases.money.close_pay_month import close_pay_month
from corved.use_cases.money.keep_way_to_pay import keep_way_to_pay
from corved.use_cases.money.set_pay_rate import set_pay_rate
from corved.use_cases.people.ask_for_leave import ask_for_leave
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.remove_session import remove_session
from tests import given
from tests.some import some

ROLES = ("app_anonymous", "app_student", "app_tutor", "app_admin", "corved_web")
TUTORS = ("tutor", "other_tutor")
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

# Every right there is: (table, role) → verbs. What is not here is refused.
ALLOWED = {
    **{
        (table, "app_admin"): {"SELECT", "INSERT", "UPDATE"}
        for table in (
            "academy subjects levels month_sizes session_lengths currencies tutor_profiles requests packages "
            "payments ways_to_pay matches match_notes closures closure_sessions generation_runs generation_run_matches"
        ).split()
    },
    **{
        (table, "app_admin"): {"SELECT", "INSERT", "UPDATE", "DELETE"}
        for table in ("sessions", "match_patterns", "user_roles", "tutor_subjects", "learners", "prices")
    },
    ("refunds", "app_admin"): {"SELECT", "INSERT", "DELETE", "UPDATE*"},
    ("refunds", "app_student"): {"SELECT*"},
    ("users", "app_admin"): {"SELECT*", "INSERT", "UPDATE"},
    ("second_steps", "app_admin"): {"SELECT*"},
    ("invitations", "app_admin"): {"SELECT*", "INSERT", "UPDATE*"},
    ("audit_logs", "app_admin"): {"SELECT", "INSERT*"},
    ("academy", "app_student"): {"SELECT*"},
    ("academy", "app_tutor"): {"SELECT*"},
    ("subjects", "app_student"): {"SELECT"},
    ("subjects", "app_tutor"): {"SELECT"},
    ("levels", "app_student"): {"SELECT"},
    ("levels", "app_tutor"): {"SELECT"},
    ("ways_to_pay", "app_student"): {"SELECT"},
    **{(table, "app_tutor"): {"SELECT"} for table in ("pay_rates", "pay_adjustments", "pay_months", "pay_lines")},
    **{(table, "app_admin"): {"SELECT", "INSERT", "UPDATE", "DELETE"} for table in ("pay_rates", "pay_adjustments")},
    ("tutor_hours", "app_tutor"): {"SELECT"},
    ("handovers", "app_admin"): {"SELECT", "INSERT", "UPDATE*"},
    ("tutor_requests", "app_tutor"): {"SELECT"},
    ("tutor_requests", "app_admin"): {"SELECT", "UPDATE"},
    ("tutor_hours", "app_admin"): {"SELECT", "INSERT", "DELETE"},
    ("pay_months", "app_admin"): {"SELECT", "INSERT", "UPDATE*"},
    ("pay_lines", "app_admin"): {"SELECT", "INSERT"},
    ("payments", "app_student"): {"SELECT*"},
    ("payment_claims", "app_student"): {"SELECT*"},
    ("payment_claims", "app_admin"): {"SELECT", "UPDATE"},
    ("package_money", "app_student"): {"SELECT"},
    ("learners", "app_student"): {"SELECT"},
    ("learners", "app_tutor"): {"SELECT"},
    ("requests", "app_student"): {"SELECT"},
    ("requests", "app_tutor"): {"SELECT*"},
    ("packages", "app_student"): {"SELECT"},
    ("packages", "app_tutor"): {"SELECT*"},
    ("match_patterns", "app_student"): {"SELECT*"},
    ("matches", "app_student"): {"SELECT"},
    ("matches", "app_tutor"): {"SELECT*"},
    ("meet_links", "app_student"): {"SELECT"},
    ("meet_links", "app_tutor"): {"SELECT"},
    ("meet_links", "app_admin"): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("sessions", "app_student"): {"SELECT"},
    ("sessions", "app_tutor"): {"SELECT"},
    ("message_mails", "app_admin"): {"SELECT", "INSERT", "UPDATE"},
    ("messages", "app_admin"): {"SELECT", "INSERT", "UPDATE"},
    ("message_texts", "app_admin"): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("session_joins", "app_admin"): {"SELECT", "DELETE"},
    ("told", "app_admin"): {"SELECT", "INSERT", "UPDATE", "DELETE"},
    ("cancelled_sessions", "app_admin"): {"SELECT"},
    ("cancelled_sessions", "app_student"): {"SELECT"},
    ("cancelled_sessions", "app_tutor"): {"SELECT"},
    ("calendar_feeds", "app_student"): {"SELECT*"},
    ("calendar_feeds", "app_tutor"): {"SELECT*"},
    ("users", "app_student"): {"SELECT*"},
    ("users", "app_tutor"): {"SELECT*"},
    # Views, which ask with the rights of who reads them.
    **{("session_facts", role): {"SELECT"} for role in ("app_student", "app_tutor", "app_admin")},
    **{
        (view, "app_admin"): {"SELECT"}
        for view in (
            "active_tutors closed_days known_facts match_calendars match_facts message_people owed_sessions "
            "package_money package_plans tutor_levels waiting_requests"
        ).split()
    },
}
FEED = {"user_id", "area", "salt", "created_at", "fetched_at", "fetched_by"}
# SELECT*: these columns only.
COLUMNS = {
    ("second_steps", "app_admin"): {"user_id"},
    ("users", "app_admin"): {
        *("id", "full_name", "email", "whatsapp", "timezone", "is_active", "hours_24", "created_at"),
        *("renamed_at", "erased_at", "hue", "currency"),
    },
    ("invitations", "app_admin"): {
        *("id", "user_id", "created_by_user_id", "created_at", "expires_at", "used_at", "revoked_at"),
        *("salt", "mail_wanted_at"),
    },
    ("users", "app_student"): {"id", "full_name", "timezone", "renamed_at", "hue"},
    ("users", "app_tutor"): {"id", "full_name", "timezone", "renamed_at", "hue"},
    ("calendar_feeds", "app_student"): FEED,
    ("calendar_feeds", "app_tutor"): FEED,
    ("academy", "app_student"): {"id", "name", "timezone", "whatsapp", "cutoff_hours"},
    ("academy", "app_tutor"): {
        "id",
        "name",
        "timezone",
        "whatsapp",
        "cutoff_hours",
        "student_absent_percent",
        "hours_wait",
    },
    ("requests", "app_tutor"): {"id", "learner_id", "subject_id", "level_id", "status"},
    ("matches", "app_tutor"): {
        *(
            "id",
            "request_id",
            "tutor_user_id",
            "tutor_since",
            "status",
            "created_at",
            "link_changes",
            "link_changed_at",
        ),
    },
    ("match_patterns", "app_student"): {"match_id", "since", "pattern"},
    ("refunds", "app_student"): {"package_id", "amount", "refunded_on", "lowers_price"},
    ("payments", "app_student"): {
        *("id", "package_id", "amount", "paid_on", "status", "way", "bank_reference", "receipt_number"),
    },
    ("payment_claims", "app_student"): {
        *("id", "package_id", "way", "reference", "paid_on", "created_at", "payment_id", "rejected_at", "answer"),
    },
    ("packages", "app_tutor"): {"id", "request_id", "tier", "start_date", "end_date", "window_kind", "status"}
    | {"held_before", "removed_dates", "cancelled_at"},
}
# Which rows of a table a family or a tutor sees. An admin and the definer's functions see all.
OWN_ACCOUNT = "(account_user_id = ( SELECT app.uid() AS uid))"
OWN_LESSONS = "(tutor_user_id = ( SELECT app.uid() AS uid))"
OWN = "(user_id = ( SELECT app.uid() AS uid))"
OF_OWN_PACKAGES = "(package_id IN ( SELECT p.id FROM packages p))"
PAID_OF_OWN = f"((status = 'paid'::payment_status) AND {OF_OWN_PACKAGES})"


def among(column: str, function: str) -> str:
    return f"({column} IN ( SELECT app.{function}() AS {function}))"


SEES_ALL = {"corved_backup": "true", "corved_definer": "true", "app_admin": "( SELECT app.is_admin() AS is_admin)"}
ROWS = {
    ("academy", "app_student"): "true",
    ("academy", "app_tutor"): "true",
    ("subjects", "app_student"): "true",
    ("subjects", "app_tutor"): "true",
    ("levels", "app_student"): "true",
    ("levels", "app_tutor"): "true",
    ("ways_to_pay", "app_student"): "(removed_at IS NULL)",
    ("tutor_hours", "app_tutor"): OWN_LESSONS,
    ("tutor_requests", "app_tutor"): OWN_LESSONS,
    ("pay_rates", "app_tutor"): OWN_LESSONS,
    ("pay_adjustments", "app_tutor"): OWN_LESSONS,
    ("pay_months", "app_tutor"): OWN_LESSONS,
    ("pay_lines", "app_tutor"): "(pay_month_id IN ( SELECT m.id FROM pay_months m))",
    ("payments", "app_student"): PAID_OF_OWN,
    ("payment_claims", "app_student"): OF_OWN_PACKAGES,
    ("learners", "app_student"): OWN_ACCOUNT,
    ("learners", "app_tutor"): among("id", "taught_learner_ids"),
    ("requests", "app_student"): among("id", "family_request_ids"),
    ("requests", "app_tutor"): among("id", "taught_request_ids"),
    ("packages", "app_student"): among("request_id", "family_request_ids"),
    ("refunds", "app_student"): OF_OWN_PACKAGES,
    ("match_patterns", "app_student"): among("match_id", "family_match_ids"),
    ("packages", "app_tutor"): among("request_id", "taught_request_ids"),
    ("matches", "app_student"): among("request_id", "family_request_ids"),
    ("matches", "app_tutor"): among("id", "taught_match_ids"),
    ("meet_links", "app_student"): OWN_ACCOUNT,
    ("meet_links", "app_tutor"): OWN_LESSONS,
    ("sessions", "app_student"): OWN_ACCOUNT,
    ("sessions", "app_tutor"): OWN_LESSONS,
    ("cancelled_sessions", "app_student"): OWN,
    ("cancelled_sessions", "app_tutor"): OWN,
    ("calendar_feeds", "app_student"): OWN,
    ("calendar_feeds", "app_tutor"): OWN,
    ("users", "app_student"): among("id", "family_people_ids"),
    ("users", "app_tutor"): among("id", "taught_people_ids"),
}


def tables(superuser) -> list[str]:
    rows = superuser.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm')"
    )
    return [row[0] for row in rows if row[0] != "alembic_version"]


def views(superuser) -> list[str]:
    rows = superuser.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'"
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_exactly_the_rights_that_are_written_here(superuser, role):
    found = {}
    for table in [*tables(superuser), *views(superuser)]:
        verbs = set()
        for verb in VERBS:
            whole = superuser.execute("select has_table_privilege(%s, %s, %s)", (role, table, verb)).fetchone()[0]
            if whole:
                verbs.add(verb)
            elif verb in ("SELECT", "INSERT", "UPDATE", "REFERENCES"):
                any_column = "select has_any_column_privilege(%s, %s, %s)"
                if superuser.execute(any_column, (role, table, verb)).fetchone()[0]:
                    verbs.add(verb + "*")
        if verbs:
            found[table, role] = verbs
    assert found == {key: verbs for key, verbs in ALLOWED.items() if key[1] == role}


@pytest.mark.parametrize(("table", "role"), COLUMNS)
def test_some_roles_see_some_columns(superuser, table, role):
    rows = superuser.execute(
        """select attname from pg_attribute where attrelid = %s::regclass and attnum > 0
           and has_column_privilege(%s, attrelid, attnum, 'SELECT')""",
        (table, role),
    )
    assert {row[0] for row in rows} == COLUMNS[table, role]


def test_every_table_forces_row_level_security_with_one_policy_a_role(superuser):
    for table in some(tables(superuser)):
        enabled, forced = superuser.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", (table,)
        ).fetchone()
        assert (enabled, forced) == (True, True), table
        policies = superuser.execute(
            "select roles[1]::text, permissive, qual, with_check from pg_policies where tablename = %s", (table,)
        ).fetchall()
        roles = [row[0] for row in policies]
        assert len(roles) == len(set(roles)), f"two policies for a role on {table}"
        allowed = {role for name, role in ALLOWED if name == table}
        assert set(roles) - {"corved_definer", "corved_backup"} == allowed, table
        for role, permissive, condition, check in policies:
            sees_all = SEES_ALL.get(role)
            assert permissive == "PERMISSIVE"
            assert " ".join(condition.split()) == (sees_all or ROWS[table, role]), (table, role)
            assert check in (None, sees_all), (table, role)


def test_every_view_asks_with_the_rights_of_who_reads_it(superuser):
    for view in some(views(superuser)):
        options = superuser.execute("select reloptions from pg_class where oid = %s::regclass", (view,)).fetchone()[0]
        assert options == ["security_invoker=true"], view


def test_the_web_login_owns_nothing_inherits_nothing_and_bypasses_nothing(superuser):
    row = superuser.execute(
        "select rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin from pg_roles "
        "where rolname = 'corved_web'"
    ).fetchone()
    assert row == (False, False, False, False, False, True)
    owned = superuser.execute("select count(*) from pg_class where pg_get_userbyid(relowner) = 'corved_web'").fetchone()
    assert owned == (0,)


def test_every_security_definer_function_pins_its_search_path_and_is_not_public(superuser):
    rows = superuser.execute(
        """select p.oid::regprocedure::text, p.proconfig, pg_get_userbyid(p.proowner),
                  has_function_privilege('public', p.oid, 'execute')
           from pg_proc p where p.prosecdef and p.pronamespace in ('app'::regnamespace, 'public'::regnamespace)"""
    ).fetchall()
    assert len(rows) >= 7
    for name, config, owner, public in rows:
        assert config == ["search_path=pg_catalog, public, pg_temp"], name
        assert owner == "corved_definer", name
        assert not public, name


# Every function of ours, and who may call it.
FUNCTIONS = {
    "app.bind(uuid, uuid, uuid, text, text)": {"corved_web"},
    "app.bind_calendar(bytea, text)": {"corved_web"},
    "app.bind_operator(bytea, text, uuid, text)": {"corved_web"},
    "app.schema()": {"corved_web"},
    "app.revoke_links()": set(),
    "app.proof()": set(),
    "app.prove(uuid, text, text)": set(),
    "app.test_clock(text)": set(),
    "app.uid()": {"app_anonymous", "app_student", "app_tutor", "app_admin"},
    "app.is_admin()": {"app_anonymous", "app_student", "app_tutor", "app_admin"},
    "app.pretended_now(text)": {"app_anonymous", "app_student", "app_tutor", "app_admin"},
    "app.refuse_others()": set(),
    "app.keep_package_facts()": set(),
    "app.erase_history(uuid, uuid[], text[])": {"app_admin"},
    "app.backed_up_at()": {"app_admin"},
    "app.count_attempt(text, text)": set(),
    "app.open_sign_in(uuid, uuid, text)": set(),
    "app.begin_sign_in(text, text, uuid)": {"app_admin"},
    "app.finish_sign_in(text, text, uuid, uuid, text, bigint, integer)": {"app_admin"},
    "app.own_second_step()": {"app_anonymous"},
    "app.begin_second_step(uuid, uuid, bigint, uuid)": {"app_anonymous"},
    "app.renew_recovery_codes(uuid, uuid)": {"app_anonymous"},
    "app.end_second_step(uuid, uuid)": {"app_anonymous", "app_admin"},
    "app.prove_again(uuid, uuid)": {"app_admin"},
    "app.delete_old_sign_ins()": {"app_admin"},
    "app.delete_old_texts()": {"app_admin"},
    "app.use_sign_in(uuid)": {"app_anonymous", "app_student", "app_tutor", "app_admin"},
    "app.end_sign_in(uuid, uuid)": {"app_anonymous"},
    "app.own_sign_ins()": {"app_anonymous"},
    "app.tutor_update_session(uuid, session_status, text, text)": {"app_tutor"},
    "app.tutor_undo_session(uuid, text)": {"app_tutor"},
    "app.tutor_session_history(uuid)": {"app_tutor"},
    "app.is_set_up()": {"app_anonymous"},
    "app.invitation(bytea)": {"app_anonymous"},
    "app.accept_invitation(bytea, text, text, uuid, text)": {"app_anonymous"},
    "app.ask_password_link(text, bytea)": {"app_admin"},
    "app.join_session(uuid, boolean)": {"app_anonymous"},
    "app.calendar_fetched(bytea, text)": {"app_anonymous"},
    "app.set_calendar(text, uuid, bytea)": {"app_student", "app_tutor"},
    "app.count_change()": set(),
    "app.count_link_change()": set(),
    "app.close_calendars()": set(),
    "app.count_renaming()": set(),
    "app.keep_cancelled()": set(),
    "app.keep_meet_links()": set(),
    "app.own_profile()": {"app_anonymous", "app_admin"},
    "app.change_profile(text, text, boolean)": {"app_anonymous"},
    "app.claim_payment(uuid, text, text, date)": {"app_student"},
    "app.number_receipt()": set(),
    "app.set_own_availability(uuid, jsonb)": {"app_student"},
    "app.changed_since_paid(date, timestamp with time zone, uuid)": {"app_admin", "app_tutor"},
    "app.set_own_hours(jsonb, date, date, text, jsonb)": {"app_tutor"},
    "app.ask_for_leave(date, date, text)": {"app_tutor"},
    "app.withdraw_request(uuid)": {"app_tutor"},
    "app.notes_for_substitute(uuid)": {"app_tutor"},
    "app.own_session_prices(timestamp with time zone, timestamp with time zone)": {"app_tutor"},
    "app.change_password(text, uuid)": {"app_anonymous"},
    "app.taken_by(uuid)": {"app_student", "app_tutor", "app_admin"},
    "app.own_session_for_update(uuid)": set(),
    "app.session_version(sessions)": set(),
    "app.refuse_changed(sessions)": set(),
    "app.keep_touched_sessions()": set(),
    "app.keep_an_admin()": set(),
    "app.give_hue()": set(),
    "app.keep_steps()": set(),
    "app.keep_approval()": set(),
    "app.log_session_change(text, uuid, jsonb, jsonb, bigint)": set(),
    "app.family_request_ids()": {"app_student"},
    "app.family_match_ids()": {"app_student"},
    "app.family_people_ids()": {"app_student"},
    "app.taught_match_ids()": {"app_tutor"},
    "app.taught_request_ids()": {"app_tutor"},
    "app.taught_learner_ids()": {"app_tutor"},
    "app.taught_people_ids()": {"app_tutor"},
}


def test_every_function_is_listed(superuser):
    query = """select p.oid::regprocedure::text from pg_proc p
               where p.pronamespace = 'app'::regnamespace and p.prosecdef"""
    assert {name for (name,) in superuser.execute(query)} <= {name.replace(", ", ",") for name in FUNCTIONS}


@pytest.mark.parametrize(("function", "roles"), FUNCTIONS.items())
def test_each_function_is_for_named_roles(superuser, function, roles):
    can = {
        role
        for role in ROLES
        if superuser.execute("select has_function_privilege(%s, %s, 'execute')", (role, function)).fetchone()[0]
    }
    assert can == roles


@pytest.fixture
def two_families(world):
    mine = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    theirs = given.a_running_course(
        learner=world.stranger_learner, tutor=world.other_tutor, pattern=given.a_schedule((2, 4))
    )
    return mine, theirs


def rows(sql: str, **values: object) -> set:
    return set(db.execute(text(sql), values).scalars())


def test_a_family_sees_its_own_and_nothing_else(world, two_families):
    mine, _theirs = two_families
    with given.speaking_for("app_student", world.student):
        assert rows("select match_id from sessions") == {mine.match}
        assert rows("select id from matches") == {mine.match}
        assert rows("select id from packages") == {mine.package}
        assert rows("select id from requests") == {mine.request}
        assert rows("select id from learners") == {world.student_learner}
        assert rows("select id from users") == {world.student, world.tutor}
    with given.speaking_for("app_student", world.parent):
        assert rows("select id from sessions") == set()
        assert rows("select id from learners") == {world.zara, world.yusuf}
        assert rows("select id from users") == {world.parent}


def test_a_tutor_sees_what_they_teach_and_nothing_else(world, two_families):
    mine, _theirs = two_families
    with given.speaking_for("app_tutor", world.tutor):
        assert rows("select match_id from sessions") == {mine.match}
        assert rows("select id from matches") == {mine.match}
        assert rows("select id from requests") == {mine.request}
        assert rows("select id from packages") == {mine.package}
        assert rows("select id from learners") == {world.student_learner}
        assert rows("select id from users") == {world.tutor, world.student}
    with given.speaking_for("app_tutor", world.owner):
        assert rows("select id from sessions") == set()


@pytest.mark.parametrize(
    ("role", "who", "sees"),
    [
        ("app_student", "parent", {"learners": 2, "ways_to_pay": 1}),
        ("app_tutor", "owner", {}),
    ],
)
def test_who_has_no_part_in_it_sees_no_row_of_any_table(world, two_families, superuser, role, who, sees):
    """Both courses have a feed of each side, a Meet link, a claim, a refund, a removed session and a moved one."""
    for course, family, tutor in zip(two_families, (world.student, world.stranger), TUTORS, strict=True):
        _first, second, third, *_others = given.sessions_of(course)
        remove_session(session_id=third.id)
        mark_session(session_id=second.id, status="no_show_student")
        refund_package(request_id=course.request, package_id=course.package, refund=RefundOrder(1, date(2026, 3, 2)))
        january = date(2026, 1, 1)
        taught_by = {"tutor_id": getattr(world, tutor)}
        set_weekly_hours(**taught_by, hours=WeeklyHours("Asia/Karachi", ((1, 540, 1200),)))
        set_pay_rate(**taught_by, kind="hour", amount=1500, currency="PKR", since=january)
        adjust_pay(**taught_by, month=january, amount=5, currency="PKR", reason="Advance")
        close_pay_month(**taught_by, month=january, seen="1-5")
        with given.speaking_for("app_student", family):
            claim_payment(
                package_id=course.package, way="", reference="", paid_on=date(2026, 3, 1), today=date(2026, 3, 2)
            )
        for area, person in (("student", family), ("tutor", getattr(world, tutor))):
            with given.speaking_for(f"app_{area}", person):
                create_feed(area=area, token_of=lambda salt: salt)
        with given.speaking_for("app_tutor", getattr(world, tutor)):
            ask_for_leave(first_day=date(2026, 3, 20), last_day=date(2026, 3, 21), reason="", today=date(2026, 3, 2))
    keep_way_to_pay(currency="PKR", name="HBL", details="PK36 HABB 0000")
    allowed = {"users": 1, "academy": 1, "subjects": len(rows("select id from subjects")), "levels": 2} | sees
    readable = some(table for table, reader in ALLOWED if reader == role)
    kept = {table: superuser.execute(f"select count(*) from {table}").fetchone()[0] for table in readable}

    with given.speaking_for(role, getattr(world, who)):
        seen = {table: db.execute(text(f"select count(*) from {table}")).scalar() for table in readable}

    assert {table: count for table, count in seen.items() if count} == allowed
    assert min(kept.values()) > 0, "there is something to see in each"


def test_nobody_sees_nothing(world, two_families):
    for role in ("app_student", "app_tutor"):
        with given.speaking_for(role, None):
            assert rows("select id from sessions") == set()
            assert rows("select id from learners") == set()
    with given.speaking_for("app_anonymous", None), pytest.raises(DBAPIError, match="permission denied"):
        db.execute(text("select * from sessions"))


@pytest.mark.parametrize("column", ["email", "whatsapp", "password_hash", "session_stamp"])
@pytest.mark.parametrize("role", ["app_student", "app_tutor"])
def test_the_other_sides_address_and_number_cannot_be_read(world, two_families, role, column):
    person = world.student if role == "app_student" else world.tutor
    with given.speaking_for(role, person), pytest.raises(DBAPIError, match="permission denied"):
        db.execute(text(f"select {column} from users"))


def test_even_an_admin_cannot_read_a_password(world):
    with pytest.raises(DBAPIError, match="permission denied"):
        db.execute(text("select password_hash from users"))


@pytest.mark.parametrize(
    "statement",
    [
        "update audit_logs set reason = 'x'",
        "delete from audit_logs",
        "truncate audit_logs",
    ],
)
def test_an_admin_rewrites_no_history(world, two_families, statement):
    with pytest.raises(DBAPIError, match="permission denied"):
        db.execute(text(statement))


@pytest.mark.parametrize(
    "touch",
    [
        "status = 'done'",
        "status = 'rescheduled'",
        "original_start_utc = scheduled_start_utc",
        "status = 'no_show_tutor'",
    ],
)
def test_an_admin_deletes_no_session_that_was_held_marked_or_moved(world, two_families, superuser, touch):
    superuser.execute(f"update sessions set {touch}")

    with pytest.raises(DBAPIError, match="stays"):
        db.execute(text("delete from sessions"))


def test_an_admin_deletes_no_session_that_has_begun(world, two_families):
    with (
        given.after(given.sessions_of(two_families[0])[0].scheduled_start_utc),
        pytest.raises(DBAPIError, match="stays"),
    ):
        db.execute(text("delete from sessions"))


@pytest.mark.parametrize("statement", ["update audit_logs set reason = 'x'", "delete from audit_logs"])
def test_even_the_superuser_is_stopped_by_the_trigger(world, two_families, superuser, statement):
    with pytest.raises(psycopg.errors.RaiseException, match="insert only"):
        superuser.execute(statement)


def test_a_pooled_connection_never_carries_an_identity_over(world, two_families, engine, superuser):
    """One connection, one person after another, commits, rollbacks and errors in between."""
    with engine.connect() as pinned:
        pinned.exec_driver_sql("select 1")
    seen = []
    for user, role in (
        (world.student, "app_student"),
        (world.parent, "app_student"),
        (world.student, "app_admin"),
        (world.tutor, "app_tutor"),
    ):
        speak_for(given.cookie_of(superuser, user, role))
        assert bound_person().id == user
        seen.append(db.execute(text("select current_user, app.uid()")).one())
        db.commit()
        with engine.connect() as raw:
            assert raw.exec_driver_sql("select current_user, current_setting('app.user_id', true)").one() in (
                ("corved_web", ""),
                ("corved_web", None),
            )
            with pytest.raises(DBAPIError, match="permission denied"):
                raw.exec_driver_sql("select * from sessions")
    assert [row[0] for row in seen] == ["app_student", "app_student", "app_anonymous", "app_tutor"]
    assert [row[1] for row in seen] == [world.student, world.parent, world.student, world.tutor]


def test_a_stale_stamp_and_a_deactivated_person_are_nobody(world, superuser):
    person = given.person("Gone Soon", "gone", "Asia/Dubai", "student")
    cookie = given.cookie_of(superuser, person, "app_student")

    speak_for(cookie)
    assert bound_person().id == person
    superuser.execute("update users set is_active = false where id = %s", (person,))
    speak_for(cookie)
    assert bound_person() is None
    speak_for(replace(cookie, user_id=world.student))
    assert bound_person() is None


def test_transactions_do_not_nest(world):
    from corved.database.session import transaction

    with pytest.raises(RuntimeError, match="does not nest"), transaction(), transaction():
        pass
    with transaction():
        pass


def test_two_live_sessions_of_one_tutor_never_overlap_whatever_the_program_does(world, two_families, superuser):
    mine, _ = two_families
    first, second = given.sessions_of(mine)[:2]
    with pytest.raises(psycopg.errors.ExclusionViolation):
        superuser.execute(
            "update sessions set scheduled_start_utc = %s, scheduled_end_utc = %s where id = %s",
            (first.scheduled_start_utc, first.scheduled_end_utc, second.id),
        )
    mark_session(session_id=first.id, status="rescheduled")
    superuser.execute(
        "update sessions set scheduled_start_utc = %s, scheduled_end_utc = %s where id = %s",
        (first.scheduled_start_utc, first.scheduled_end_utc, second.id),
    )


def test_an_identity_without_a_person_does_not_see_everything(world, two_families):
    speak_for(Identity("app_student", None))
    assert rows("select id from sessions") == set()
