"""People: made, changed, invited, deactivated; and what everybody changes of themselves."""

import re
from datetime import UTC, date, datetime
from urllib.parse import quote
from uuid import UUID

import psycopg
import pytest

from corved.queries.people.person_page import person_page
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.people.invite_person import invite_person
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view

NEW = {
    "full_name": "Hadia Malik",
    "email": "hadia@test.example",
    "whatsapp": "0333-1234567",
    "timezone": "Europe/London",
    "roles": ["parent"],
    "learners": "Omar Malik\nMaha Malik",
}


@pytest.fixture
def admin(client, world):
    return client.sign_in_as(world.admin)


def person(person_id):
    return person_page(UUID(str(person_id)), now=given.clock.now())


def made(admin, **more):
    answer = admin.post("/admin/people", NEW | more, status=303)
    return answer.headers["Location"].rpartition("/")[2]


def test_a_parent_is_added_with_learners_and_a_normal_number(admin):
    admin.get("/admin/people/new")
    found = person(made(admin))

    assert (found.full_name, found.whatsapp, found.timezone) == ("Hadia Malik", "+923331234567", "Europe/London")
    assert [name for _key, name in found.learners] == ["Omar Malik", "Maha Malik"]
    admin.get("/admin/families?search=maha")
    assert "Hadia Malik" in admin.page.says("#people")


def test_a_student_learns_under_their_own_name(admin):
    found = person(made(admin, roles=["student"], learners=""))

    assert [name for _key, name in found.learners] == ["Hadia Malik"]


def test_a_number_is_shown_as_it_was_read_with_its_country(admin):
    admin.get("/admin/people/new")
    admin.post("/admin/people", NEW | {"whatsapp": "971501234567", "full_name": ""}, status=422)
    assert "You entered +971 50 123 4567, United Arab Emirates." in admin.page.says("#new-person-whatsapp-hint")

    key = made(admin, whatsapp="971501234567")
    admin.get(f"/admin/people/{key}")
    assert "You entered +971 50 123 4567, United Arab Emirates." in admin.page.says("#details-whatsapp-hint")
    admin.get("/admin/families")
    assert "+971 50 123 4567, United Arab Emirates" in admin.page.says("#people")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("full_name", " ", "Enter a name."),
        ("full_name", "\u200b\u202e", "Enter a name."),
        ("full_name", "Bilal https://x.example", "A name cannot contain a phone number, an address or a link."),
        ("learners", "Zara\n\u200b", "Enter a name."),
        ("email", "student@test.example", "Somebody has the e-mail"),
        ("email", "nobody", "not an e-mail address"),
        ("whatsapp", "12", "“12” cannot be read as one phone number. Enter it like 0300 1234567"),
        ("timezone", "Mars", "Mars"),
        (
            "timezone",
            "EST",
            "“EST” is not a city, so clock changes would be missed. Choose a city, like America/New_York.",
        ),
        ("roles", "king", "king"),
    ],
)
def test_somebody_who_cannot_be_is_not_added(admin, field, value, words):
    admin.get("/admin/people/new")
    admin.post("/admin/people", NEW | {field: value}, status=422)

    assert words in admin.page.says("#new-person-summary")


def test_details_and_roles_are_changed(admin, world, superuser):
    key = made(admin)
    admin.get(f"/admin/people/{key}")
    sent = {"full_name": "Hadia M.", "email": "HADIA2@test.example", "whatsapp": "", "roles": ["parent", "tutor"]}

    admin.follow(admin.post(f"/admin/people/{key}", sent, status=303))

    found = person(key)
    assert (found.full_name, found.email, found.whatsapp) == ("Hadia M.", "hadia2@test.example", None)
    assert found.roles == ("parent", "tutor")
    row = superuser.execute("select details from audit_logs where action = 'person.changed'").fetchone()[0]
    assert row["from"]["roles"] == ["parent"]
    admin.post(f"/admin/people/{key}", sent | {"email": "student@test.example"}, status=422)
    assert "Somebody has the e-mail" in admin.page.says("#details-summary")


