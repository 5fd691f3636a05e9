"""The admin's day: groups, counters that filter, marks one by one and many at once."""

from datetime import date, datetime, timedelta

import pytest

from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from corved.use_cases.sessions.swap_sessions import swap_sessions
from corved.use_cases.sessions.undo_move import undo_move
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view
from tests.page_inspection import Page


@pytest.fixture
def day(world):
    """Four courses on Mondays and Wednesdays, 15:00 to 18:00 London; it is Wednesday 4 March, 17:30 there."""
    return [
        given.a_running_course(
            learner=learner, tutor=world.tutor, pattern=given.a_schedule((1, 3), f"{15 + number}:00")
        )
        for number, learner in enumerate((world.student_learner, world.zara, world.yusuf, world.stranger_learner))
    ]


NOW = datetime(2026, 3, 4, 17, 30, tzinfo=given.clock.now().tzinfo)


@pytest.fixture
def admin(client, world, day):
    with given.after(NOW):
        yield client.sign_in_as(world.admin)


def groups(page):
    """Heading of each group → who is in it."""
    found = {}
    for group in page.soup.select("#board section[id^=group-]"):
        names = [row.select_one(".name b").get_text(strip=True) for row in group.select("li.row")]
        found[group.header.get_text(" ", strip=True).removesuffix(" Select all")] = names
    return found


def test_it_shows_what_is_on_what_waits_and_what_comes(admin, day):
    mark_session(session_id=given.sessions_of(day[0])[0].id, status="done")
    mark_session(session_id=given.sessions_of(day[1])[2].id, status="rescheduled")
    admin.get("/admin")

    assert groups(admin.page) == {
        "On now 1": ["Yusuf Khan"],
        "To be marked 5": ["Zara Khan", "Yusuf Khan", "Emaan Javed", "Ayaan Sheikh", "Zara Khan"],
        "To reschedule 1": ["Zara Khan"],
        "In the next 24 hours 1": ["Emaan Javed"],
        "Marked in the last hour 1": ["Ayaan Sheikh"],
    }
    counters = [each.get_text(" ", strip=True) for each in admin.page.soup.select(".figures a")]
    assert counters[:2] == ["5 to be marked", "1 to reschedule"]


def test_what_waits_for_more_than_twelve_hours_comes_first_and_a_queue_is_oldest_first(admin, day):
    for course, minutes in ((day[3], 10), (day[2], 5)):
        with given.after(NOW, -minutes):
            mark_session(session_id=given.sessions_of(course)[3].id, status="rescheduled")
    admin.get("/admin?show=needs-new-time")

    assert list(groups(admin.page).values()) == [["Emaan Javed", "Yusuf Khan"]]


def test_counters_filter(admin, day):
    lesson = given.sessions_of(day[0])[4]
    move_session(
        session_id=lesson.id,
        local_start=lesson.local_start + timedelta(days=1),
        timezone=lesson.timezone,
        reason="The family asked",
    )
    admin.get("/admin?show=moved")
    assert list(groups(admin.page)) == ["Moved today 1"]
    assert admin.page.one(".figures [aria-current]").get_text(" ", strip=True) == "1 moved today"
    admin.get("/admin?show=nonsense")
    assert "On now" in admin.page.text


def test_packages_that_end_soon_and_have_no_next_one(admin, day, world):
    with given.after(datetime(2026, 3, 29, 9, tzinfo=NOW.tzinfo)):
        given.sell_package(request_id=day[0].request, terms=given.Terms(8, date(2026, 4, 2)))
        admin.get("/admin?show=ending")
        listed = [each.get_text(" ", strip=True) for each in admin.page.soup.select("#ending li")]

    assert len(listed) == 3
    assert not any("Ayaan" in each for each in listed)


def board_after(page, answer):
    """Return what stands on the board once htmx has swapped an answer in."""
    found = Page(answer.get_data(as_text=True))
    parts = {each["hx-target"]: each.extract() for each in found.soup.select("hx-partial")}
    page.one(answer.headers["HX-Retarget"]).replace_with(found.soup)
    for target, part in parts.items():
        if target.startswith(("#figure-", "#day", "#today-facts")):
            page.one(target).replace_with(part)
    return what_it_says(page)


