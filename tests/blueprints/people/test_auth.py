"""Sign-in and out, and what stays closed."""

import pytest

from tests import given


@pytest.fixture
def signer(world):
    return given.person("Sadia Signer", "signer", "Asia/Dubai", "student", password=given.PASSWORD)


def sign_in(client, password=given.PASSWORD, email="signer@test.example", url="/sign-in", **more):
    client.get("/sign-in")
    return client.post(url, {"email": email, "password": password}, **more)


def test_it_signs_in_and_goes_to_the_first_page(client, signer):
    response = sign_in(client, status=303)

    assert response.headers["Location"] == "/student"
    cookie = next(each for each in response.headers.getlist("Set-Cookie") if each.startswith("corved="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Sessions" in client.follow(response).get_data(as_text=True)


def test_the_cookie_is_secure_behind_https(client, signer):
    client.browser.get("/sign-in", base_url="https://localhost")
    response = client.browser.get("/sign-in", base_url="https://localhost")

    assert response.headers["Strict-Transport-Security"]
    cookies = response.headers.getlist("Set-Cookie") or client.browser.get(
        "/", base_url="https://localhost"
    ).headers.getlist("Set-Cookie")
    assert all("Secure" in each for each in cookies)


def test_a_failure_keeps_the_address_and_says_one_thing(client, signer):
    sign_in(client, password="wrong", status=422)

    assert "Wrong e-mail, number or password" in client.page.says("#sign-in-summary")
    assert client.page.one("#sign-in-email")["value"] == "signer@test.example"
    assert client.page.one("#sign-in-password").get("value", "") == ""
    assert client.page.title.startswith("Error: ")


def test_after_ten_failures_it_says_to_wait(client, signer):
    for _ in range(10):
        sign_in(client, password="wrong", status=422)

    sign_in(client, status=429)

    assert "Wait 15 minutes" in client.page.text


def test_one_network_is_slowed_down_whatever_accounts_it_tries(client, world):
    for n in range(62):
        sign_in(client, email=f"x{n}@test.example", status=429 if n >= 60 else 422)


@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "", "/%0aX"]
)
def test_it_never_sends_anybody_to_another_site(client, signer, where):
    response = sign_in(client, url=f"/sign-in?next={where}", status=303)

    assert response.headers["Location"] == "/student"


def test_it_goes_on_to_the_page_one_wanted(client, signer):
    response = client.get("/student?past=all", status=303)
    assert response.headers["Location"] == "/sign-in?next=/student?past%3Dall"

    response = sign_in(client, url=response.headers["Location"], status=303)

    assert response.headers["Location"] == "/student?past=all"


def test_signing_out_closes_everything(client, signer):
    client.sign_in_as(signer)
    client.get("/student")
    copied = client.browser.get_cookie("corved").value

    response = client.post("/sign-out", status=303)
    assert response.headers["Clear-Site-Data"] == '"cache"'

    client.get("/student", status=303)
    client.browser.set_cookie("corved", copied)
    client.get("/student", status=303)


def test_a_new_stamp_ends_sign_in_on_every_device(client, signer, superuser):
    client.sign_in_as(signer)
    client.get("/student")
    superuser.execute("update users set session_stamp = gen_random_uuid() where id = %s", (signer,))

    client.get("/student", status=303)


@pytest.mark.parametrize("cookie", ["", "x", "a.b", "00000000-0000-4000-8000-000000000000.x", "1.2.3"])
def test_a_cookie_of_nonsense_is_nobody(client, cookie):
    with client.browser.session_transaction() as session:
        session["_user_id"] = cookie

    client.get("/student", status=303)


def test_the_parts_of_the_site_are_closed_to_others(client, world):
    for person, open_ in (
        (world.student, "/student"),
        (world.parent, "/student"),
        (world.tutor, "/tutor"),
        (world.admin, "/admin"),
    ):
        client.sign_in_as(person)
        for part in ("/student", "/tutor", "/admin"):
            client.get(part, status=200 if part == open_ else 404)


def test_an_owner_who_teaches_switches_between_parts(client, world):
    client.sign_in_as(world.owner)

    client.get("/admin")
    assert client.page.one('#user-menu a[href="/tutor"]').get_text().strip() == "Teaching"
    client.get("/tutor")
    assert client.page.one('#user-menu a[href="/admin"]').get_text().strip() == "Academy"


def test_somebody_without_a_role_is_told_so(client, world):
    nobody = given.person("No Role", "norole", "Asia/Dubai")
    client.sign_in_as(nobody)

    response = client.get("/", status=303)

    client.follow(response)
    assert "Nothing here yet" in client.page.text
