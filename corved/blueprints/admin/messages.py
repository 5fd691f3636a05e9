"""The message desk: what is to be written to whom, each with its text, to copy or to open in WhatsApp.

`session`, `match`, `request` or `person` in the address: whatever may be written about that one, due or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Response, current_app, flash, make_response, redirect, request, url_for

from corved import clock, htmx
from corved.blueprints.admin import admin
from corved.blueprints.admin.held_acts import held_acts
from corved.messages.situations import GROUPS, SITUATIONS
from corved.queries.letters import Desk, Letter, desk_about, message_desk
from corved.secret_tokens import invitation_token
from corved.security import policy_with_forms_to
from corved.use_cases.keep_message import Act, keep_message

# Where the button leads: a browser holds what a form redirects to against the page's policy, too.
WHATSAPP = ("https://wa.me", "https://api.whatsapp.com")
MOST_IN_A_LINK = 4000  # characters of the text as an address has it; longer ones may be cut off on the way
PAGES_WITH_LETTERS = ("admin.messages", "admin.invitation", "admin.session", "admin.match", "admin.request_page")
ABOUT = ("session", "match", "request", "person")
NO_LONGER = "This message is no longer due as it was. Nothing was done."


@dataclass(frozen=True)
class Wanted:
    """What of the desk is asked for. show: one group. about: the id of one thing, by its kind."""

    show: str
    about: dict[str, UUID]

    @staticmethod
    def now() -> Wanted:
        ids = {kind: request.args.get(kind, type=UUID) for kind in ABOUT}
        show = request.args.get("show", "")
        return Wanted(show if show in GROUPS else "", {kind: key for kind, key in ids.items() if key is not None})

    @property
    def query(self) -> dict[str, Any]:
        """Of the same page's address."""
        return {"show": self.show or None, **self.about}


@admin.after_request
def lead_to_whatsapp(answer: Response) -> Response:
    """Pages that show letters have forms that end there."""
    if request.endpoint in PAGES_WITH_LETTERS and request.method == "GET":
        answer.headers["Content-Security-Policy"] = policy_with_forms_to(*WHATSAPP)
    return answer


@admin.app_context_processor
def pages_with_letters() -> dict[str, object]:
    return {"pages_with_letters": PAGES_WITH_LETTERS}


@admin.get("/messages")
def messages() -> Response:
    return _answer(Wanted.now())


@admin.post("/messages/opening")
def create_opening() -> Response:
    """To WhatsApp, with the text filled in; one that is too long for an address is pasted by hand."""
    wanted = Wanted.now()
    letter = _asked_for(_desk(wanted))
    if letter is None or letter.due.person.whatsapp is None:
        return _refused(wanted)
    keep_message(key=letter.due.key, act=Act.OPENED, body=letter.kept_body)
    number, filled = letter.due.person.whatsapp.removeprefix("+"), quote(letter.body)
    return make_response(redirect(f"https://wa.me/{number}" + (f"?text={filled}" if fits(letter) else ""), 303))


@admin.post("/messages/sending")
def create_sending() -> Response:
    """Somebody says that they sent it."""
    return _ended(Act.SENT, "Noted as sent to {}.")


@admin.post("/messages/dropping")
def create_dropping() -> Response:
    """Somebody says that it is not needed."""
    return _ended(Act.DROPPED, "Not needed: {} is told nothing.")


@admin.post("/messages/undoing")
def create_message_undo() -> Response:
    """It was not sent after all, or is needed."""
    wanted, key = Wanted.now(), _key()
    if key is None or not keep_message(key=key, act=Act.TAKEN_BACK):
        return _refused(wanted)
    return _done(wanted, "Taken back.")


def fits(letter: Letter) -> bool:
    return len(quote(letter.body)) <= MOST_IN_A_LINK


def invitation_link(salt: UUID) -> str:
    token = invitation_token(str(current_app.config["SECRET_KEY"]), salt)
    return url_for("auth.invitation", token=token, _external=True)


def _desk(wanted: Wanted) -> Desk:
    if wanted.about:
        found = {f"{kind}_id": key for kind, key in wanted.about.items()}
        return desk_about(now=clock.now(), invitation_link=invitation_link, **found)
    return message_desk(now=clock.now(), invitation_link=invitation_link)


def _answer(wanted: Wanted, *, is_after: bool = False) -> Response:
    return htmx.respond("admin/partials/desk.html", "admin/messages.html", desk_shown(wanted, is_after=is_after))


def desk_shown(wanted: Wanted, *, is_after: bool = False) -> dict[str, Any]:
    """What the unit #desk shows. is_after: of a press; the first button of what is left takes the focus."""
    desk, now = _desk(wanted), clock.now()
    counts = {key: sum(each.situation.group == key for each in desk.letters if each.is_open(now)) for key in GROUPS}
    letters = [each for each in desk.letters if wanted.show in ("", each.situation.group)]
    return {
        "desk": desk,
        "wanted": wanted,
        "groups": GROUPS,
        "counts": counts,
        "corrections": [each for each in letters if each.corrects and each.is_open(now)],
        "due": [each for each in letters if each.due.due_at <= now and not each.corrects],
        "later": [each for each in letters if each.due.due_at > now and not each.due.is_held and not each.corrects],
        "held": held_acts([each for each in letters if not each.is_open(now)]),
        "situations": SITUATIONS,
        "fits": fits,
        "is_after": is_after,
    }


def _ended(act: Act, words: str) -> Response:
    """The message that the form names is over; a second press says so."""
    wanted, key = Wanted.now(), _key()
    desk = _desk(wanted)
    letter = _asked_for(desk)
    if letter is None:
        is_known = key is not None and desk.state.is_over(key)
        return _done(wanted, "It was noted already.") if is_known else _refused(wanted)
    kept = keep_message(key=letter.due.key, act=act, body=letter.kept_body, told=letter.due.told)
    return _done(wanted, words.format(letter.due.person.full_name) if kept else "It was noted already.")


def _done(wanted: Wanted, words: str) -> Response:
    flash(words)
    return _after(wanted)


def _refused(wanted: Wanted) -> Response:
    flash(NO_LONGER, "error")
    return _after(wanted)


def _after(wanted: Wanted) -> Response:
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.messages", **wanted.query))
    return _answer(wanted, is_after=True)


def _key() -> tuple[str, UUID, UUID, str] | None:
    """The message that the form names."""
    form = request.form
    try:
        return form["situation"], UUID(form["about"]), UUID(form["person"]), form["version"]
    except (KeyError, ValueError):
        return None


def _asked_for(desk: Desk) -> Letter | None:
    """The message that the form names, as it is now."""
    key, now = _key(), clock.now()
    return next((each for each in desk.letters if each.due.key == key and each.is_open(now)), None)