def what_it_says(page):
    board = page.one("#board")
    acts = [(each.get("id"), each.get("href"), each.get("value")) for each in board.select("a, button, input")]
    return {
        "counters": [each.get_text().split() for each in board.select(".figures a") if not each.has_attr("hidden")],
        "groups": [each.get_text(" ").split() for each in board.select("section")],
        "acts": [each for each in acts if each[0]],
        "colours": [each["class"] for each in board.select(".strip .spot")],
        "heading": page.says("#today-facts"),
    }


@pytest.mark.parametrize("url", ["/admin", "/admin?show=unmarked"])
def test_after_a_mark_and_its_undo_everything_on_the_board_is_as_on_a_new_page(admin, day, url):
    lesson = given.sessions_of(day[0])[0]
    for act, form, left in (("mark", {"status": "done"}, 5), ("mark/undo", {}, 6)):
        admin.get(url)
        before = admin.page
        answer = admin.post(f"/admin/sessions/{lesson.id}/{act}?on=today", form, htmx=True, on_page=url)

        assert answer.headers["HX-Retarget"] == "#groups", "the months did not change"
        swapped = board_after(before, answer)
        admin.get(url)
        assert swapped == what_it_says(admin.page)
        assert f"To be marked {left}" in groups(admin.page)


def test_the_first_session_that_is_to_be_marked_again_gets_its_counter(admin, day):
    over = [each for course in day for each in given.sessions_of(course) if each.scheduled_end_utc <= NOW]
    for lesson in over:
        mark_session(session_id=lesson.id, status="done")
    admin.get("/admin")
    before = admin.page
    assert before.one("#figure-unmarked").has_attr("hidden")
    answer = admin.post(f"/admin/sessions/{over[0].id}/mark/undo?on=today", {}, htmx=True, on_page="/admin")

    assert ["1", "to", "be", "marked"] in board_after(before, answer)["counters"]


def test_what_somebody_else_did_meanwhile_is_in_the_answer_to_a_mark(admin, day):
    admin.get("/admin")
    before = admin.page
    absent, lesson = (given.sessions_of(course)[0] for course in day[:2])
    mark_session(session_id=absent.id, status="no_show_tutor")
    mark_session(session_id=given.sessions_of(day[3])[2].id, status="rescheduled")
    answer = admin.post(f"/admin/sessions/{lesson.id}/mark?on=today", {"status": "done"}, htmx=True, on_page="/admin")

    assert answer.headers["HX-Retarget"] == "#groups"
    swapped = board_after(before, answer)
    admin.get("/admin")
    assert swapped == what_it_says(admin.page)
    assert ["2", "to", "reschedule"] in swapped["counters"]


def test_the_poll_brings_the_counts_around_the_page_and_the_heading(admin, day):
    poll = admin.get("/admin", htmx=True)

    targets = [each["hx-target"] for each in Page(poll.get_data(as_text=True)).soup.select("hx-partial")]
    assert {"#today-facts", "#due-side-to_decide", "#due-bar-to_decide"} <= set(targets)


@pytest.mark.parametrize("status", ["no_show_tutor", "done"])
def test_a_mark_that_makes_or_settles_a_make_up_answers_with_the_whole_board(admin, day, status):
    lesson = given.sessions_of(day[0])[0]
    if status == "done":
        mark_session(session_id=lesson.id, status="no_show_tutor")
    mark = f"/admin/sessions/{lesson.id}/mark?on=today"
    answer = admin.post(mark, {"status": status}, htmx=True, on_page="/admin?show=unmarked")

    assert answer.headers["HX-Retarget"] == "#board"
    assert given.session_now(lesson.id).status == status