def test_a_role_that_is_taken_away_closes_its_pages_at_once(client, admin, world):
    key = made(admin, roles=["tutor"])
    client.sign_in_as(UUID(key)).get("/tutor")
    client.sign_in_as(world.admin)
    sent = {"full_name": "Hadia", "email": "hadia@test.example", "roles": ["parent"]}
    client.post(f"/admin/people/{key}", sent, status=303)

    client.sign_in_as(UUID(key)).get("/tutor", status=404)


def test_a_page_that_is_out_of_date_takes_no_role_away(admin, world):
    key = made(admin, roles=["parent"])
    sent = {"full_name": "Hadia", "email": "hadia@test.example", "had": "parent"}
    admin.post(f"/admin/people/{key}", sent | {"roles": ["parent", "tutor"]}, status=303)

    admin.get(f"/admin/people/{key}")
    admin.post(f"/admin/people/{key}", sent | {"roles": ["parent"]}, status=422)

    assert "Somebody else changed their roles in the meantime" in admin.page.says("#details-summary")
    assert person(key).roles == ("parent", "tutor")


@pytest.mark.parametrize(
    "email", ["a@b@c.example", "x,y@z.example", "Ali <ali@z.example>", "a;b@c.example", "(a)@c.example"]
)
def test_an_address_names_one_mailbox(admin, email, superuser):
    admin.get("/admin/people/new")
    admin.post("/admin/people", NEW | {"email": email}, status=422)
    assert "not an e-mail address" in admin.page.text
    with pytest.raises(psycopg.errors.CheckViolation):
        superuser.execute("insert into users (full_name, email, timezone) values ('A', %s, 'UTC')", (email.lower(),))


@pytest.mark.parametrize("number", ["0300123456", "0300 1234567 ext 5", "+92 300 12345678"])
def test_a_number_that_lacks_a_digit_or_has_an_extension_is_refused(admin, number):
    admin.get("/admin/people/new")
    admin.post("/admin/people", NEW | {"whatsapp": number}, status=422)


def test_the_same_role_twice_is_the_role_once(admin):
    assert person(made(admin, roles=["parent", "parent"])).roles == ("parent",)


def test_somebody_without_a_password_does_not_count_as_an_admin(admin, world, superuser, cast_put_back):
    superuser.execute("delete from user_roles where user_id = %s and role = 'admin'", (world.owner,))
    made(admin, roles=["admin"], learners="")

    admin.post(f"/admin/people/{world.admin}/activity", {"active": "no"}, status=422)

    assert "This is the last admin" in admin.page.says("#toasts")


def test_deactivating_ends_open_links_for_good(client, admin, world):
    key = made(admin)
    token = invite_person(person_id=UUID(key))
    admin.post(f"/admin/people/{key}/activity", {"active": "no"}, status=303)
    admin.post(f"/admin/people/{key}/activity", {"active": "yes"}, status=303)
    client.get(f"/invitations/{token}", status=404)


def test_the_last_admin_stays(admin, world, superuser):
    superuser.execute("delete from user_roles where user_id = %s and role = 'admin'", (world.owner,))
    try:
        admin.post(f"/admin/people/{world.admin}/activity", {"active": "no"}, status=422)
        sent = {"full_name": "Amna Rizvi", "email": "admin@test.example", "roles": ["tutor"]}
        admin.post(f"/admin/people/{world.admin}", sent, status=422)
        assert "This is the last admin" in admin.page.says("#details-summary")
        assert person(world.admin).is_active
    finally:
        superuser.execute("insert into user_roles values (%s, 'admin')", (world.owner,))


def test_deactivating_ends_sign_in_at_once_and_old_cookies_stay_dead(client, admin, world):
    key = made(admin)
    client.sign_in_as(UUID(key)).get("/student")
    cookie = client.browser.get_cookie("corved").value
    client.sign_in_as(world.admin)
    for active in ("no", "yes"):
        client.post(f"/admin/people/{key}/activity", {"active": active}, status=303)
        client.browser.set_cookie("corved", cookie)
        assert client.browser.get("/student").headers["Location"].startswith("/sign-in")
        client.sign_in_as(world.admin)


