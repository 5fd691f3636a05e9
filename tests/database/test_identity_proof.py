"""The web login alone, and SQL that was slipped into a query, cannot become somebody else."""

from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from corved.database.session import Identity, db, make_engine, speak_for
from corved.use_cases.calendars.create_feed import create_feed
from tests import given

SET = text("select set_config(:name, :value, true)")


@pytest.fixture
def family(world, superuser):
    """The transaction of a parent, who has a running course, as their page opens it."""
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    given.a_running_course(learner=world.stranger_learner, tutor=world.other_tutor)
    speak_for(given.cookie_of(superuser, world.parent, "app_student"))


def seen(table="sessions"):
    return db.scalar(text(f"select count(*) from {table}"))


def pretend(**settings):
    for name, value in settings.items():
        db.execute(SET, {"name": name if name == "role" else f"app.{name}", "value": str(value)})


def test_a_family_sees_its_own_sessions(family):
    assert seen() == 8


@contextmanager
def web_login(engine):
    alone = make_engine(engine.url)
    with alone.connect() as connection:
        yield connection
    alone.dispose()


@pytest.mark.parametrize("role", ["app_admin", "app_tutor", "app_student"])
def test_the_web_login_alone_sees_nothing_in_any_role(family, engine, role):
    with web_login(engine) as connection:
        connection.exec_driver_sql(f"set role {role}")
        for table in ("sessions", "users", "packages", "learners"):
            assert connection.exec_driver_sql(f"select count(*) from {table}").scalar() == 0


def test_another_person_in_the_settings_is_nobody(family, world):
    db.connection()
    pretend(user_id=world.stranger)
    assert (db.scalar(text("select app.uid()")), seen()) == (None, 0)
    pretend(user_id=world.parent)
    assert seen() == 8, "what was proven holds"


def test_a_family_that_takes_the_admins_role_sees_and_writes_nothing(family, world):
    db.connection()
    pretend(user_id=world.admin, role="app_admin")
    db.execute(SET, {"name": "app.role", "value": "app_admin"})
    assert (seen(), seen("users"), seen("payments")) == (0, 0, 0)
    with pytest.raises(DBAPIError, match="row-level security"):
        db.execute(text("insert into subjects (id, name) values (gen_random_uuid(), 'Alchemy')"))


def test_the_proof_of_one_transaction_is_none_in_the_next(family, world):
    proof = db.scalar(text("select current_setting('app.proof')"))
    speak_for(Identity())
    db.connection()
    pretend(user_id=world.parent, role="app_student", proof=proof)
    db.execute(SET, {"name": "app.role", "value": "app_student"})
    assert seen() == 0


def test_the_time_cannot_be_set_without_proof(family):
    db.connection()
    pretend(now="2031-01-01T00:00:00Z")
    with pytest.raises(DBAPIError, match="without proof"):
        db.scalar(text("select app.now()"))


def test_the_time_can_be_set_by_tests_only(family, superuser):
    assert f"{db.scalar(text('select app.now()')):%Y-%m-%d}" == "2026-03-02"
    superuser.execute("update app.keys set clock_may_be_set = false")
    try:
        speak_for(db.info["identity"])
        assert db.scalar(text("select abs(extract(epoch from app.now() - clock_timestamp())) < 60"))
    finally:
        superuser.execute("update app.keys set clock_may_be_set = true")


def test_the_operator_needs_the_key(engine):
    with web_login(engine) as connection, pytest.raises(DBAPIError, match="SECRET_KEY"):
        connection.execute(text("select app.bind_operator('x', 'app_admin', null, '')"))


@pytest.mark.parametrize("call", ["app.proof()", "app.prove(null, 'app_admin', '')", "app.test_clock('')"])
@pytest.mark.parametrize("role", ["app_admin", "app_student", "none"])
def test_nobody_signs_for_themselves(family, role, call):
    db.connection()
    pretend(role=role)
    with pytest.raises(DBAPIError, match="permission denied"):
        db.execute(text(f"select {call}"))


@pytest.mark.parametrize("role", ["app_admin", "app_student", "none"])
def test_nobody_reads_the_keys(family, role):
    db.connection()
    pretend(role=role)
    with pytest.raises(DBAPIError, match="permission denied"):
        db.execute(text("select * from app.keys"))


def test_a_calendars_token_opens_its_owners_rows_and_no_others(family, world, client):
    with given.speaking_for("app_student", world.parent):
        create_feed(area="student", token_of=lambda salt: salt)
        token = db.scalar(text("select salt from calendar_feeds"))
    speak_for(Identity())
    db.remove()
    entries = client.get(f"/calendar/{token}.ics").get_data(as_text=True)
    assert entries.count("BEGIN:VEVENT") == 8


@pytest.mark.parametrize("column", ["actor_user_id", "at"])
def test_even_an_admin_cannot_say_who_acted_or_when(world, column):
    with pytest.raises(DBAPIError, match="permission denied"):
        db.execute(text(f"insert into audit_logs (action, details, {column}) values ('x.y', '{{}}', null)"))


@pytest.mark.parametrize(
    "call",
    [
        "begin_sign_in('admin@test.example', '', null)",
        "finish_sign_in('', '', app.uid(), null, '', null, null)",
        "ask_password_link('admin@test.example', 'x')",
        "prove_again(null, app.uid())",
    ],
)
@pytest.mark.parametrize("role", ["app_admin", "app_student", "none"])
def test_only_the_operator_is_told_a_hash_or_a_stamp_and_makes_links_and_sign_ins(family, role, call):
    db.connection()
    pretend(role=role)
    with pytest.raises(DBAPIError, match=r"permission denied|for the operator"):
        db.execute(text(f"select app.{call}"))


def test_the_web_login_connects_to_one_database_and_leaves_nothing_in_it(engine, cluster):
    with web_login(engine) as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.exec_driver_sql("create temporary table x (y int)")
    elsewhere = make_engine(cluster.url("corved_web", "postgres"))
    with pytest.raises(DBAPIError, match="permission denied for database"):
        elsewhere.connect()
    elsewhere.dispose()


def test_names_of_temporary_things_are_looked_up_last(family):
    assert db.scalar(text("show search_path")) == "public, pg_temp"
