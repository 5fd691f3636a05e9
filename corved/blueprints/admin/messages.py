"""The message desk: what is to be written to whom, each with its text, to copy or to open in WhatsApp."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for

from corved import clock, htmx
from corved.blueprints.admin import admin
from corved.forms.message_text_form import MessageTextForm
from corved.messages.rendering import BadText, default_text, fill
from corved.messages.situations import SITUATIONS, Situation
from corved.problems import NotHere, Problem
from corved.queries.due_message import DueMessage
from corved.queries.due_messages import due_messages
from corved.queries.mail_failures import mailing
from corved.queries.message_states import MessageState, changed_texts, message_states
from corved.security import policy_with_forms_to
from corved.use_cases.change_message_text import change_message_text
from corved.use_cases.keep_message import keep_message
from corved.use_cases.set_mailing import set_mailing

REMEMBERED = timedelta(days=14)
SENT_SHOWN = timedelta(days=1)
# Where the button leads: a browser holds what a form redirects to against the page's policy, too.
WHATSAPP = ("https://wa.me", "https://api.whatsapp.com")


@dataclass(frozen=True)
class Letter:
    """A message with its text. opened_at: when somebody opened it, if they did and did not say that it is sent."""

    due: DueMessage
    situation: Situation
    body: str
    opened_at: datetime | None

    @property
    def name(self) -> str:
        """For the page's ids."""
        return f"{self.due.situation}-{self.due.about}-{self.due.person.id}"


@admin.get("/messages")
def messages() -> Response:
    """What is due, what was sent and is no longer true, what was sent lately."""
    now = clock.now()
    letters, states = _letters(now)
    shown = {
        "due": [each for each in letters if each.due.due_at <= now],
        "later": [each for each in letters if each.due.due_at > now and not each.due.is_held],
        "held": [each for each in letters if each.due.due_at > now and each.due.is_held],
        "outdated": [each for each in states if each.sent_at and _is_outdated(each, now)],
        "sent": [each for each in states if each.sent_at and each.sent_at > now - SENT_SHOWN],
        "situations": SITUATIONS,
        "mailing": mailing(since=now - REMEMBERED) if current_app.extensions["corved_mail"] else None,
    }
    answer = make_response(render_template("admin/messages.html", **shown))
    answer.headers["Content-Security-Policy"] = policy_with_forms_to(*WHATSAPP)
    return answer


@admin.post("/messages/opening")
def create_opening() -> Response:
    """To WhatsApp, with the text filled in."""
    letter = _asked_for()
    if letter is None or letter.due.person.whatsapp is None:
        flash("This message is no longer due as it was. Nothing was opened.", "error")
        return htmx.go_to(url_for("admin.messages"))
    keep_message(key=letter.due.key, body=letter.body, is_sent=False)
    number = letter.due.person.whatsapp.removeprefix("+")
    return make_response(redirect(f"https://wa.me/{number}?text={quote(letter.body)}", 303))


@admin.post("/messages/sending")
def create_sending() -> Response:
    """Somebody says that they sent it."""
    letter = _asked_for()
    if letter is None:
        flash("This message is no longer due as it was. Nothing was noted.", "error")
    else:
        keep_message(key=letter.due.key, body=letter.body, is_sent=True)
        flash(f"Noted as sent to {letter.due.person.full_name}.")
    return htmx.go_to(url_for("admin.messages"))


@admin.post("/messages/mailing")
def save_mailing() -> Response:
    """`on` in the form: yes or no."""
    is_on = request.form.get("on") == "yes"
    if set_mailing(is_on=is_on):
        flash("What becomes due from now on goes out by e-mail, too." if is_on else "No e-mails go out any more.")
    return htmx.go_to(url_for("admin.messages"))


@admin.get("/messages/texts")
def message_texts() -> Response:
    """`situation` in the address opens one."""
    key = request.args.get("situation", "")
    if key and key not in SITUATIONS:
        raise NotHere
    body = changed_texts().get(key) or default_text(key) if key else ""
    return _texts(key, MessageTextForm(formdata=None, data={"body": body, "situation": key}))


@admin.post("/messages/texts")
def save_message_text() -> Response:
    """`preview` in the form only looks; `reset` goes back to the text that comes along."""
    form = MessageTextForm()
    key = form.situation.data or ""
    if key not in SITUATIONS:
        raise NotHere
    body = default_text(key) if "reset" in request.form else form.body.data or ""
    try:
        if "preview" in request.form:
            return _texts(key, form, preview=fill(body, SITUATIONS[key].example))
        change_message_text(situation=key, body=body)
    except (Problem, BadText) as problem:
        form.body.errors = [str(problem)]
        return _texts(key, form, status=422)
    flash("The text is kept.")
    return htmx.go_to(url_for("admin.message_texts", situation=key))


def _texts(key: str, form: MessageTextForm, preview: str = "", status: int = 200) -> Response:
    changed = changed_texts()
    if key and not preview and status == 200:
        preview = fill(form.body.data or "", SITUATIONS[key].example)
    shown = {"situations": SITUATIONS, "changed": changed, "key": key, "form": form, "preview": preview}
    return make_response(render_template("admin/message_texts.html", **shown), status)


def _letters(now: datetime) -> tuple[list[Letter], list[MessageState]]:
    """Those due and not said to be sent, and what became of others."""
    states, texts = message_states(since=now - REMEMBERED)
    known = {each.key: each for each in states}
    found = []
    for due in due_messages(now=now):
        state = known.get(due.key)
        if state is None or state.sent_at is None:
            text = texts.get(due.situation) or default_text(due.situation)
            body = fill(text, due.words)
            found.append(Letter(due, SITUATIONS[due.situation], body, state.opened_at if state else None))
    return found, states


def _asked_for() -> Letter | None:
    """The due message that the form names, as it is now."""
    form = request.form
    try:
        key = form["situation"], UUID(form["about"]), UUID(form["person"]), form["version"]
    except (KeyError, ValueError):
        return None
    now = clock.now()
    letters, _states = _letters(now)
    wanted = (each for each in letters if each.due.key == key)
    return next((each for each in wanted if each.due.due_at <= now or not each.due.is_held), None)


def _is_outdated(state: MessageState, now: datetime) -> bool:
    """It told somebody a time to come that is another now, or of a lesson that is off."""
    if not state.situation.startswith(("reminder", "reschedule_confirmed")):
        return False
    told = datetime.fromisoformat(state.version)
    return told > now and state.start != told