def invite(admin, key):
    admin.get(f"/admin/people/{key}")
    admin.follow(admin.post(f"/admin/people/{key}/invitation", status=303))
    return admin.page.soup.select_one("#invitation-link")["value"].partition("localhost")[2]


def test_an_invitation_is_sent_on_whatsapp_and_sets_a_password(client, admin, superuser):
    key = made(admin)
    link = invite(admin, key)
    assert link in admin.page.one("li.letter textarea").text
    client.browser.delete_cookie("corved")
    client.get(link)
    assert "Welcome, Hadia" in client.page.says("h1")

    sent = {"password": "three small words", "timezone": "Asia/Dubai"}
    assert client.post(link, sent, status=303).headers["Location"] == "/student"

    assert person(key).timezone == "Asia/Dubai"
    client.get(link, status=404)
    assert "no longer works" in client.page.says("h1")
    client.browser.delete_cookie("corved")
    client.get("/sign-in")
    client.post("/sign-in", {"email": "hadia@test.example", "password": "three small words"}, status=303)
    stored = superuser.execute("select token_hash from invitations").fetchone()[0]
    assert link.rpartition("/")[2].encode() not in bytes(stored)


def test_a_link_that_is_old_revoked_or_replaced_opens_nothing(client, admin):
    key = made(admin)
    first, second = invite(admin, key), invite(admin, key)
    client.get(first, status=404)
    client.get(second)
    with given.after(given.clock.now(), 7 * 24 * 60 + 1):
        client.get(second, status=404)
        client.post(second, {"password": "three small words", "timezone": "Asia/Dubai"}, status=404)
    admin.get(f"/admin/people/{key}")
    admin.post(f"/admin/people/{key}/invitation/revocation", status=303)
    client.get(second, status=404)


def test_a_bad_password_or_zone_keeps_the_link_open(client, admin):
    link = invite(admin, made(admin))
    client.get(link)
    client.post(link, {"password": "short", "timezone": "Asia/Dubai"}, status=422)
    client.post(link, {"password": "long enough one", "timezone": "Mars"}, status=422)
    client.get(link)


def test_somebody_who_was_deactivated_is_not_invited(client, admin):
    key = made(admin)
    link = invite(admin, key)
    admin.post(f"/admin/people/{key}/activity", {"active": "no"}, status=303)
    client.get(link, status=404)
    admin.follow(admin.post(f"/admin/people/{key}/invitation", status=303))
    assert "Reactivate them first" in admin.page.says("#toasts")


def test_what_a_tutor_teaches_is_kept(admin, world):
    key = made(admin, roles=["tutor"], learners="")
    admin.get(f"/admin/people/{key}")
    boxes = [each["value"] for each in admin.page.soup.select("#subjects [name=subject]") if " " in each["value"]][:3]

    admin.follow(admin.post(f"/admin/people/{key}/subjects", {"approved": "yes", "subject": boxes}, status=303))

    assert len(admin.page.soup.select("#subjects [name=subject][checked]")) == 3
    assert person(key).is_approved
    admin.post(f"/admin/people/{key}/subjects", {"subject": "x y"}, status=404)


def test_a_tutor_may_teach_a_subject_at_every_level_later_ones_included(admin, world, superuser, cast_put_back):
    key = made(admin, roles=["tutor"], learners="")
    math = superuser.execute("select id from subjects where name = 'Math'").fetchone()[0]
    one = superuser.execute("select id from levels where name = 'O Levels'").fetchone()[0]

    chosen = {"approved": "yes", "subject": [f"{math}", f"{math} {one}"]}
    admin.follow(admin.post(f"/admin/people/{key}/subjects", chosen, status=303))

    assert "Math, every level" in admin.page.says("#subjects")
    admin.post("/admin/catalogue/levels", {"name": "Grade 6"}, status=303)
    request = given.open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("Grade 6"))
    assert given.match_request(request_id=request, tutor_user_id=key)


