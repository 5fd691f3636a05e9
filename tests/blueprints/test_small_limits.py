"""With every limit set to a few, pages, counters, commands and runs still say what is so.

A limit may say how much is shown at once. What is counted, sorted or worked on is all of it.
"""

import re
import sys
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from corved import clock
from corved.cli import operations
from corved.cli.operations import sessions as sessions_command
from corved.database.session import db
from corved.messages.desk import message_desk
from corved.queries.months.generation_run import generation_run
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given
from tests.month_board import board, to_create

FEW = 2
# What shows a stretch of something, by the name that its module gives it.
LIMITS = {"SIZE", "FIRST", "PAGE", "LATELY_SHOWN", "AT_ONCE", "COLUMNS", "MOST_SPOTS", "MOST_BOXES"}
APRIL = date(2026, 4, 2)


@pytest.fixture
def academy(world):
    """Nine courses in their month: marked, moved, owed and on now; for some the next month waits, and messages do."""
    courses = []
    for number, learner in enumerate((world.student_learner, world.zara, world.yusuf)):
        for place, subject in enumerate(("Math", "Physics", "Chemistry")):
            tutor = (world.tutor, world.other_tutor, world.owner)[place]
            days = ((1, 2), (3, 4), (5, 6))[(place + number) % 3]
            courses.append(
                given.a_running_course(
                    learner=learner,
                    tutor=tutor,
                    subject=subject,
                    pattern=given.a_schedule(days, f"{8 + 2 * number:02d}:00"),
                )
            )
    return courses


@pytest.fixture
def few(monkeypatch, app):
    """Every limit of what is shown at once is FEW. app: the pages' modules are loaded."""
    found = []
    for name, module in list(sys.modules.items()):
        if name.startswith("corved.") and not name.startswith("corved.demo"):
            for limit in LIMITS & vars(module).keys():
                if isinstance(getattr(module, limit), int):
                    monkeypatch.setattr(module, limit, FEW)
                    found.append(f"{name}.{limit}")
    assert len(found) >= 12, found


def walked(admin, url, rows):
    """The ids of every row of a list, page after page, and how many pages it had."""
    seen, pages = [], 0
    while url:
        admin.get(url)
        here = [each["id"] for each in admin.page.soup.select(rows)]
        assert len(here) <= FEW, (url, here)
        seen += here
        pages += 1
        after = [each for each in admin.page.soup.select(".pages a") if each.get_text(strip=True).startswith("Next")]
        url = after[0]["href"] if after else None
    return seen, pages


def count(superuser, query, *values):
    return superuser.execute(query, values).fetchone()[0]


def figure(admin, words):
    admin.get("/admin")
    texts = [each.get_text(" ", strip=True) for each in admin.page.soup.select(".figures a")]
    return sum(int(each.split()[0]) for each in texts if each.endswith(words))


