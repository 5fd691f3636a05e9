"""What an admin can do with a message: open it in WhatsApp, mark it sent, dismiss it, and undo that."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, make_response, redirect, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.messages.messages import PAGE, Wanted, answer_desk, desk_of, fits, old_ones, shown_letters
from corved.messages.desk import Desk, Letter
from corved.messages.desk_state import MessageState
from corved.messages.dismiss_messages import dismiss_messages
from corved.messages.record_message import Act, record_message
from corved.values.plurals import counted
from corved.web import htmx

NO_LONGER = "This message has changed since you opened the page. Nothing was marked."


@admin.post("/messages/opening")
def create_opening() -> Response:
    """Open WhatsApp with the text filled in. A text too long for an address has to be pasted."""
    wanted = Wanted.now()
    _desk, letter = _asked_for(wanted)
    if letter is None or letter.due.person.whatsapp is None:
        return _refused(wanted)
    record_message(key=letter.due.key, act=Act.OPENED, body=letter.kept_body)
    number, filled = letter.due.person.whatsapp.removeprefix("+"), quote(letter.body)
    return make_response(redirect(f"https://wa.me/{number}" + (f"?text={filled}" if fits(letter) else ""), 303))


@admin.post("/messages/sending")
def create_sending() -> Response:
    """Record that an admin sent a message."""
    return _ended(Act.SENT, "Marked as sent to {}.")


@admin.post("/messages/dropping")
def create_dropping() -> Response:
    """Dismiss a message as not needed."""
    return _ended(Act.DROPPED, "Marked as not needed: {} gets no message.")


@admin.post("/messages/clearing")
def create_clearing() -> Response:
    """Dismiss every message that has been due for more than a day. `count`: how many the page showed."""
    wanted = Wanted.now()
    old = old_ones(shown_letters(desk_of(wanted), wanted))
    if request.form.get("count", type=int) != len(old):
        return _refused(wanted)
    dismiss_messages((each.due.key, each.kept_body, each.due.told) for each in old)
    return _done(wanted, f"{counted(len(old), 'message')} marked as not needed. You can undo each of them below.")


@admin.post("/messages/undoing")
def create_message_undo() -> Response:
    """Undo "mark sent" or "dismiss"."""
    wanted, key = Wanted.now(), _key()
    if key is None or not record_message(key=key, act=Act.UNDONE):
        return _refused(wanted)
    return _done(wanted, "Undone.")


def _ended(act: Act, words: str) -> Response:
    """Return the response for a message that is no longer on the desk."""
    wanted, key = Wanted.now(), _key()
    desk, letter = _asked_for(wanted)
    if letter is None:
        return _as_it_is(wanted, desk.state.of(key) if key is not None else None, act)
    kept = record_message(key=letter.due.key, act=act, body=letter.kept_body, told=letter.due.told)
    return _done(wanted, words.format(letter.due.person.full_name) if kept else "This message was marked already.")


def _as_it_is(wanted: Wanted, state: MessageState | None, act: Act) -> Response:
    """Return the response for a message that somebody else has handled in the meantime."""
    if state is None or (state.sent_at is None and state.dropped_at is None):
        return _refused(wanted)
    if (state.sent_at is not None) == (act is Act.SENT):
        return _done(wanted, "This message was marked already.")
    flash(
        f"Somebody marked it as {'sent' if state.sent_at else 'not needed'} in the meantime. Undo that first.", "error"
    )
    return _after(wanted)


def _done(wanted: Wanted, words: str) -> Response:
    flash(words)
    return _after(wanted)


def _refused(wanted: Wanted) -> Response:
    flash(NO_LONGER, "error")
    return _after(wanted)


def _after(wanted: Wanted) -> Response:
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.messages", **wanted.query))
    return answer_desk(wanted, is_after=True)


def _key() -> tuple[str, UUID, UUID, str] | None:
    """Return the key of the message that was chosen in the form."""
    form = request.form
    try:
        return form["situation"], UUID(form["about"]), UUID(form["person"]), form["version"]
    except (KeyError, ValueError):
        return None


def _asked_for(wanted: Wanted) -> tuple[Desk, Letter | None]:
    """Return the message that was chosen in the form, as it is now, or None where it is no longer due; and the desk.

    The desk that the page shows is asked first: all later reminders take longer.
    """
    key, now = _key(), clock.now()
    for most_later in (PAGE, None):
        desk = desk_of(wanted, most_later)
        letter = next((each for each in desk.letters if each.due.key == key and each.is_open(now)), None)
        if letter is not None:
            break
    return desk, letter