def test_many_levels_are_folded_until_some_are_ticked(admin, world, superuser, cast_put_back):
    key = made(admin, roles=["tutor"], learners="")
    for name in ("Grade 6", "Grade 7"):
        admin.post("/admin/catalogue/levels", {"name": name}, status=303)
    math = superuser.execute("select id from subjects where name = 'Math'").fetchone()[0]
    level = given.level_id("Grade 6")
    admin.post(f"/admin/people/{key}/subjects", {"approved": "yes", "subject": [f"{math} {level}"]}, status=303)

    admin.get(f"/admin/people/{key}")

    folded = admin.page.soup.select("#subjects fieldset details")
    assert [each.has_attr("open") for each in folded].count(True) == 1
    assert admin.page.one(f"#subjects-{math}-{level}").has_attr("checked")


def test_everybody_changes_own_name_zone_and_clock(client, world, cast_put_back):
    client.sign_in_as(world.student).get("/profile")
    client.follow(
        client.post("/profile", {"full_name": "Ayaan S.", "timezone": "Asia/Dubai", "clock": "12"}, status=303)
    )
    assert "Saved." in client.page.says("#toasts")
    given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    client.get("/student")
    assert "9:00 PM Dubai, UTC+4" in client.page.says("#next-session")
    client.get("/profile")
    client.post("/profile", {"full_name": "", "timezone": "Mars", "clock": "x"}, status=422)


def test_who_reads_7_pm_reads_it_on_every_page(client, world, cast_put_back, superuser):
    """But for what a form's own fields hold, and what was written into the log."""
    superuser.execute("update users set hours_24 = false")
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    first, second, third, fourth = given.sessions_of(course)[:4]
    later = second.local_start + given.timedelta(hours=1)
    move_session(session_id=second.id, local_start=later, timezone=second.timezone)
    mark_session(session_id=fourth.id, status="rescheduled")
    with given.after(third.scheduled_end_utc):
        mark_session(session_id=first.id, status="no_show_tutor")
    match, statement = f"/admin/matches/{course.match}", f"/admin/packages/{course.package}/statement"
    pages = [
        *((world.admin, url) for url in ("/admin", match, statement, f"/admin/sessions/{second.id}", "/admin/week")),
        *((world.admin, url) for url in (f"/admin/people/{world.tutor}", "/admin/sessions?when=all", "/admin/month")),
        *((world.tutor, url) for url in ("/tutor", "/tutor/week", f"/tutor/sessions/{first.id}")),
        *((world.student, url) for url in ("/student", f"/student/packages/{course.package}/statement")),
    ]
    read = 0
    for person, url in pages:
        with given.after(third.scheduled_end_utc):
            client.sign_in_as(person).get(url)
        client.page.soup.select_one("header").decompose()
        for each in client.page.soup.select("option, datalist, .history"):
            each.decompose()
        text = client.page.soup.get_text(" ")
        clocks = re.findall(r"(?<![+\u2212\d])\d{1,2}:\d\d(?!\d)(?: [AP]M)?", text)
        assert all(each.endswith("M") for each in clocks), (url, clocks)
        read += len(clocks)
    assert read > 50


def test_a_password_is_changed_with_the_old_one_and_other_devices_are_signed_out(client, world, superuser):
    key = given.person("Own Password", "own", "Asia/Karachi", "parent", password=given.PASSWORD)
    client.sign_in_as(key)
    other = client.browser.get_cookie("corved").value
    client.get("/profile")
    client.post("/profile/password", {"old": "wrong", "new": "another long one"}, status=422)
    assert "not your current password" in client.page.says("#password-summary")

    client.post("/profile/password", {"old": given.PASSWORD, "new": "another long one"}, status=303)

    client.get("/profile")
    client.browser.set_cookie("corved", other)
    assert client.browser.get("/profile").headers["Location"].startswith("/sign-in")