def test_today_counts_and_leads_to_everything(client, world, academy, superuser, few):
    sessions = [given.sessions_of(course) for course in academy]
    with given.after(sessions[0][2].scheduled_end_utc):
        for some in sessions[:3]:
            mark_session(session_id=some[0].id, status="rescheduled")
        for some in sessions[3:8]:
            late = some[-1]
            move_session(
                session_id=late.id,
                local_start=late.local_start + timedelta(hours=3),
                timezone=late.timezone,
                reason="x",
            )
        now = clock.now()
        admin = client.sign_in_as(world.admin)
        unmarked = "select count(*) from sessions where is_to_come and scheduled_end_utc <= %s"
        assert figure(admin, "to be marked") == count(superuser, unmarked, now) > FEW
        assert figure(admin, "to reschedule") == 3
        assert figure(admin, "moved today") == 5
        for show, words in (
            ("unmarked", "to be marked"),
            ("needs-new-time", "to reschedule"),
            ("moved", "moved today"),
        ):
            seen, pages = walked(admin, f"/admin?show={show}", f"#group-{show} li.row[id]")
            assert len(seen) == len(set(seen)) == figure(admin, words), show
            assert pages == -(-len(seen) // FEW)


def test_the_next_month_counts_and_leads_to_everything(client, world, academy, superuser, few):
    with clock.at(clock.now() + timedelta(days=28)):
        for number, course in enumerate(academy[:7]):
            package = given.sell_package(request_id=course.request, terms=given.Terms(8, APRIL))
            if number < 5:
                given.record_payment(package_id=package, amount=given.PRICES[8], paid_on=date(2026, 3, 30))
        truth = {}
        for line in board():
            truth.setdefault(line.turn, set()).add(f"turn-{line.match_id}")
        db.rollback()
        admin = client.sign_in_as(world.admin)
        assert figure(admin, "months to set up") == 7
        assert figure(admin, "months ending") == count(
            superuser,
            """select count(*) from packages p where end_date between '2026-03-25' and '2026-04-05' and not exists (
                   select from packages n where n.request_id = p.request_id and n.start_date > p.end_date)""",
        )
        admin.get("/admin/month")
        assert f"of {len(academy)} still to do" in admin.page.text
        for turn, ids in truth.items():
            admin.get("/admin/month")
            assert admin.page.says(f"#turn-{turn} .count") == str(len(ids))
            seen, _pages = walked(admin, f"/admin/month?show={turn}", f"#turn-{turn} li.row[id]")
            assert (len(seen), set(seen)) == (len(ids), ids), turn
        assert len(truth["ready"]) > FEW


def test_all_that_is_ready_is_created_and_the_run_counts_and_lists_all_that_is_not(client, world, academy, few):
    with clock.at(clock.now() + timedelta(days=28)):
        for number, course in enumerate(academy):
            package = given.sell_package(request_id=course.request, terms=given.Terms(8, APRIL))
            if number < 4:
                given.record_payment(package_id=package, amount=given.PRICES[8], paid_on=date(2026, 3, 30))
        admin = client.sign_in_as(world.admin)
        admin.get("/admin/month")
        assert len(admin.page.soup.select("#turn-ready input[name=package]")) == FEW
        ready = [each for each in to_create() if each.turn == "ready"]
        db.rollback()

        admin.follow(admin.post("/admin/month/runs", {"all": "yes"}, status=303))
        while form := admin.page.soup.select_one("#run-form"):
            admin.follow(admin.post(form["action"], {}, status=303))

        assert f"Done: {len(ready)} of {len(ready)} courses" in admin.page.text
        assert f"{8 * len(ready)} sessions created for {len(ready)} courses" in admin.page.text
        assert [each for each in to_create() if each.turn == "ready"] == []
        db.rollback()


def test_the_command_creates_all_and_says_all_that_is_missing(world, academy, few):
    with clock.at(clock.now() + timedelta(days=28)):
        for number, course in enumerate(academy):
            package = given.sell_package(request_id=course.request, terms=given.Terms(8, APRIL))
            if number < 4:
                given.record_payment(package_id=package, amount=given.PRICES[8], paid_on=date(2026, 3, 30))
        waiting = to_create()
        db.rollback()
        ready = sum(each.turn == "ready" for each in waiting)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(operations, "academy_at_hand", nullcontext)
            said = CliRunner().invoke(sessions_command, ["generate", "--all-ready"], catch_exceptions=False).stdout
    assert f"{8 * ready} sessions created for {ready} courses" in said
    assert f"Something is missing for {len(waiting) - ready} courses." in said
    assert said.count("BLOCKED") == len(waiting) - ready


def test_the_problems_of_a_run_have_pages_and_are_counted_whole(client, world, academy, few):
    from corved.use_cases.months.start_generation_run import start_generation_run
    from tests.month_board import generate_one

    for course in academy:
        given.sell_package(request_id=course.request, terms=given.Terms(8, APRIL))
    found = [(each.match_id, each.package_id) for each in to_create()]
    db.rollback()
    run = start_generation_run(found)
    for match_id, package_id in found:
        generate_one(match_id=match_id, package_id=package_id, run_id=run)
    report = generation_run(run, now=clock.now())
    assert (len(report.problems.lines), report.problems.total) == (FEW, len(academy))
    db.rollback()
    admin = client.sign_in_as(world.admin)
    seen, pages = walked(admin, f"/admin/month/runs/{run}", "#run-problems a[id]")
    assert (len(seen), pages) == (len(academy), -(-len(academy) // FEW))
    beyond = generation_run(run, now=clock.now(), page=99)
    assert (beyond.problems.page, beyond.problems.total) == (pages, len(academy))
    assert beyond.problems.lines
    db.rollback()


def test_messages_are_counted_whole_and_lead_to_every_text(client, world, academy, few):
    letters = message_desk(now=clock.now()).letters
    db.rollback()
    due = {each.name for each in letters if each.due.due_at <= clock.now() and not each.corrects}
    assert len(due) > FEW
    admin = client.sign_in_as(world.admin)
    seen, pages = walked(admin, "/admin/messages", "#due .letter[id]")

    assert (len(seen), len(set(seen)), pages) == (len(due), len(due), -(-len(due) // FEW))
    admin.get("/admin/messages?page=2")
    assert f"{FEW + 1} to {2 * FEW} of {len(due)}" in admin.page.text
    admin.get("/admin/messages?page=999")
    assert admin.page.soup.select("#due .letter[id]")
    admin.get(f"/admin/messages?match={academy[0].match}&page=2")
    assert admin.page.soup.select("#due .letter[id]")


@pytest.mark.parametrize(
    ("url", "rows", "truth"),
    [
        ("/admin/learners", "table.table tbody tr", "select count(*) from requests"),
        (
            "/admin/families",
            "table.table tbody tr",
            """select count(distinct user_id) from user_roles
                                                       where role in ('student', 'parent')""",
        ),
        ("/admin/tutors", "table.table tbody tr", "select count(*) from user_roles where role = 'tutor'"),
        ("/admin/sessions?first=2026-01-01", "li.row[id]", "select count(*) from sessions"),
        ("/admin/audit", "li[id^=audit-]", "select count(*) from audit_logs"),
    ],
)
def test_lists_lead_to_every_row(client, world, academy, superuser, few, url, rows, truth):
    admin, first = client.sign_in_as(world.admin), url
    shown, numbered = 0, 0
    while url:
        admin.get(url)
        here = len(admin.page.soup.select(f"main {rows}"))
        assert here <= FEW, url
        shown, numbered = shown + here, numbered + 1
        after = [
            each
            for each in admin.page.soup.select(".pages a")
            if each.get_text(strip=True).startswith(("Next", "Older", "Later"))
        ]
        url = after[0]["href"] if after else None
        assert numbered < 200

    assert shown == count(superuser, truth)
    admin.get(f"{first}{'&' if '?' in first else '?'}page=999")
    assert admin.page.soup.select(f"main {rows}"), "after the last page comes none: it is shown instead"


def test_payments_that_families_say_they_made_are_counted_whole(client, world, academy, superuser, few):
    admin = client.sign_in_as(world.admin)
    for course in academy[:3]:
        given.sell_package(request_id=course.request, terms=given.Terms(8, APRIL))
    superuser.execute(
        """insert into payment_claims (package_id, created_by_user_id, created_at, way, reference, paid_on)
           select p.id, l.account_user_id, '2026-03-02 08:00Z', '', p.id::text, '2026-03-01' from packages p
           join requests r on r.id = p.request_id join learners l on l.id = r.learner_id
           where p.start_date = '2026-04-02'"""
    )
    admin.get("/admin/payments")

    assert admin.page.says("#claims .count") == "3"
    assert len(admin.page.soup.select("#claims li.row")) == FEW


def test_the_pages_of_pay_have_every_tutor(client, world, academy, few):
    late = max((given.sessions_of(course)[0] for course in academy), key=lambda each: each.scheduled_start_utc)
    with given.after(late.scheduled_end_utc, -30):
        admin = client.sign_in_as(world.admin)
        pages, unmarked = [], 0
        for page in (1, 2, 9):
            admin.get(f"/admin/pay?month=2026-03&page={page}")
            pages.append([each.get_text(strip=True) for each in admin.page.soup.select("#pay tbody th")])
            found = [
                re.search(r"(\d+) to be marked", row.get_text()) for row in admin.page.soup.select("#pay tbody tr")
            ]
            unmarked += sum(int(each[1]) for each in found if each) if page != 9 else 0
        admin.get("/admin")
        board = admin.page.says("#figure-unmarked")
        admin.get("/admin/pay.csv?month=2026-03&tutor=nobody", status=404)
        admin.get("/admin/week?view=day&page=99")

    assert pages == [["Bilal Ahmed", "Omar Owner"], ["Tariq Tutor"], ["Tariq Tutor"]]
    assert board == f"{unmarked} to be marked", "what is on is not over"
    assert "No sessions" not in admin.page.text


def test_after_the_last_page_of_next_month_its_last_page_is_shown(client, world, academy, few):
    admin = client.sign_in_as(world.admin)
    for page in (1, 99):
        admin.get(f"/admin/month?show=complete&page={page}")
        assert admin.page.soup.select("#main ol.rows > li.row[id]"), page
    assert f"{len(academy)} of {len(academy)}" in admin.page.says("#main")
