"""An academy that lives: 12 learners, 4 tutors, 7 zones, worked through the site's own forms with the clock moved."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from bs4 import Tag

from corved import clock
from corved.forms.enrolment.import_columns import COLUMNS
from corved.server.scheduler import keep_house
from tests.blueprints.handovers import after_looking
from tests.given import Cast
from tests.page_client import PageClient

BEGINS = date(2026, 2, 16)
TUTORS = (
    ("Sana Qureshi", "Asia/Karachi"),
    ("Dr. Bilal Shah", "Asia/Karachi"),
    ("Hira Malik", "Asia/Dubai"),
    ("Usman Tariq", "Europe/London"),
)
FAMILIES = (  # account, zone, learner, days, time, schedule's zone, size
    ("Nadia Khan", "Europe/London", "Zara Khan", "Mon Wed", "17:00", "Europe/London", 8),
    ("Nadia Khan", "Europe/London", "Yusuf Khan", "Tue Thu", "17:00", "Europe/London", 8),
    ("Farah Ali", "America/New_York", "Muhammad Ali", "Mon Wed", "20:00", "America/New_York", 8),
    ("Farah Ali", "America/New_York", "Muhammad Bilal", "Tue Thu", "20:00", "America/New_York", 8),
    ("Ayaan Sheikh", "America/Los_Angeles", "Ayaan Sheikh", "Tue Thu Sat", "06:00", "Asia/Karachi", 12),
    ("فاطمہ علی", "Asia/Karachi", "فاطمہ علی", "Mon Wed Fri", "16:00", "Asia/Karachi", 12),
    ("Emaan Javed", "Australia/Sydney", "Emaan Javed", "Sat Sun", "10:00", "Australia/Sydney", 8),
    ("Sofia Anwar", "Asia/Dubai", "Sofia Anwar", "Mon(18:00) Wed(19:30)", "", "Asia/Dubai", 8),
    ("Inaya Hussain", "America/Toronto", "Inaya Hussain", "Mon Tue Wed Thu Fri", "18:00", "America/Toronto", 20),
    ("Hamza Iqbal", "Asia/Karachi", "Hamza Iqbal", "Tue Thu", "19:00", "Asia/Karachi", 8),
    ("Rayyan Saleem", "Asia/Dubai", "Rayyan Saleem", "Sun Tue", "15:00", "Asia/Karachi", 8),
    ("Noah Rahman", "Europe/London", "Noah Rahman", "Fri Sat", "11:00", "Europe/London", 8),
)


class LivingAcademy:
    """What its people do, by day and hour. `did` counts the acts, for the report."""

    def __init__(self, client: PageClient, world: Cast, superuser, seed: int) -> None:
        self.client, self.world, self.superuser = client, world, superuser
        self.dice = random.Random(seed)
        self.did: Counter[str] = Counter()
        self.declining = "Noah Rahman"

    # What is asked of the database, to know whom to sign in as.

    def rows(self, query: str, *values: object) -> list[tuple]:
        return self.superuser.execute(query, values).fetchall()

    def as_admin(self) -> PageClient:
        return self.client.sign_in_as(self.world.admin)

    # The acts.

    def enrol(self) -> None:
        """From a spreadsheet: the payment of every fourth family is late."""
        lines = [",".join(COLUMNS)]
        for number, (name, zone) in enumerate(TUTORS):
            tutor = {"kind": "tutor", "name": name, "email": f"tutor{number}@life.example", "zone": zone}
            lines.append(_line(tutor | {"subject": "Math", "level": "O Levels", "whatsapp": f"0300 123456{number}"}))
        accounts = list(dict.fromkeys(family[0] for family in FAMILIES))
        for number, (account, zone, learner, days, at, leads, size) in enumerate(FAMILIES):
            key = accounts.index(account)
            course = {"kind": "course", "name": account, "email": f"family{key}@life.example", "zone": zone}
            course |= {"learner": learner, "subject": "Math", "level": "O Levels", "tier": f"{size}", "days": days}
            course |= {"first_day": f"{BEGINS}", "time": at, "minutes": "60", "schedule_zone": leads}
            course |= {"paid": "" if number % 4 == 3 else f"{ {8: 24000, 12: 34000, 20: 52000}[size] }"}
            course |= {"tutor_email": f"tutor{number % 4}@life.example", "whatsapp": f"0301 123456{key}"}
            lines.append(_line(course | {"meet_link": f"https://meet.google.com/aaa-aaaa-aa{chr(97 + number)}"}))
        admin = self.as_admin()
        admin.get("/admin/import")
        file = (io.BytesIO("\n".join(lines).encode()), "academy.csv")
        admin.post("/admin/import/trial", {"file": file}, status=200)
        assert "16 rows ready to import" in admin.page.says("#import-found"), admin.page.says("#import-found")
        rows = admin.page.soup.select_one("[name=rows]")["value"]
        assert len(json.loads(rows)) == len(TUTORS) + len(FAMILIES)
        admin.follow(admin.post("/admin/import", {"rows": rows}, status=303))
        self.did["rows imported"] += len(TUTORS) + len(FAMILIES)

    def pay(self, chance: float) -> None:
        """Families pay, now and then in two parts."""
        for package, due in self.rows("select id, due from package_money where is_due and due > 0"):
            if self.dice.random() > chance:
                continue
            amount = due // 2 if self.dice.random() < 0.2 else due
            url = f"/admin/packages/{package}/payment"
            admin = self.as_admin()
            admin.get(url)
            sent = {"amount": f"{amount}", "paid_on": f"{clock.now():%Y-%m-%d}", "status": "paid"}
            if admin.post(url, sent, status=(303, 422)).status_code == 422:
                assert "Is the amount right?" in admin.page.text or "another one?" in admin.page.text, admin.page.text
                admin.post(url, sent | {"is_another": "y"}, status=303)
            self.did["payments"] += 1

    def turn_the_month(self) -> None:
        """Renew what ends, and create the sessions of all that are ready."""
        admin = self.as_admin()
        admin.get("/admin/month")
        for form in admin.page.soup.select("form[action$='/renewal']"):
            is_declining = self.declining in form.find_parent("li").get_text()
            act = "/decline" if is_declining else ""
            admin.post(form["action"] + act, {"from": "month"}, status=303)
            self.did["not renewed" if is_declining else "renewals"] += 1
        admin.get("/admin/month")
        ready = [each["value"] for each in admin.page.soup.select("#turn-ready input[name=package]")]
        if not ready:
            return
        admin.follow(admin.post("/admin/month/runs", {"package": ready}, status=303))
        while form := admin.page.soup.select_one("#run-form"):
            admin.follow(admin.post(form["action"], {}, status=303))
        self.did["months created"] += len(ready)

    def lengthen_what_is_short(self) -> None:
        """A month that does not fit gets ten days more, with a reason: an act for each such decision."""
        for match in self._needing("sessions fit ("):
            admin = self.as_admin()
            admin.get(f"/admin/matches/{match}")
            form = _fields(admin.page.soup.select_one("#schedule-form"))
            form["end_date"] = f"{date.fromisoformat(form['end_date']) + timedelta(days=10)}"
            form["reason"] = "The month was too short."
            admin.post(f"/admin/matches/{match}/sessions", form, status=303)
            self.did["months lengthened"] += 1

    def mark(self) -> None:
        """Each tutor marks what is over; some marks are undone, and then exactly undone."""
        query = """select id, tutor_user_id, scheduled_start_utc from sessions
                   where is_to_come and scheduled_end_utc <= %s order by scheduled_start_utc"""
        for session, tutor, _start in self.rows(query, clock.now()):
            status = self.dice.choices(("done", "no_show_student", "no_show_tutor", ""), (88, 5, 4, 3))[0]
            if not status:
                continue
            tutors = self.client.sign_in_as(tutor)
            tutors.get("/tutor")
            before = self._state(session)
            tutors.post(f"/tutor/sessions/{session}/mark", {"status": status}, status=303)
            self.did[f"marked {status}"] += 1
            if self.dice.random() < 0.1:
                tutors.post(f"/tutor/sessions/{session}/mark/undo", {}, status=303)
                assert self._state(session) == before, "an undo leads back exactly"
                tutors.post(f"/tutor/sessions/{session}/mark", {"status": status}, status=303)
                self.did["marks undone"] += 1

    def ask_for_new_times(self) -> None:
        query = """select id, tutor_user_id from sessions
                   where is_to_come and scheduled_start_utc > %s order by scheduled_start_utc limit 30"""
        for session, tutor in self.rows(query, clock.now()):
            if self.dice.random() < 0.01:
                tutors = self.client.sign_in_as(tutor)
                tutors.get("/tutor")
                tutors.post(f"/tutor/sessions/{session}/mark", {"status": "rescheduled"}, status=303)
                self.did["new times asked for"] += 1

    def place_what_is_owed(self) -> None:
        """Move, add a make-up, promise, carry on or write off: every owed session has an act that ends it."""
        for session, needs in self.rows(
            """select o.id, s.needs_new_time from owed_sessions o join sessions s on s.id = o.id
               where o.make_up_by is null"""
        ):
            url = f"/admin/sessions/{session}"
            admin = self.as_admin()
            admin.get(url)
            suggestion = admin.page.soup.select_one("[id$=-suggestions] a")
            if suggestion is not None and (needs or self.dice.random() < 0.6):
                admin.get(suggestion["href"])
                form = _fields(admin.page.soup.select_one("[id$=-move-form]")) | {"reason": "Agreed with both."}
                admin.post(f"{url}/move", form, status=303)
                self.did["moved to a suggested time"] += 1
                continue
            self._decide(url)

    def _decide(self, url: str) -> None:
        admin = self.as_admin()
        admin.get(f"{url}/decision")
        form = admin.page.soup.select_one("form[action$='/decision']")
        if form is None:
            return
        into = [each["value"] for each in form.select("[name=into] option") if each.get("value")]
        kind = self.dice.choice(["carried" if into else "make_up_by", "make_up_by", "written_off"])
        sent = _fields(form) | {"kind": kind, "into": into[0] if into else "", "why": "Agreed with the family."}
        sent["by"] = f"{clock.now() + timedelta(days=9):%Y-%m-%d}"
        admin.post(form["action"], sent, status=303)
        self.did[f"decided {kind}"] += 1

    def close(self, first: date, last: date) -> None:
        admin = self.as_admin()
        admin.get("/admin/closures")
        days = {"name": "Holiday", "first_day": f"{first}", "last_day": f"{last}"}
        admin.get(f"/admin/closures?name=Holiday&first_day={first}&last_day={last}")
        form = next(each for each in admin.page.soup.select("form[method=post]") if each.select("[name=first_day]"))
        admin.post(form["action"], _fields(form) | days, status=303)
        self.did["closures"] += 1

    def change_a_tutor(self, since: date) -> None:
        [(match, tutor)] = self.rows(
            """select m.id, m.tutor_user_id from match_facts f join matches m on m.id = f.id
               where f.learner = 'Hamza Iqbal' and f.status = 'active'"""
        )
        [(other,)] = self.rows("select id from users where full_name = 'Hira Malik'")
        assert other != tutor
        admin = self.as_admin()
        url = f"/admin/matches/{match}/tutor"
        admin.get(url)
        sent = {"tutor": f"{other}", "since": f"{since}", "meet_link": "https://meet.google.com/bbb-bbbb-bbb"}
        admin.post(url, after_looking(admin, url, sent | {"seen": f"{tutor}"}), status=303)
        self.did["tutors changed"] += 1

    def refund_a_part(self) -> None:
        [(request, package)] = self.rows(
            """select p.request_id, p.id from packages p join requests r on r.id = p.request_id
               join learners l on l.id = r.learner_id join package_money y on y.id = p.id
               where l.full_name = 'Sofia Anwar' and y.received > 0 order by p.start_date limit 1"""
        )
        url = f"/admin/requests/{request}/packages/{package}/refund"
        admin = self.as_admin()
        admin.get(url)
        form = _fields(admin.page.soup.select_one("#refund")) | {"amount": "3000", "then": "keep"}
        admin.post(url, form, status=303)
        admin.get(f"/admin/requests/{request}")
        undo = admin.page.soup.select_one("form[action*='/refunds/']")
        admin.post(undo["action"], {}, status=303)
        admin.get(url)
        form["seen"] = admin.page.soup.select_one("[name=seen]")["value"]
        admin.post(url, form, status=303)
        self.did["refunds"] += 1

    def send_what_is_due(self) -> None:
        """Every text on the desk, sent one by one."""
        admin = self.as_admin()
        admin.get("/admin/messages")
        for letter in admin.page.soup.select("#due li.letter, #outdated li.letter"):
            if letter.form is not None:
                admin.post("/admin/messages/sending", _fields(letter.form))
                self.did["texts sent"] += 1

    def _needing(self, words: str) -> list[str]:
        admin = self.as_admin()
        admin.get("/admin/month")
        rows = admin.page.soup.select("main li.row[id^=turn-]")
        return [row["id"].removeprefix("turn-") for row in rows if words in row.get_text()]

    def _state(self, session: object) -> tuple:
        return self.rows(
            """select status, needs_new_time, marked_at, tutor_notes, settled_as, scheduled_start_utc,
                      original_start_utc from sessions where id = %s""",
            session,
        )[0]


@contextmanager
def a_day_of(academy: LivingAcademy, day: date) -> Iterator[None]:
    """One day: the admin's morning, and what tutors do in the evening."""
    morning = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    with clock.at(morning):
        keep_house()
        academy.mark()
        academy.pay(0.7)
        academy.turn_the_month()
        academy.lengthen_what_is_short()
        academy.place_what_is_owed()
        academy.ask_for_new_times()
        academy.send_what_is_due()
        yield


def _fields(form: Tag) -> dict[str, str]:
    fields = {
        each["name"]: each.get("value", "") for each in form.select("input[name]:not([type=checkbox], [type=radio])")
    }
    fields |= {each["name"]: each.get("value", "y") for each in form.select("input[checked]")}
    days = [each["value"] for each in form.select("input[name=days][checked]")]
    for each in form.select("select[name]"):
        chosen = each.select_one("option[selected]") or each.select_one("option")
        fields[each["name"]] = chosen.get("value", "") if chosen else ""
    fields.pop("csrf_token", None)
    return fields | ({"days": days} if days else {})


def _line(cells: dict[str, str]) -> str:
    return ",".join(cells.get(column, "") for column in COLUMNS)
