"""Sign-in: every failure gets the same message, and the database counts the attempts."""

from datetime import timedelta
from uuid import UUID

import pytest

from corved import clock
from corved.problems import Problem, TooManyAttempts
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.people.create_person import create_person
from corved.use_cases.people.delete_old_sign_ins import delete_old_sign_ins
from corved.use_cases.people.sign_in import sign_in
from corved.values.visits import Visit
from tests import given

ADDRESS = "signer@test.example"


@pytest.fixture
def signer(world):
    return given.person("Sadia Signer", "signer", "Asia/Dubai", "student", password=given.PASSWORD)


def test_the_right_password_signs_in_whatever_the_case_of_the_address(signer):
    user_id, *_proof = sign_in(address="  Signer@Test.example ", password=given.PASSWORD, visit=given.VISIT)

    assert user_id == signer


def test_every_failure_says_the_same(signer, world):
    said = set()
    for email, password in ((ADDRESS, "wrong"), ("nobody@test.example", given.PASSWORD), ("admin@test.example", "")):
        with pytest.raises(Problem) as refusal:
            sign_in(address=email, password=password, visit=given.VISIT)
        said.add(str(refusal.value))

    assert len(said) == 1


def test_a_deactivated_person_cannot_sign_in(signer, superuser):
    superuser.execute("update users set is_active = false where id = %s", (signer,))

    with pytest.raises(Problem, match="Wrong e-mail"):
        sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)


def test_after_ten_attempts_even_the_right_password_waits_15_minutes(signer):
    for _ in range(10):
        with pytest.raises(Problem):
            sign_in(address=ADDRESS, password="wrong", visit=given.VISIT)
    with pytest.raises(TooManyAttempts):
        sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)

    with clock.at(clock.now() + timedelta(minutes=15)):
        assert sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)[0] == signer


def test_a_success_forgets_the_failures(signer):
    for _ in range(3):
        for _ in range(9):
            with pytest.raises(Problem):
                sign_in(address=ADDRESS, password="wrong", visit=given.VISIT)
        assert sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)[0] == signer


def somebody_without_an_email(number="+923211234567", name="Amna Baji"):
    return create_person(
        full_name=name,
        email="",
        whatsapp=number,
        timezone="Asia/Karachi",
        roles=("parent",),
        is_another=True,
        password=given.PASSWORD,
    )


def test_without_an_email_people_sign_in_with_their_number_however_they_type_it(world):
    amna = somebody_without_an_email()

    for typed in ("0321 1234567", "+92 321-1234567", "923211234567", "0092 321 1234567"):
        assert sign_in(address=typed, password=given.PASSWORD, visit=given.VISIT)[0] == amna


def test_the_number_of_somebody_with_an_email_signs_nobody_in(world, signer, superuser):
    superuser.execute("update users set whatsapp = '+923331234567' where id = %s", (signer,))

    with given.speaking_for("app_anonymous", None), pytest.raises(Problem, match="Wrong e-mail"):
        sign_in(address="03331234567", password=given.PASSWORD, visit=given.VISIT)

    somebody = somebody_without_an_email("+923331234567")
    assert sign_in(address="03331234567", password=given.PASSWORD, visit=given.VISIT)[0] == somebody


def test_a_number_alone_belongs_to_one_person_and_somebody_has_a_number_or_an_address(world):
    somebody_without_an_email()

    with pytest.raises(Problem, match="signs in with this number already") as taken:
        somebody_without_an_email(name="Saima Aapa")
    assert taken.value.field == "whatsapp"
    with pytest.raises(Problem, match="Enter an e-mail address or a WhatsApp number"):
        somebody_without_an_email(None)


def test_a_short_password_and_a_taken_address_are_refused(world):
    with pytest.raises(Problem, match="at least 10"):
        given.person("Short", "short", "Asia/Dubai", "student", password="123456789")
    with pytest.raises(Problem, match="already"):
        given.person("Twice", "admin", "Asia/Dubai", "student")