def test_the_focus_goes_to_what_can_be_done_next(admin, day):
    lesson = given.sessions_of(day[0])[0]
    mark = f"/admin/sessions/{lesson.id}/mark?on=today"
    answer = admin.post(mark, {"status": "done"}, htmx=True, on_page="/admin?show=unmarked")
    assert focus_of(answer) == f"session-{lesson.id}-undo"

    answer = admin.post(mark, {"status": "done"}, htmx=True, on_page="/admin?show=now")
    assert focus_of(answer) == "group-now", "the session stands nowhere here"

    answer = admin.post(mark, {"status": "no_show_tutor"}, htmx=True, on_page="/admin?show=unmarked")
    assert focus_of(answer) == "group-unmarked", "nothing was moved"

    picked = {"status": "done", "session": [f"{given.sessions_of(day[1])[0].id} "]}
    answer = admin.post("/admin/marks", picked, htmx=True, on_page="/admin?show=unmarked")
    assert focus_of(answer).endswith("-undo")


def focus_of(answer):
    return Page(answer.get_data(as_text=True)).one("[data-focus]")["id"]


@pytest.mark.parametrize("htmx", [True, False])
def test_many_are_marked_at_once_and_each_can_be_undone(admin, day, htmx):
    admin.get("/admin")
    picks = [each["value"] for each in admin.page.soup.select("input[name=session]")]
    assert len(picks) == 7

    admin.post("/admin/marks", {"status": "done", "session": picks[:6]}, htmx=htmx, status=200 if htmx else 303)

    admin.get("/admin")
    assert "Marked in the last hour 6" in groups(admin.page)
    undo = admin.page.soup.select("button[id^=session-][id$=-undo]")
    assert len(undo) == 6
    admin.follow(admin.post(undo[0]["formaction"], {}, referer="http://localhost/admin", status=303))
    assert "Marked in the last hour 5" in groups(admin.page)


def test_what_was_marked_together_is_undone_together_but_not_what_changed_since(admin, day):
    admin.get("/admin")
    picks = [each["value"] for each in admin.page.soup.select("input[name=session]")]
    admin.post("/admin/marks", {"status": "done", "session": picks[:4]}, htmx=True)
    admin.get("/admin")
    together = admin.page.soup.select_one("form[id^=together-]")
    assert "4 sessions marked together at 22:30 Karachi, UTC+5: done" in together.get_text(" ", strip=True)
    sent = {"session": [each["value"] for each in together.select("input[name=session]")]}
    changed = given.UUID(sent["session"][0].partition(" ")[0])
    mark_session(session_id=changed, status="no_show_student")

    answer = admin.post(together["action"], sent, htmx=True).get_data(as_text=True)
    assert "3 sessions back to “to be marked”." in answer
    assert "student absent" in answer
    again = admin.post(together["action"], sent, htmx=True, status=422).get_data(as_text=True)
    assert "0 sessions" not in again
    assert "student absent" in again, "the reason alone says it"

    assert [given.session_now(given.UUID(each.partition(" ")[0])).status for each in picks[:4]].count("scheduled") == 3
    assert given.session_now(changed).status == "no_show_student"


def test_what_changed_meanwhile_is_not_overwritten_and_the_rest_is_marked(admin, day):
    admin.get("/admin")
    picks = [each["value"] for each in admin.page.soup.select("input[name=session]")]
    first = given.UUID(picks[0].partition(" ")[0])
    mark_session(session_id=first, status="no_show_student")

    answer = admin.post("/admin/marks", {"status": "done", "session": picks[:3]}, htmx=True)

    text = answer.get_data(as_text=True)
    assert "2 sessions marked: done." in text
    assert "it is “student absent” now" in text
    assert given.session_now(first).status == "no_show_student"


@pytest.mark.parametrize("wrong", [{"status": "rescheduled"}, {"status": "x"}, {"session": ["x", ""]}, {"session": []}])
def test_nonsense_marks_nothing(admin, day, superuser, wrong):
    admin.get("/admin")
    sent = {"status": "done", "session": ["00000000-0000-4000-8000-000000000000 x"]} | wrong
    answer = admin.post("/admin/marks", sent, htmx=True, status=422)
    assert ("No session is selected" in answer.get_data(as_text=True)) == (wrong == {"session": []})
    assert superuser.execute("select count(*) from sessions where status <> 'scheduled'").fetchone() == (0,)


