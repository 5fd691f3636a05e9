"""The message desk: the messages to send, each with its text to copy or to open in WhatsApp.

With `session`, `match`, `request` or `person` in the address: every message that fits it, due or not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, current_app, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.messages.undoable_acts import held_acts
from corved.messages.desk import Desk, Letter, desk_about, due_now, is_reminder, message_desk
from corved.messages.situations import GROUPS, SITUATIONS
from corved.queries.matches.match_page import MatchPage, match_head
from corved.queries.page import page_in
from corved.scheduling.time_limits import MESSAGE_LOOK_AHEAD, REMINDER_LEAD, TONIGHT
from corved.values.derived_secrets import invitation_token
from corved.web import htmx
from corved.web.headers import policy_with_forms_to
from corved.web.paging import page_number
from corved.web.public_url import public_url

# Where the button leads: a browser holds what a form redirects to against the page's policy, too.
WHATSAPP = ("https://wa.me", "https://api.whatsapp.com")
MOST_IN_A_LINK = 4000  # characters of the text as an address has it; longer ones may be cut off on the way
PAGES_WITH_LETTERS = ("admin.messages", "admin.invitation", "admin.session", "admin.match", "admin.request_page")
PAGE = 25  # messages
OLD_AFTER = timedelta(days=1)
REMINDERS = SITUATIONS["reminder_family"].group
ABOUT = ("session", "match", "request", "person")


@dataclass(frozen=True)
class Wanted:
    """The part of the desk that a request asks for.

    show: one group. about: the id of one thing, by its kind. tonight: all that starts in the next hours, to work
    through its reminders in one go. page: of the messages that are due, from 1.
    """

    show: str
    about: dict[str, UUID]
    tonight: bool = False
    page: int = 1

    @staticmethod
    def now() -> Wanted:
        ids = {kind: request.args.get(kind, type=UUID) for kind in ABOUT}
        show = request.args.get("show", "")
        about = {kind: key for kind, key in ids.items() if key is not None}
        return Wanted(show if show in GROUPS else "", about, request.args.get("until") == "tonight", page_number())

    @property
    def query(self) -> dict[str, Any]:
        """Return the URL query that shows the same part of the desk."""
        page = self.page if self.page > 1 else None
        return {"show": self.show or None, "until": "tonight" if self.tonight else None, "page": page, **self.about}


@admin.after_request
def lead_to_whatsapp(answer: Response) -> Response:
    """Allow the page's forms to redirect to WhatsApp."""
    if request.endpoint in PAGES_WITH_LETTERS and request.method == "GET":
        answer.headers["Content-Security-Policy"] = policy_with_forms_to(*WHATSAPP)
    return answer


@admin.app_context_processor
def pages_with_letters() -> dict[str, object]:
    return {"pages_with_letters": PAGES_WITH_LETTERS}


@admin.get("/messages")
def messages() -> Response:
    return answer_desk(Wanted.now())


@admin.get("/messages/waiting")
def messages_waiting() -> Response:
    """Show the number of messages that are due, for the admin's day. Without htmx, show the desk."""
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.messages"))
    count = len(due_now(now=clock.now()))
    return make_response(render_template("admin/partials/messages/messages_waiting.html", count=count))


def fits(letter: Letter) -> bool:
    return len(quote(letter.body)) <= MOST_IN_A_LINK


def invitation_link(salt: UUID) -> str:
    return public_url("auth.invitation", token=invitation_token(str(current_app.config["SECRET_KEY"]), salt))


def desk_of(wanted: Wanted, most_later: int | None = None) -> Desk:
    """Load a part of the desk. most_later: of how many sessions the later reminders are loaded; None for all."""
    if wanted.about:
        found = {f"{kind}_id": key for kind, key in wanted.about.items()}
        return desk_about(now=clock.now(), invitation_link=invitation_link, **found)
    if wanted.tonight:
        return message_desk(now=clock.now(), invitation_link=invitation_link, look_ahead=TONIGHT)
    return message_desk(now=clock.now(), invitation_link=invitation_link, most_later=most_later)


def answer_desk(wanted: Wanted, *, is_after: bool = False) -> Response:
    return htmx.respond(
        "admin/partials/messages/desk.html", "admin/messages/messages.html", desk_shown(wanted, is_after=is_after)
    )


def desk_shown(wanted: Wanted, *, is_after: bool = False) -> dict[str, Any]:
    """Return the values for the desk's template.

    is_after: after a press; the first button of the rest takes the focus.
    """
    desk, now = desk_of(wanted, PAGE), clock.now()
    near = now + MESSAGE_LOOK_AHEAD - REMINDER_LEAD  # the counters do not lead to the reminders of a whole evening
    counted = [
        each for each in desk.letters if each.is_open(now) and (not is_reminder(each.due) or each.due.due_at <= near)
    ]
    counts = Counter(each.situation.group for each in counted) + Counter({REMINDERS: desk.more_later})
    letters = by_person(shown_letters(desk, wanted))
    rest = [each for each in letters if not each.corrects and not each.is_over]
    lists = {
        "outdated": [each for each in letters if each.corrects and each.is_open(now)],
        "due": [each for each in rest if each.due.due_at <= now],
        "later": [each for each in rest if each.due.due_at > now and not each.due.is_held],
        "over": [each for each in letters if each.is_over and not each.corrects],
    }
    totals = {name: len(found) for name, found in lists.items()}
    totals["later"] += desk.more_later if wanted.show in ("", REMINDERS) else 0
    due = (
        page_in(lists["due"], 1, max(len(lists["due"]), 1))
        if wanted.about
        else page_in(lists["due"], wanted.page, PAGE)
    )
    return {
        "desk": desk,
        "wanted": wanted,
        "groups": GROUPS,
        "counts": counts,
        "corrections": lists["outdated"],
        "due": due.lines,
        "due_page": due,
        "later": lists["later"] if wanted.about or wanted.tonight else lists["later"][:PAGE],
        "over": lists["over"],
        "totals": totals,
        "held": held_acts([each for each in letters if not each.is_open(now)]),
        "old": 0 if wanted.about else len(old_ones(letters)),
        "situations": SITUATIONS,
        "fits": fits,
        "is_after": is_after,
        "course": course_of(wanted),
    }


def course_of(wanted: Wanted) -> MatchPage | None:
    """Return the course of a page with its messages; None for a part of a page, and for other pages."""
    key = wanted.about.get("match")
    return match_head(key) if key is not None and not htmx.wants_fragment() else None


def by_person(letters: list[Letter]) -> list[Letter]:
    """Return the messages of one person after each other, the person whose first one is due longest before others."""
    first: dict[UUID, int] = {}
    for number, each in enumerate(letters):
        first.setdefault(each.due.person.id, number)
    return sorted(letters, key=lambda each: first[each.due.person.id])


def shown_letters(desk: Desk, wanted: Wanted) -> list[Letter]:
    if wanted.tonight:
        return [each for each in desk.letters if is_reminder(each.due)]
    return [each for each in desk.letters if wanted.show in ("", each.situation.group)]


def old_ones(letters: list[Letter]) -> list[Letter]:
    """Return the messages due for more than a day that are not corrections."""
    return [each for each in letters if each.due.due_at < clock.now() - OLD_AFTER and not each.corrects]
