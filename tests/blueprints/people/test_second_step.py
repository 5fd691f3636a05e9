"""The second step at sign-in: a code from the phone, or a recovery code, after the password."""

from datetime import timedelta

import pyotp
import pytest

from corved import clock
from corved.use_cases.people.invite_person import invite_person
from tests import given

PROOF = {"password": given.PASSWORD}
NEW = {"email": "teaches@test.example", "password": given.PASSWORD}


@pytest.fixture
def teacher(world):
    return given.person("Sadia Teaches", "teaches", "Asia/Karachi", "tutor", password=given.PASSWORD)


def app_code(secret, half_minutes=0):
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=half_minutes)


def turned_on(client, who):
    """Turn it on as one does; return the secret in the app and the recovery codes."""
    client.sign_in_as(who).get("/profile/second-step")
    secret = client.page.says("#second-step-key").replace(" ", "")
    client.post("/profile/second-step", PROOF | {"code": app_code(secret)}, status=200)
    return secret, [each.text for each in client.page.soup.select("#recovery-codes code")]


def with_password(client):
    """Type the right password, on another device."""
    client.browser = client.browser.application.test_client()
    client.get("/sign-in")
    return client.post("/sign-in", NEW, status=303).headers["Location"]


def test_the_password_alone_no_longer_signs_in(client, teacher):
    secret, codes = turned_on(client, teacher)
    assert len(set(codes)) == 10
    assert with_password(client) == "/sign-in/code"
    assert client.browser.get("/tutor").status_code == 303
    client.get("/sign-in/code")
    client.post("/sign-in/code", {"code": "000000"}, status=422)
    assert "That code is not right" in client.page.says("#code-summary")
    said = client.post("/sign-in/code", {"code": app_code(secret, 1)}, status=303)
    assert said.headers["Location"] == "/tutor"
    client.get("/tutor")


def test_no_code_serves_twice(client, teacher):
    secret, codes = turned_on(client, teacher)
    for code in (app_code(secret, 1), codes[3]):
        with_password(client)
        client.get("/sign-in/code")
        client.post("/sign-in/code", {"code": code}, status=303)
        with_password(client)
        client.get("/sign-in/code")
        client.post("/sign-in/code", {"code": code}, status=422)
    client.post("/sign-in/code", {"code": app_code(secret)}, status=422)  # older than one that was used
    client.post("/sign-in/code", {"code": codes[4].lower().replace("-", " ")}, status=303)
    client.get("/profile/second-step")
    assert "8 of your 10 recovery codes are left." in client.page.says("#second-step")


def test_codes_are_guessed_no_oftener_than_passwords(client, teacher):
    secret, _codes = turned_on(client, teacher)
    with_password(client)
    client.get("/sign-in/code")
    for _ in range(9):
        client.post("/sign-in/code", {"code": "000000"}, status=422)
    client.post("/sign-in/code", {"code": app_code(secret, 1)}, status=429)
    assert client.browser.get("/tutor").status_code == 303


def test_the_code_is_asked_for_within_ten_minutes_of_the_password(client, teacher):
    secret, _codes = turned_on(client, teacher)
    with_password(client)
    client.get("/sign-in/code")
    with clock.at(clock.now() + timedelta(minutes=11)):
        said = client.post("/sign-in/code", {"code": app_code(secret)}, status=303)
    assert said.headers["Location"] == "/sign-in"
    assert client.browser.get("/tutor").status_code == 303


def test_a_new_password_ends_the_half_of_a_sign_in(client, teacher, superuser):
    secret, _codes = turned_on(client, teacher)
    with_password(client)
    client.get("/sign-in/code")
    superuser.execute("update users set session_stamp = gen_random_uuid() where id = %s", (teacher,))
    said = client.post("/sign-in/code", {"code": app_code(secret, 1)}, status=303)
    assert said.headers["Location"] == "/sign-in"
    assert client.browser.get("/tutor").status_code == 303


def test_a_link_for_a_new_password_does_not_sign_in(app, client, teacher):
    turned_on(client, teacher)
    with given.speaking_for("app_admin", None):
        token = invite_person(person_id=teacher)
    client.browser = app.test_client()
    link = f"/invitations/{token}"
    client.get(link)
    form = {"password": "another good one here", "timezone": "Asia/Karachi"}
    assert client.post(link, form, status=303).headers["Location"] == "/sign-in"
    assert client.browser.get("/tutor").status_code == 303


def test_turning_it_on_signs_other_devices_out(client, teacher):
    client.sign_in_as(teacher).get("/tutor")
    other = client.browser
    client.browser = other.application.test_client()
    turned_on(client, teacher)
    assert other.get("/tutor").status_code == 303
    client.get("/tutor")


