"""Two weeks of an academy, through the site's own forms; `make months` lives two months.

After each day every page answers, and every list, board, page and statement agrees on every count.
"""

import os
import re
from datetime import timedelta

import pytest

from corved import clock
from corved.database.session import db
from corved.queries.matches.match_page import match_page
from corved.queries.sessions.statement import statement
from corved.scheduling.zones import city
from tests import given
from tests.messages.waiting import letters
from tests.months.academy import BEGINS, LivingAcademy, a_day_of

DAYS = int(os.environ.get("CORVED_MONTHS_DAYS", "14"))
SEED = int(os.environ.get("CORVED_MONTHS_SEED", "1"))
HOUR_AND_PLACE = re.compile(r"\b\d{1,2}:\d\d(?: [AP]M)? ([A-Z][A-Za-z]+(?: [A-Z][a-z]+)*)(?:, UTC[+−])")
PAGES = (
    *("/admin", "/admin/week", "/admin/month", "/admin/learners", "/admin/sessions?when=all"),
    *("/admin/messages", "/admin/families", "/admin/closures", "/admin/audit"),
)


@pytest.fixture
def academy(client, world, superuser, cast_put_back):
    return LivingAcademy(client, world, superuser, SEED)


def test_an_academy_lives(academy, world):
    with clock.at(given.datetime(2026, 2, 14, 9, tzinfo=given.clock.now().tzinfo)):
        academy.enrol()
    for number in range(DAYS):
        day = BEGINS + timedelta(days=number)
        with a_day_of(academy, day):
            if number == 5:
                academy.close(day + timedelta(days=4), day + timedelta(days=4))
            if number == 9:
                academy.change_a_tutor(day + timedelta(days=2))
            if number == 11:
                academy.refund_a_part()
            everything_agrees(academy, world)
    print(f"\n{DAYS} days, seed {SEED}: " + ", ".join(f"{count} {what}" for what, count in academy.did.most_common()))
    assert academy.did["marked done"] > DAYS
    assert academy.did["texts sent"] > 20


def everything_agrees(academy, world):
    admin = academy.as_admin()
    for page in PAGES:
        admin.get(page)
    counts_agree(academy, world)
    texts_are_in_their_readers_clock(academy)
    the_people_see_their_pages(academy)


def counts_agree(academy, world):
    admin = academy.as_admin()
    admin.get("/admin")
    figures = [each.get_text(" ", strip=True) for each in admin.page.soup.select(".figures a")]
    waiting_today = sum(int(each.split()[0]) for each in figures if each.endswith("months to set up"))
    admin.get("/admin/month")
    assert waiting_today == admin.page.says("main").count("first day"), "one definition of a month to set up"
    admin.get("/admin/learners")
    stages = [each.get_text(" ", strip=True).rpartition(" ") for each in admin.page.soup.select(".chips a")]
    counted = {words: int(number) for words, _space, number in stages}
    assert counted.pop("All") == sum(counted.values()) == academy.rows("select count(*) from requests")[0][0]
    now = clock.now()
    for (match,) in academy.rows("select id from matches"):
        for package in match_page(match).packages:
            account = package.account
            assert account.planned + account.lacking == account.entitled
            assert min(account.held, account.to_come, account.owed) >= 0
            if not package.sessions:
                continue
            stated = statement(package.id, now=now)
            assert stated.account == account
            held = sum(line.counts_as == "held" for line in stated.lines)
            assert held + account.held_before == account.held
            assert account.tier <= 20
        db.rollback()


def texts_are_in_their_readers_clock(academy):
    academy.as_admin()
    for letter in letters():
        place = city(letter.due.person.timezone)
        for named in HOUR_AND_PLACE.findall(letter.body):
            assert named == place, f"{letter.due.situation} to {letter.due.person.full_name}: {letter.body}"


def the_people_see_their_pages(academy):
    for person, role in academy.rows(
        """select u.id, r.role::text from users u join user_roles r on r.user_id = u.id
           where u.email like '%%life.example'"""
    ):
        visitor = academy.client.sign_in_as(person)
        visitor.get("/tutor" if role == "tutor" else "/student")
        if role != "tutor":
            for page in [each["href"] for each in visitor.page.soup.select("a[href$='/statement']")]:
                visitor.get(page)