def test_only_admins_mark_many(client, world, day):
    for person in (world.tutor, world.student):
        client.sign_in_as(person)
        client.post("/admin/marks", {"status": "done"}, status=404)
        client.post("/admin/marks/undo", {}, status=404)
    client.sign_in_as(world.admin)
    client.post("/admin/marks", {"status": "done"}, status=400, token="stale")


def test_an_empty_day_says_when_the_next_one_is(client, world):
    client.sign_in_as(world.admin).get("/admin")
    assert "No session is planned." in client.page.text


def test_a_swap_has_no_undo_and_a_move_that_was_undone_counts_no_more(admin, day):
    one, other = given.sessions_of(day[0])[4:6]
    swap_sessions(session_id=one.id, other_id=other.id, reason="x")
    third = given.sessions_of(day[1])[4]
    later = third.local_start + timedelta(days=1)
    move_session(session_id=third.id, local_start=later, timezone=third.timezone, reason="x")
    undo_move(session_id=third.id)

    admin.get("/admin?show=moved")

    assert "Moved today 2" in groups(admin.page)
    assert not admin.page.soup.select("button[id$=-undo-move]")


def test_an_empty_board_says_when_the_next_session_is_however_far(admin, day):
    with given.after(given.sessions_of(day[3])[1].scheduled_end_utc, 200):
        admin.get("/admin?show=moved")

    assert "The next session starts in 4 days, on Monday: Ayaan Sheikh, Mon 9 Mar, 20:00 Karachi" in admin.page.says(
        "main"
    )


def test_a_package_that_ends_owing_sessions_is_listed_though_it_has_a_next_one(admin, day):
    lesson = given.sessions_of(day[0])[0]
    mark_session(session_id=lesson.id, status="no_show_tutor")
    sell_package(request_id=day[0].request, terms=Terms(8, given.date(2026, 4, 2)))
    with given.after(datetime(2026, 3, 30, 12, tzinfo=NOW.tzinfo)):
        admin.get("/admin?show=ending")

    said = admin.page.says("#ending")
    assert "1 Apr Wed, last day Ayaan Sheikh · Math with Tariq Tutor 8 sessions · 1 make-up due" in said


def test_a_make_up_that_was_moved_to_a_later_month_stands_once(admin, day):
    lesson = given.sessions_of(day[0])[0]
    later = sell_package(request_id=day[0].request, terms=Terms(8, given.date(2026, 4, 2)))
    mark_session(session_id=lesson.id, status="no_show_tutor")
    settle_owed_session(session_id=lesson.id, decision=Decision("carried", into=later))

    admin.get("/admin")

    assert groups(admin.page)["To reschedule 1"] == ["Ayaan Sheikh"]
    assert not any(name.startswith("Marked in the last") for name in groups(admin.page))


def test_a_move_is_undone_on_the_board(admin, day):
    lesson = given.sessions_of(day[0])[4]
    later = lesson.local_start + timedelta(days=1)
    move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone, reason="x")
    admin.get("/admin?show=moved")
    button = admin.page.soup.select_one(f"[id='session-{lesson.id}-undo-move']")
    sent = {"seen": button.find_parent("form").select_one("[name=seen]")["value"]}

    answer = admin.post(button["hx-post"], sent, htmx=True, on_page="/admin?show=moved")

    assert "The session is at its old time again." in answer.get_data(as_text=True)
    assert given.session_now(lesson.id).status == "scheduled"
    assert "no move to undo" in admin.post(button["hx-post"], sent, htmx=True).get_data(as_text=True)


def test_the_questions_of_the_undo_of_a_move(client, world, day):
    lesson = given.sessions_of(day[0])[4]
    others = [world.tutor, world.student]
    url = f"/admin/sessions/{lesson.id}/move/undo"
    ask_of_a_writing_view(client, url, {}, not_for=others, owner=world.admin)