def test_a_wrong_first_code_turns_nothing_on_and_keeps_the_key(client, teacher):
    client.sign_in_as(teacher).get("/profile/second-step")
    key = client.page.says("#second-step-key")
    client.post("/profile/second-step", PROOF | {"code": "12345"}, status=422)
    assert "That code is not right" in client.page.says("#second-step-summary")
    assert client.page.says("#second-step-key") == key


def test_new_recovery_codes_end_the_old_ones_and_off_is_off(client, teacher):
    _secret, codes = turned_on(client, teacher)
    client.get("/profile/second-step")
    client.post("/profile/recovery-codes", {"password": "wrong"}, status=422)
    client.post("/profile/recovery-codes", PROOF, status=200)
    fresh = [each.text for each in client.page.soup.select("#recovery-codes code")]
    assert not set(fresh) & set(codes)
    with_password(client)
    client.get("/sign-in/code")
    client.post("/sign-in/code", {"code": codes[0]}, status=422)
    client.post("/sign-in/code", {"code": fresh[0]}, status=303)
    client.get("/profile/second-step")
    client.post("/profile/second-step/end", {"password": "wrong"}, status=422)
    client.post("/profile/second-step/end", PROOF, status=303)
    assert with_password(client) == "/tutor"


def test_an_admin_turns_it_off_for_a_lost_phone_and_a_tutor_for_nobody_else(client, world, teacher):
    turned_on(client, teacher)
    client.sign_in_as(world.tutor).get("/profile")
    client.post(f"/admin/people/{teacher}/second-step/end", {}, status=404)
    client.sign_in_as(world.admin).get(f"/admin/people/{teacher}")
    client.follow(client.post(f"/admin/people/{teacher}/second-step/end", {}, status=303))
    assert "That is not your password." in client.page.says("#toasts")
    assert client.page.soup.select("#second-step-end")
    client.follow(client.post(f"/admin/people/{teacher}/second-step/end", PROOF, status=303))
    assert not client.page.soup.select("#second-step-end")
    client.post(f"/admin/people/{world.admin}/second-step/end", PROOF, status=404)
    assert with_password(client) == "/tutor"


def test_families_have_no_second_step_and_strangers_sign_in_first(client, world):
    client.sign_in_as(world.parent).get("/profile")
    assert not client.page.soup.select("#second-step")
    client.get("/profile/second-step", status=404)
    client.browser = client.browser.application.test_client()
    assert client.browser.get("/profile/second-step").headers["Location"].startswith("/sign-in")
    assert client.browser.get("/sign-in/code").headers["Location"] == "/sign-in"


def test_the_password_is_asked_for_again_before_it_is_turned_off(client, teacher):
    turned_on(client, teacher)
    with clock.at(clock.now() + timedelta(hours=13)):
        client.get("/profile")
        said = client.post("/profile/second-step/end", PROOF, status=303)
        assert said.headers["Location"].startswith("/password-again")
        assert with_password(client) == "/sign-in/code"


def test_a_stolen_cookie_alone_turns_nothing_on_and_off(client, teacher):
    client.sign_in_as(teacher).get("/profile/second-step")
    secret = client.page.says("#second-step-key").replace(" ", "")
    client.post("/profile/second-step", {"password": "guessed it", "code": app_code(secret)}, status=422)
    assert "That is not your password." in client.page.says("#second-step-summary")
    assert with_password(client) == "/tutor"


def test_a_first_code_serves_once_though_it_is_turned_off_and_on(client, teacher):
    client.sign_in_as(teacher).get("/profile/second-step")
    code = app_code(client.page.says("#second-step-key").replace(" ", ""))
    client.post("/profile/second-step", PROOF | {"code": code}, status=200)
    client.get("/profile/second-step")
    client.post("/profile/second-step/end", PROOF, status=303)
    client.post("/profile/second-step", PROOF | {"code": code}, status=422)


def test_who_no_longer_teaches_can_still_turn_it_off(client, teacher, superuser):
    turned_on(client, teacher)
    superuser.execute("update user_roles set role = 'parent' where user_id = %s", (teacher,))
    client.get("/profile")
    assert client.page.soup.select("#second-step-open")
    client.get("/profile/second-step")
    client.post("/profile/second-step/end", PROOF, status=303)
    client.get("/profile/second-step", status=404)


def test_turned_on_while_somebody_signs_in_it_is_asked_for(client, teacher, superuser):
    """It begins between the two statements of a sign-in: when the attempt is counted, after the salt was read."""
    superuser.execute(
        f"""create function public.late() returns trigger language plpgsql security definer as $$ begin
                insert into second_steps (user_id, salt, recovery_salt, began_at, last_counter)
                values ('{teacher}', gen_random_uuid(), gen_random_uuid(), now(), 0) on conflict do nothing;
                return null;
            end $$;
            create trigger late after insert on sign_in_attempts for each row execute function public.late()"""
    )
    try:
        assert with_password(client) == "/sign-in/code"
    finally:
        superuser.execute("drop function public.late() cascade")
    assert client.browser.get("/tutor").status_code == 303
