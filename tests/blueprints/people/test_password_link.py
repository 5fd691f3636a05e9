"""A forgotten password: a link by e-mail, through a real SMTP server; or from an admin where there is none."""

import smtplib

import pytest

from corved.config import Config, ConfigurationError
from corved.smtp import mail_server
from corved.use_cases.people.invite_person import invite_person
from corved.web.extensions import limiter
from tests import given
from tests.blueprints.people.test_second_step import turned_on
from tests.inbox import Inbox, serving
from tests.patience import wait_for

SECRET = {"SECRET_KEY": "s" * 40}
ADDRESS = "signer@test.example"


def link_in(letter):
    """Without the academy's address."""
    link = next(line for line in letter.get_content().splitlines() if line.startswith("https://"))
    return link.removeprefix("https://academy.example")


@pytest.fixture
def inbox():
    inbox = Inbox()
    with serving(inbox, "127.0.0.1") as port:
        inbox.port = port
        yield inbox


@pytest.fixture
def by_mail(app, client, inbox):
    url = f"smtp://127.0.0.1:{inbox.port}"
    app.extensions["corved_mail"] = mail_server(url, "office@academy.example", "https://academy.example/")
    yield client
    app.extensions["corved_mail"] = None


@pytest.fixture
def signer(world):
    return given.person("Sadia Signer", "signer", "Asia/Dubai", "student", password=given.PASSWORD)


def ask(client, email=ADDRESS, **more):
    client.get("/password-link")
    return client.post("/password-link", {"email": email}, **more)


def test_the_link_in_the_letter_sets_a_new_password_once(by_mail, inbox, signer, superuser):
    by_mail.get("/sign-in")
    assert "Forgot your password?" in by_mail.page.text
    ask(by_mail, " Signer@Test.example ")
    assert "we have sent" in by_mail.page.text

    [letter] = inbox.wait_for(1)
    assert (letter["To"], letter["From"]) == (ADDRESS, "office@academy.example")
    assert "Hello Sadia Signer" in letter.get_content()
    path = link_in(letter)
    by_mail.get(path)
    assert "Choose a new password" in by_mail.page.text
    by_mail.post(path, {"password": "another horse battery", "timezone": "Asia/Dubai"}, status=303)
    assert by_mail.browser.get(path).status_code == 404
    stored = superuser.execute("select token_hash, used_at is not null from invitations").fetchall()
    assert [used for _hash, used in stored] == [True]
    assert path.rpartition("/")[2].replace("-", "") not in stored[0][0].hex()


@pytest.mark.parametrize("email", ["nobody@test.example", "not an address", "a@b\r\nBcc: c@d"])
def test_an_unknown_address_gets_the_same_answer_and_no_letter(by_mail, inbox, signer, email):
    ask(by_mail, email)

    assert "we have sent" in by_mail.page.text
    assert inbox.when_all_is_sent() == []


def test_the_letter_goes_to_the_address_that_is_kept_however_it_is_typed(by_mail, inbox, world):
    """The Kelvin sign becomes a k in small letters, and is another mailbox."""
    given.person("Kim Khan", "kim", "Asia/Dubai", "student", password=given.PASSWORD)
    ask(by_mail, "\u212aim@test.example")
    assert [each["To"] for each in inbox.wait_for(1)] == ["kim@test.example"]


def test_somebody_deactivated_gets_none(by_mail, inbox, signer, superuser):
    superuser.execute("update users set is_active = false where id = %s", (signer,))
    ask(by_mail)
    assert inbox.when_all_is_sent() == []


def test_at_most_three_letters_an_hour_and_an_admins_link_stays_open(by_mail, inbox, signer, superuser):
    invite_person(person_id=signer)
    for _ in range(5):
        ask(by_mail)
    assert len(inbox.when_all_is_sent()) == 3
    by_admin = "select revoked_at from invitations where expires_at > created_at + interval '1 day'"
    assert superuser.execute(by_admin).fetchall() == [(None,)]

    with given.clock.at(given.clock.now() + given.timedelta(minutes=61)):
        ask(by_mail)
        assert len(inbox.wait_for(4)) == 4


def test_the_link_is_closed_after_an_hour(by_mail, inbox, signer):
    ask(by_mail)
    [letter] = inbox.wait_for(1)
    path = next(line for line in letter.get_content().splitlines() if "https://" in line)[
        len("https://academy.example") :
    ]
    with given.clock.at(given.clock.now() + given.timedelta(minutes=61)):
        by_mail.get(path, status=404)
        assert "no longer works" in by_mail.page.text


