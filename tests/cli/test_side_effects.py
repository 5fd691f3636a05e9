"""Only `corved migrate` changes the database's roles and passwords, and only where they differ."""

import os

import psycopg
import pytest

from corved.database.embedded import OWNER, SUPERUSER
from tests.cli.test_cli import data, run  # noqa: F401 - a fixture

SECRETS = {"academy_one": "1" * 40, "academy_two": "2" * 40}
ADMIN = "create-admin --name Zoya --email z@test.example --whatsapp 03001234567 --password".split()


def ask(cluster, query, name="postgres"):
    url = cluster.url(SUPERUSER, name).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(query)
        return answer.fetchall() if answer.description else []


def roles(cluster):
    members = "select roleid::regrole::text, member::regrole::text, admin_option from pg_auth_members order by 1, 2"
    return ask(cluster, "select * from pg_authid order by rolname"), ask(cluster, members)


@pytest.fixture
def academies(cluster):
    """Two databases of one owner, and how a command reaches each."""
    found = {}
    for name, secret_key in SECRETS.items():
        cluster.create_database(name)
        url = cluster.url(OWNER, name).set(drivername="postgresql").render_as_string(hide_password=False)
        found[name] = {"DATABASE_URL": url, "SECRET_KEY": secret_key, "DATABASE_WEB_URL": ""}
    yield found
    for name in SECRETS:
        cluster.drop_database(name)
        ask(cluster, f"drop role if exists corved_web_{name}")


def test_only_migrate_writes_roles_and_only_once(cluster, academies, data):  # noqa: F811
    one = academies["academy_one"]
    before = roles(cluster)
    refused = run("housekeeping", data=data, **one)
    assert "Run: corved migrate" in refused.stderr
    assert roles(cluster) == before, "no command but migrate makes a login"

    assert run("migrate", data=data, **one).returncode == 0
    made = roles(cluster)
    assert made != before

    assert run(*ADMIN, "a long password", data=data, **one).returncode == 0
    backup = str(data.parent / "x.backup")
    for command in (
        *("migrate", "housekeeping", "tz check", "tz repair", "sessions generate --all-ready", "setup-code", "demo"),
        *(f"backup {backup}", f"restore {__file__}", f"import {__file__} --dry-run", "preview-sessions"),
    ):
        for environ in (one, one | {"SECRET_KEY": ""}, one | {"DATABASE_WEB_URL": one["DATABASE_URL"]}):
            run(*command.split(), data=data, **environ)
            assert roles(cluster) == made, command


def test_two_academies_on_one_cluster_do_not_disturb_each_other(cluster, academies, data):  # noqa: F811
    for environ in academies.values():
        assert run("migrate", data=data, **environ).returncode == 0
    for environ in academies.values():
        done = run("housekeeping", data=data, **environ)
        assert done.returncode == 0, done.stderr
    allowed = """select l.rolname, d.datname, has_database_privilege(l.oid, d.oid, 'connect'),
                        has_database_privilege(l.oid, d.oid, 'temporary')
                 from pg_roles l, pg_database d
                 where l.rolname like 'corved_web_academy%' and d.datname like 'academy%' order by 1, 2"""
    assert ask(cluster, allowed) == [
        ("corved_web_academy_one", "academy_one", True, False),
        ("corved_web_academy_one", "academy_two", False, False),
        ("corved_web_academy_two", "academy_one", False, False),
        ("corved_web_academy_two", "academy_two", True, False),
    ]


def test_another_secret_key_is_said_in_a_sentence(academies, data):  # noqa: F811
    one = academies["academy_one"]
    assert run("migrate", data=data, **one).returncode == 0
    refused = run("housekeeping", data=data, **(one | {"SECRET_KEY": "3" * 40}))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    login = one["DATABASE_URL"].replace(OWNER, "corved_web_academy_one", 1)
    refused = run("housekeeping", data=data, **(one | {"SECRET_KEY": "3" * 40, "DATABASE_WEB_URL": login}))
    assert "Traceback" not in refused.stderr


def test_the_password_goes_to_the_server_as_a_verifier(cluster, academies, data):  # noqa: F811
    ask(cluster, "alter system set log_statement = 'all'")
    ask(cluster, "select pg_reload_conf()")
    try:
        assert run("migrate", data=data, **academies["academy_one"]).returncode == 0
    finally:
        ask(cluster, "alter system reset log_statement")
        ask(cluster, "select pg_reload_conf()")
    logged = (cluster.folder / "postgres" / "postgres.log").read_text()
    assert "SCRAM-SHA-256$" in logged
    from corved.values.derived_secrets import web_password

    assert web_password(SECRETS["academy_one"]) not in logged
    assert os.environ.get("SECRET_KEY", "-" * 40) not in logged


def test_the_doctor_names_what_is_wrong_and_what_to_do(academies, data):  # noqa: F811
    one = academies["academy_one"]
    assert "!!  schema: not this release's" in run("doctor", data=data, **one).stdout
    assert "Set SECRET_KEY" in run("doctor", data=data, **(one | {"SECRET_KEY": ""})).stdout
    nowhere = {"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/none"}
    assert "!!  database: not reached" in run("doctor", data=data, **(one | nowhere)).stdout
    run("migrate", data=data, **one)
    mail = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "a@b.example", "PUBLIC_URL": "https://c.example"}
    looked = run("doctor", data=data, **(one | mail))
    assert looked.returncode == 1
    assert "ok  roles: the web app signs in as corved_web_academy_one" in looked.stdout
    assert "!!  mail: 127.0.0.1 does not answer (ConnectionRefusedError). Look at SMTP_URL." in looked.stdout


def test_a_postgresql_of_ones_own_is_backed_up_and_read_back(cluster, academies, data):  # noqa: F811
    one, two = academies["academy_one"], academies["academy_two"]
    run("migrate", data=data, **one)
    run(*ADMIN, "a long password", data=data, **one)
    folder = data.parent / "backups"
    folder.mkdir()
    (folder / "corved-20200101-020000.backup").touch()
    written = run("backup", "--keep", "1", str(folder), data=data, **one)
    assert written.returncode == 0, written.stderr
    assert "1 older backup deleted." in written.stderr
    (file,) = folder.iterdir()
    assert "ok  backups: the last one on" in run("doctor", data=data, **one).stdout

    restored = run("restore", str(file), data=data, **two)
    assert restored.returncode == 0, restored.stderr
    assert "users: 1 row\n" in restored.stdout
    assert run("migrate", data=data, **two).returncode == 0
    assert ask(cluster, "select full_name from users", "academy_two") == [("Zoya",)]
    refused = run("restore", str(file), data=data, **two)
    assert "Restore the backup into an empty database." in refused.stderr