def test_a_package_that_ends_is_renewed_with_one_press_or_asked_about_no_more(admin, day):
    with given.after(datetime(2026, 3, 30, 12, tzinfo=NOW.tzinfo)):
        admin.get("/admin?show=ending")
        forms = admin.page.soup.select("#ending form")
        assert len(forms) == 8
        answer = admin.post(forms[0]["action"], htmx=True, on_page="/admin?show=ending").get_data(as_text=True)
        assert "next month is added" in answer
        assert "The next month is added already" in admin.post(forms[0]["action"], htmx=True, status=422).get_data(
            as_text=True
        )
        admin.follow(admin.post(forms[3]["action"], status=303))
        admin.get("/admin?show=ending")
        assert len(admin.page.soup.select("#ending form")) == 4


@pytest.mark.parametrize("what", ["renewal", "renewal/decline"])
def test_the_questions_of_renewals(client, world, day, what):
    others = [world.tutor, world.student]
    url = f"/admin/packages/{day[0].package}/{what}"
    ask_of_a_writing_view(client, url, {}, not_for=others, owner=world.admin)


def test_a_group_shows_its_first_rows_and_says_how_many_there_are(client, world):
    daily = given.a_schedule((0, 1, 2, 3, 4, 5, 6), "12:00")
    for learner, tutor in ((world.zara, world.tutor), (world.yusuf, world.other_tutor)):
        last = given.sessions_of(given.a_running_course(learner=learner, tutor=tutor, tier=20, pattern=daily))[-1]
    with given.after(last.scheduled_end_utc):
        client.sign_in_as(world.admin).get("/admin")
        group = client.page.one("#group-unmarked")
        assert len(group.select("li.row")) == 7
        assert "To be marked 40 Select all 7 on this page" in client.page.says("#group-unmarked")
        for spot in client.page.soup.select("#day a"):
            assert client.page.soup.select_one(f"[id='{spot['href'][1:]}']")

        client.get(client.page.one("#group-unmarked-all")["href"])
        assert len(client.page.soup.select("#group-unmarked li.row")) == 40


def test_a_long_group_has_pages_that_its_acts_stay_on(client, world):
    for learner, tutor, hour, subject in (
        (world.zara, world.tutor, "12:00", "Math"),
        (world.yusuf, world.other_tutor, "12:00", "Math"),
        (world.student_learner, world.tutor, "14:00", "Math"),
    ):
        daily = given.a_schedule((0, 1, 2, 3, 4, 5, 6), hour)
        course = given.a_running_course(learner=learner, tutor=tutor, tier=20, pattern=daily, subject=subject)
    with given.after(given.sessions_of(course)[-1].scheduled_end_utc):
        client.sign_in_as(world.admin).get("/admin?show=unmarked")
        assert "1 to 50 of 60" in client.page.says("#group-unmarked")
        client.get(client.page.one("#group-unmarked-after")["href"])
        rows = client.page.soup.select("#group-unmarked li.row")
        assert len(rows) == 10

        page = "/admin?show=unmarked&page=2"
        answer = client.post(rows[0].form["hx-post"], {"status": "done"}, htmx=True, on_page=page)
        assert "51 to 59 of 59" in " ".join(answer.get_data(as_text=True).split())

        client.get("/admin?show=unmarked&page=9")
        assert "51 to 59 of 59" in client.page.says("#group-unmarked"), "the last page stands for those after it"


def test_a_mark_brings_the_counts_of_the_sidebar(admin, day):
    page = Page(admin.get("/admin").get_data(as_text=True))
    before = int(page.one("#due-side-to_decide").find(string=True))
    button = page.soup.select_one("button[value=done]")
    form = button.find_parent("form")
    sent = {each["name"]: each["value"] for each in form.select("input")} | {"status": "done"}

    answer = Page(admin.post(form["hx-post"], sent, htmx=True).get_data(as_text=True))

    assert int(answer.one("#due-side-to_decide").find(string=True)) == before - 1
    assert answer.one('hx-partial[hx-target="#due-bar-to_decide"]')
