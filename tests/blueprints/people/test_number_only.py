"""People without an e-mail address: added, invited by a link, signed in with their number, given an address later."""

from tests import given


def test_somebody_with_a_number_alone_from_the_first_form_to_the_first_page(client, world, superuser):
    admin = client.sign_in_as(world.admin)
    admin.get("/admin/people/new")
    form = {
        "full_name": "Amna Bibi",
        "email": "",
        "whatsapp": "0321 1234567",
        "timezone": "Asia/Karachi",
        "roles": ["parent"],
        "learners": "Bilal",
    }
    missing = admin.post("/admin/people", form | {"whatsapp": ""}, status=422)
    assert "Enter an e-mail address or a WhatsApp number" in missing.get_data(as_text=True)
    page = admin.post("/admin/people", form, status=303).headers["Location"].partition("#")[0]
    admin.get(page)
    assert "Amna Bibi" in admin.page.says("h1")
    assert "None" not in admin.page.says("main")
    admin.get("/admin/families?search=amna")
    assert "None" not in admin.page.says("main")

    admin.get(page)
    admin.follow(admin.post(f"{page}/invitation", {}, status=303))
    link = admin.page.soup.select_one("[value*='/invitation/'], #invitation-link")
    path = "/" + (link.get("value") or link.get_text(strip=True)).split("/", 3)[3]
    admin.browser.delete_cookie("corved")
    client.get(path)
    assert "You sign in with +92 321 1234567, Pakistan" in client.page.says("main")
    password = {"password": given.PASSWORD, "again": given.PASSWORD, "timezone": "Asia/Karachi"}
    client.post(path, password, status=303)
    client.browser.delete_cookie("corved")

    client.get("/sign-in")
    inside = client.post("/sign-in", {"email": "0321-1234567", "password": given.PASSWORD}, status=303)
    assert inside.headers["Location"] == "/student"

    [[found]] = superuser.execute("select email is null from users where full_name = 'Amna Bibi'").fetchall()
    assert found