def test_a_meet_link_is_set_changed_and_cleared_in_the_books(world, superuser):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, meet_link=None)

    assert set_meet_link(match_id=course.match, meet_link=given.MEET_LINK)
    assert not set_meet_link(match_id=course.match, meet_link=given.MEET_LINK)
    assert set_meet_link(match_id=course.match, meet_link=None)

    rows = superuser.execute("select details from audit_logs where action = 'match.meet_link_changed' order by id")
    assert [(row[0]["from"], row[0]["to"]) for row in rows] == [(None, given.MEET_LINK), (given.MEET_LINK, None)]


@pytest.mark.parametrize(
    "link",
    [
        "https://meet.google.com.evil.example/abc-defg-hij",
        "http://meet.google.com/abc-defg-hij",
        "https://meet.google.com/abc-defg-hij?x=1",
        "https://zoom.us/j/123",
        "javascript:alert(1)",
        "https://meet.google.com/ABC-DEFG-HIJ",
        "",
    ],
)
def test_only_meet_links_are_meet_links(world, link):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)

    with pytest.raises(Problem, match="looks like"):
        set_meet_link(match_id=course.match, meet_link=link)


def elsewhere(network="198.51.100.9", device=1):
    return Visit(network, UUID(int=device), "Another browser")


def test_a_stranger_locks_nobody_out(signer):
    sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)
    for number in range(130):  # ten from each of thirteen networks
        with pytest.raises(Problem):
            sign_in(address=ADDRESS, password="wrong", visit=elsewhere(f"198.51.100.{number // 10}", number + 100))

    at_home = given.VISIT._replace(network="203.0.113.77")
    assert sign_in(address=ADDRESS, password=given.PASSWORD, visit=at_home).user_id == signer
    with pytest.raises(TooManyAttempts):
        sign_in(address=ADDRESS, password=given.PASSWORD, visit=elsewhere("203.0.113.9", 999))


def test_a_known_device_has_ten_attempts_of_its_own(signer):
    sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)
    for _ in range(10):
        with pytest.raises(Problem, match="Wrong e-mail"):
            sign_in(address=ADDRESS, password="wrong", visit=given.VISIT)
    with pytest.raises(TooManyAttempts):
        sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)


def test_signing_in_is_in_the_history(signer, superuser):
    for _ in range(12):
        with pytest.raises(Problem):
            sign_in(address=ADDRESS, password="wrong", visit=elsewhere())
    sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)
    rows = superuser.execute("select action from audit_logs where entity_id = %s order by id", (signer,)).fetchall()
    assert [row[0] for row in rows][1:] == [
        *("person.sign_in_tried", "person.sign_in_blocked", "person.sign_in_tried", "person.signed_in"),
    ]


def test_old_attempts_and_sign_ins_are_deleted(signer, superuser):
    sign_in(address=ADDRESS, password=given.PASSWORD, visit=given.VISIT)
    with pytest.raises(Problem):
        sign_in(address=ADDRESS, password="wrong", visit=elsewhere())
    with clock.at(clock.now() + timedelta(days=2)), given.speaking_for("app_admin", None):
        delete_old_sign_ins()
    assert superuser.execute("select count(*) from sign_in_attempts").fetchone() == (0,)
    assert superuser.execute("select count(*) from sign_ins where user_id = %s", (signer,)).fetchone() == (1,)
    with clock.at(clock.now() + timedelta(days=367)), given.speaking_for("app_admin", None):
        delete_old_sign_ins()
    assert superuser.execute("select count(*) from sign_ins").fetchone() == (0,)


@pytest.mark.parametrize(
    ("days", "used_again", "is_in"),
    [(29, False, True), (31, False, False), (179, True, True), (181, True, False)],
)
def test_a_sign_in_lives_by_use_and_not_for_ever(client, world, days, used_again, is_in):
    client.sign_in_as(world.parent).get("/student")
    begin = clock.now()
    for day in range(25, days - 1, 25) if used_again else ():
        with clock.at(begin + timedelta(days=day)):
            client.get("/student")
    with clock.at(begin + timedelta(days=days)):
        client.get("/student", status=200 if is_in else 303)


def test_one_network_alone_locks_no_account(signer):
    for _ in range(150):
        with pytest.raises(Problem):
            sign_in(address=ADDRESS, password="wrong", visit=elsewhere())
    assert sign_in(address=ADDRESS, password=given.PASSWORD, visit=elsewhere("203.0.113.9", 5)).user_id == signer
