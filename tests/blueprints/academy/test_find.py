"""One box that finds people, courses, sessions by day, numbers, references and what one wants to do."""

from datetime import date
from urllib.parse import quote

import pytest

from corved.queries.academy.search import number_in
from corved.use_cases.people.create_person import create_person
from tests import given


@pytest.fixture
def admin(client, world, cast_put_back):
    create_person(
        full_name="Zoë Müller", email="", whatsapp="+4915112345678", timezone="Europe/Berlin", roles=["parent"],
        learners=["José Müller"], is_another=True,
    )  # fmt: skip
    return client.sign_in_as(world.admin)


def found(admin, typed):
    """The heading of each list → its lines."""
    admin.get(f"/admin/find?q={quote(typed)}")
    return {
        part.h2.get_text(" ", strip=True): [
            each.get_text(" ", strip=True) for each in part.select(".name b, .grow:not(.name)")
        ]
        for part in admin.page.soup.select("#found section")
        if part.h2
    }


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("zoe", ["Zoë Müller"]),
        ("MULLER zo", ["Zoë Müller"]),
        ("jose", ["Zoë Müller"]),
        ("müler", ["Zoë Müller"]),
        ("0151 1234", ["Zoë Müller"]),
        ("+49 151", ["Zoë Müller"]),
    ],
)
def test_people_are_found_by_words_in_any_order_without_accents_with_a_slip_and_by_number(admin, typed, who):
    assert found(admin, typed).get("People") == who


@pytest.mark.parametrize(
    "typed", ["xyzzy", "%", "_", "\\", "' or 1=1 --", "99999999999 dec", "maryamx 4", "\u202e", "a" * 400]
)
def test_nonsense_finds_nothing_and_breaks_nothing(admin, typed):
    assert "People" not in found(admin, typed)


def test_courses_and_their_sessions_by_day(admin, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    assert found(admin, "zara math") == {"Courses": ["Zara Khan"]}
    lists = found(admin, "zara wed")
    assert lists["Sessions, wed"] == ["Zara Khan"] * 4
    assert lists["Courses"] == ["Zara Khan"]
    assert found(admin, "4 mar zara")["Sessions, 4 mar"] == ["Zara Khan"]
    assert "Sessions, tomorrow" not in found(admin, "tomorrow")
    assert found(admin, "mon tariq")["Sessions, mon"]
    assert "Sessions, 30 feb" not in found(admin, "30 feb")
    assert course


def test_a_payment_by_its_reference(admin, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    given.record_payment(
        package_id=course.package, amount=100, paid_on=date(2026, 3, 2), bank_reference="TX-2026-0815",
        is_another=True,
    )  # fmt: skip
    assert found(admin, "2026-0815")["Payments"] == ["TX-2026-0815"]


@pytest.mark.parametrize(
    ("typed", "act"), [("close days", "Add a closure or leave"), ("password", "Change my profile")]
)
def test_what_one_wants_to_do(admin, typed, act):
    assert any(each.startswith(act) for each in found(admin, typed)["Actions"])


def test_results_come_while_typing(admin):
    answer = admin.get("/admin/find?q=zoe", htmx=True).get_data(as_text=True)
    assert answer.lstrip().startswith('<div class="stack" id="found"')


def test_only_admins_find(client, world):
    client.sign_in_as(world.tutor).get("/admin/find?q=a", status=404)


@pytest.mark.parametrize("typed", ["zara khan", "Khan, Zárá", "  khan   za", "ara han"])
def test_every_search_reads_words_in_the_same_way(client, world, typed):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))
    admin = client.sign_in_as(world.admin)
    assert "Zara Khan" in str(found(admin, typed))
    for page in ("learners?search=", "families?search=", "payments?q="):
        admin.get(f"/admin/{page}{quote(typed)}")
        assert "Zara Khan" in admin.page.says("#main"), page


def test_a_word_more_is_not_left_out_and_a_percentage_is_no_phone_number(admin):
    assert "People" not in found(admin, "zoe muller zoe muller zoe muller nobody")
    assert number_in("100%") is None
    assert number_in("+49 (151) 12-34") == "%491511234%"
