"""Finding anything: people, courses, sessions by day, numbers, references, and what one wants to do."""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, request

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.queries.academy.find import find as find_anything
from corved.values.single_line import one_line
from corved.web import htmx
from corved.web.access import signed_in

MOST_LENGTH = 100


class Act(NamedTuple):
    """Something to do. words: by which it is found, besides those of its name."""

    endpoint: str
    icon: str
    name: str
    words: str = ""


ACTS = (
    Act("admin.enrolment", "user-plus", "Enrol a learner", "new student family add request"),
    Act("admin.new_person", "plus", "Add a tutor or a family", "new person people admin"),
    Act("admin.closures", "calendar-off", "Add a closure or leave", "close days closure holiday eid vacation off"),
    Act("admin.month", "calendar-range", "Set up next month", "create sessions renew package"),
    Act("admin.sessions", "calendar-days", "List sessions", "all export"),
    Act("admin.messages", "message-circle", "Send messages", "whatsapp reminder"),
    Act("admin.message_texts", "pencil", "Change message texts", "wording template"),
    Act("admin.academy_page", "settings", "Change the settings", "prices zone notice academy number retention backup"),
    Act("admin.import_page", "arrow-down-up", "Import a file", "csv xlsx excel spreadsheet"),
    Act("admin.export", "download", "Export everything", "csv download backup"),
    Act("admin.audit", "history", "See the history", "audit log who"),
    Act("admin.start", "circle-check", "See the first steps", "getting started"),
    Act("auth.profile", "user-round", "Change my profile, password or time zone", "second step sign out devices"),
)


@admin.get("/find")
def find() -> Response:
    typed = one_line(request.args.get("q"))[:MOST_LENGTH]
    found = find_anything(typed=typed, now=clock.now(), zone=signed_in().timezone)
    words = typed.lower().split()
    acts = [each for each in ACTS if words and all(word in f"{each.name} {each.words}".lower() for word in words)]
    if not words and not htmx.wants_fragment():
        acts = list(ACTS)
    shown = {"typed": typed, "found": found, "acts": acts}
    return htmx.respond("admin/partials/academy/found.html", "admin/academy/find.html", shown)