def test_a_server_that_is_down_is_logged_and_not_told(app, client, signer, caplog):
    app.extensions["corved_mail"] = mail_server("smtp://127.0.0.1:9", "office@academy.example", "https://a.example")
    try:
        ask(client)
        assert "we have sent" in client.page.text
        wait_for(lambda: caplog.messages)
    finally:
        app.extensions["corved_mail"] = None
    assert "could not be sent through 127.0.0.1: ConnectionRefusedError" in caplog.text
    assert ADDRESS not in caplog.text


def test_nothing_goes_out_unencrypted_but_on_this_machine(inbox):
    with serving(inbox, "127.0.0.2") as port:
        server = mail_server(f"smtp://127.0.0.2:{port}", "office@academy.example", "https://a.example")
        with pytest.raises(smtplib.SMTPNotSupportedError):
            server.send(to="a@b.example", subject="x", text="y")
    assert inbox.letters == []


def test_the_address_of_the_net_is_slowed_down(by_mail, inbox, signer):
    limiter.enabled = True
    try:
        for _ in range(10):
            ask(by_mail, "nobody@test.example")
        ask(by_mail, "nobody@test.example", status=429)
    finally:
        limiter.enabled = False
        limiter.reset()


def test_without_a_mail_server_there_is_no_such_page(client, world):
    client.get("/sign-in")
    assert "Forgot your password?" not in client.page.text
    assert client.browser.get("/password-link").status_code == 404


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SMTP_URL": "mail.example"}, "SMTP_URL looks like"),
        ({"SMTP_URL": "smtp://mail.example"}, "MAIL_FROM"),
        ({"SMTP_URL": "smtp://mail.example", "MAIL_FROM": "a@b.example"}, "PUBLIC_URL"),
        ({"SMTP_URL": "smtp://h", "MAIL_FROM": "a@b.example", "PUBLIC_URL": "javascript:x"}, "PUBLIC_URL"),
    ],
)
def test_a_wrong_setting_stops_the_start(settings, words):
    with pytest.raises(ConfigurationError, match=words):
        Config.from_environment(SECRET | settings, production=False)


def test_settings_are_read():
    mail = {
        "SMTP_URL": "smtps://office%40a:p%2Fw@h.example",
        "MAIL_FROM": "a@b.example",
        "PUBLIC_URL": "https://x.example/",
    }
    found = Config.from_environment(SECRET | mail, production=False).mail
    assert (found.port, found.username, found.password) == (465, "office@a", "p/w")
    assert found.public_url == "https://x.example"


def test_people_are_told_when_the_way_in_to_their_account_changes(by_mail, inbox, signer, world):
    again = {"old": given.PASSWORD, "new": "three mango trees stand"}
    by_mail.sign_in_as(signer).get("/profile")
    by_mail.post("/profile/password", again, status=303)
    [letter] = inbox.wait_for(1)
    assert (letter["To"], letter["Subject"]) == (ADDRESS, "The password for CorvEd was changed")
    assert "https://academy.example" in letter.get_content()

    by_mail.sign_in_as(world.admin).get(f"/admin/people/{signer}")
    changed = {"full_name": "Sadia Signer", "email": "new@test.example", "roles": ["student"], "had": "student"}
    by_mail.post(f"/admin/people/{signer}", changed | {"whatsapp": "0300 0000000"}, status=303)
    letters = inbox.wait_for(3)
    assert sorted((each["To"], each["Subject"]) for each in letters[1:]) == [
        ("new@test.example", "The e-mail address for CorvEd was changed"),
        (ADDRESS, "The e-mail address for CorvEd was changed"),
    ]

    by_mail.get(f"/admin/people/{signer}")
    by_mail.post(f"/admin/people/{signer}", changed | {"whatsapp": "0300 0000000"}, status=303)
    assert len(inbox.when_all_is_sent()) == 3, "nothing changed"


def test_letters_tell_of_a_second_step_of_a_password_by_link_and_of_a_recovery_code(by_mail, app, inbox, world):
    teacher = given.person("Sadia Teaches", "teaches", "Asia/Karachi", "tutor", password=given.PASSWORD)
    _secret, codes = turned_on(by_mail, teacher)
    with given.speaking_for("app_admin", None):
        token = invite_person(person_id=teacher)
    by_mail.browser = app.test_client()
    by_mail.get(f"/invitations/{token}")
    new = {"password": "another good one here", "timezone": "Asia/Karachi"}
    by_mail.post(f"/invitations/{token}", new, status=303)
    by_mail.get("/sign-in")
    by_mail.post("/sign-in", {"email": "teaches@test.example", "password": new["password"]}, status=303)
    by_mail.get("/sign-in/code")
    by_mail.post("/sign-in/code", {"code": codes[0]}, status=303)

    assert sorted(each["Subject"] for each in inbox.wait_for(3)) == [
        "The list of recovery codes for CorvEd was changed",
        "The password for CorvEd was changed",
        "The second step for CorvEd was changed",
    ]
