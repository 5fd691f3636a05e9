"""Where somebody is signed in, and the password that is asked for again."""

from datetime import timedelta

import pytest

from corved import clock
from tests import given

AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"


@pytest.fixture
def signer(world):
    return given.person("Sadia Signer", "signer", "Asia/Dubai", "student", password=given.PASSWORD)


def browser_of(app, client):
    """Another device, signed in with the password."""
    browser = app.test_client()
    page = browser.get("/sign-in").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "email": "signer@test.example", "password": given.PASSWORD}
    assert browser.post("/sign-in", data=form, headers={"User-Agent": AGENT}).status_code == 303
    return browser


def test_each_device_can_be_signed_out_from_another(app, client, world, signer):
    phone = browser_of(app, client)
    client.sign_in_as(signer).get("/profile")
    said = client.page.says("#sign-ins")
    assert "Chrome on Android" in said
    assert said.count("this device") == 1
    other = client.page.one('#sign-ins [name="sign_in"]')["value"]
    client.follow(client.post("/profile/sign-ins", {"sign_in": other}, status=303))
    assert "That device is signed out." in client.page.says("#toasts")
    assert phone.get("/student").status_code == 303
    client.get("/student")


def test_all_others_are_signed_out_at_once_and_nobody_elses(app, client, world, signer):
    phones = [browser_of(app, client) for _ in range(2)]
    client.sign_in_as(world.parent)
    parents = client.browser.get_cookie("corved").value
    client.sign_in_as(signer).get("/profile")
    client.post("/profile/sign-ins", {}, status=303)
    assert [phone.get("/student").status_code for phone in phones] == [303, 303]
    client.get("/student")
    client.browser.set_cookie("corved", parents)
    assert client.browser.get("/student").status_code == 200


def test_somebody_elses_sign_in_cannot_be_ended(app, client, world, signer, superuser):
    phone = browser_of(app, client)
    theirs = superuser.execute("select id from sign_ins where user_id = %s", (signer,)).fetchone()[0]
    client.sign_in_as(world.parent).get("/profile")
    client.post("/profile/sign-ins", {"sign_in": str(theirs)}, status=303)
    assert phone.get("/student").status_code == 200
    client.post("/profile/sign-ins", {"sign_in": "x"}, status=404)


def test_signing_out_ends_a_copied_cookie_too(app, client, world, signer):
    phone = browser_of(app, client)
    copied = phone.get_cookie("corved").value
    token = phone.get("/profile").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    phone.post("/sign-out", data={"csrf_token": token})
    thief = app.test_client()
    thief.set_cookie("corved", copied)
    assert thief.get("/student").status_code == 303


@pytest.mark.parametrize("url", ["/admin/export.zip", "refund"])
def test_after_twelve_hours_the_password_is_asked_for_again(client, world, superuser, url):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    url = f"/admin/requests/{course.request}/packages/{course.package}/refund" if url == "refund" else url
    client.sign_in_as(world.admin).get(url)
    with clock.at(clock.now() + timedelta(hours=13)):
        client.follow(client.get(url, status=303))
        assert "Enter your password again" in client.page.says("#proof")
        again = f"/password-again?next={url}"
        client.post(again, {"password": "wrong"}, status=422)
        assert client.post(again, {"password": given.PASSWORD}, status=303).headers["Location"] == url
        client.get(url)


def test_a_person_is_not_changed_without_it(client, world):
    client.sign_in_as(world.admin).get(f"/admin/people/{world.parent}")
    sent = {"full_name": "Nadia Khan", "email": "other@test.example", "roles": ["parent", "admin"], "had": "parent"}
    with clock.at(clock.now() + timedelta(hours=13)):
        answer = client.post(f"/admin/people/{world.parent}", sent, status=303)
        assert answer.headers["Location"].startswith("/password-again?next=")


def test_over_https_the_cookies_belong_to_this_host_alone(app, client, world, signer):
    browser = app.test_client()
    page = browser.get("/sign-in", base_url="https://academy.example").get_data(as_text=True)
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "email": "signer@test.example", "password": given.PASSWORD}
    headers = {"Referer": "https://academy.example/sign-in"}
    answer = browser.post("/sign-in", data=form, base_url="https://academy.example", headers=headers)
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for each in cookies:
        assert each.startswith(("__Host-corved=", "__Host-corved-device="))
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(each.split("; "))


@pytest.mark.parametrize("url", ["invitation", "new person"])
def test_nobody_makes_another_way_in_without_it(client, world, url):
    client.sign_in_as(world.admin).get("/admin/families")
    path = f"/admin/people/{world.admin}/invitation" if url == "invitation" else "/admin/people"
    with clock.at(clock.now() + timedelta(hours=13)):
        assert client.post(path, {}, status=303).headers["Location"].startswith("/password-again?next=")