def test_the_profile_is_for_whoever_is_signed_in(client, world):
    client.get("/sign-in")
    assert client.browser.get("/profile").headers["Location"].startswith("/sign-in")
    for url in ("/profile", "/profile/password"):
        assert client.post(url, {}, status=303).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("/admin/people/{}", {"full_name": "X", "email": "x@test.example"}),
        ("/admin/people/{}/learners", {"full_name": "X"}),
        ("/admin/people/{}/invitation", {}),
        ("/admin/people/{}/invitation/revocation", {}),
        ("/admin/people/{}/subjects", {}),
        ("/admin/people/{}/activity", {"active": "no"}),
    ],
)
def test_only_admins_write_here(client, world, superuser, url, data):
    others = [world.student, world.parent, world.tutor]
    path = url.format(world.other_tutor)
    superuser.execute("insert into tutor_profiles (user_id) values (%s) on conflict do nothing", (world.other_tutor,))
    ask_of_a_writing_view(client, path, data, not_for=others, owner=world.admin, answers_get=url == "/admin/people/{}")
    assert person(world.other_tutor).full_name == "Bilal Ahmed"
    assert invite_person(person_id=world.other_tutor)


@pytest.mark.parametrize(
    "name", ["Ayaan\n\nYour lesson was moved", "Ayaan\u2028S.", "Ayaan\x0b\x1bS.", "Ayaan \u202eS.\u200b"]
)
def test_a_name_is_one_line(client, world, cast_put_back, name):
    client.sign_in_as(world.student).get("/profile")
    client.post("/profile", {"full_name": name, "timezone": "Asia/Dubai", "clock": "24"}, status=303)
    kept = person(str(world.student)).full_name
    assert kept.startswith("Ayaan ")
    assert len(kept.splitlines()) == 1
    assert kept.isprintable()


def test_the_database_refuses_a_name_of_two_lines(world, superuser):
    with pytest.raises(psycopg.errors.CheckViolation):
        superuser.execute("update users set full_name = E'A\\nB' where id = %s", (world.student,))


@pytest.mark.parametrize("typed", ["0300 0000000", "+92 300 0000000", "923000000000", "300 000"])
def test_people_are_found_by_their_number_however_it_is_typed(admin, world, typed):
    admin.get(f"/admin/families?search={quote(typed)}")
    assert "Ayaan Sheikh" in admin.page.says("#people")


def test_a_kept_zone_that_is_a_fixed_offset_is_shown_to_be_changed(admin, world, superuser):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    old = given.person("Omar Old", "omar", "Asia/Karachi", "student")
    superuser.execute("update users set timezone = 'EST' where id = %s", (old,))
    pattern = """update match_patterns set pattern = jsonb_set(pattern, '{timezone}', '"EST"') where match_id = %s"""
    superuser.execute(pattern, (course.match,))

    admin.get(f"/admin/people/{old}")
    assert admin.page.says("#zone-fixed").endswith("Choose a city, like America/New_York.")
    admin.get("/admin/families?search=omar")
    assert "Time zone needs a city" in admin.page.says("#people")
    admin.get(f"/admin/matches/{course.match}/schedule")
    assert admin.page.says("#agreed-fixed").startswith("“EST” is not a city")


@pytest.mark.parametrize("change", ["email = 'other@test.example'", "whatsapp = '+923331112223'"])
def test_another_address_or_number_ends_the_links_that_were_handed_to_the_old_one(client, admin, superuser, change):
    key = made(admin)
    token = invite_person(person_id=UUID(key))
    client.get(f"/invitations/{token}")
    superuser.execute(f"update users set {change} where id = %s", (key,))
    client.get(f"/invitations/{token}", status=404)


def test_a_person_has_the_schedule_that_holds_today_not_the_one_agreed_from_a_later_day(admin, world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    change_schedule(match_id=course.match, since=date(2026, 3, 16), pattern=given.a_schedule((2, 4), "18:00"))

    admin.get(f"/admin/people/{world.tutor}")
    assert "Mondays and Wednesdays, 17:00 London" in admin.page.says("#courses")
    with given.after(datetime(2026, 3, 16, tzinfo=UTC)):
        admin.get(f"/admin/people/{world.tutor}")
    assert "Tuesdays and Thursdays, 18:00 London" in admin.page.says("#courses")
