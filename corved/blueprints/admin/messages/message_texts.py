"""The texts of messages: CorvEd's own, and what the academy wrote instead."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.forms.messages.message_text_form import MessageTextForm
from corved.messages.change_message_text import change_message_text
from corved.messages.desk_state import changed_texts
from corved.messages.rendering import BadText, default_text, fill, fill_own_or_default
from corved.messages.situations import GROUPS, SITUATIONS
from corved.problems import NotHere, Problem
from corved.web import htmx


@admin.get("/messages/texts")
def message_texts() -> Response:
    """Show the texts of messages. `situation` in the URL opens one."""
    key = request.args.get("situation", "")
    if key and key not in SITUATIONS:
        raise NotHere
    body = changed_texts().get(key) or default_text(key) if key else ""
    return _texts(key, MessageTextForm(formdata=None, data={"body": body, "situation": key}))


@admin.post("/messages/texts")
def save_message_text() -> Response:
    """Save a text. `preview` in the form only shows it filled in; `reset` goes back to CorvEd's text."""
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
    flash("The text is saved.")
    return htmx.go_to(url_for("admin.message_texts", situation=key))


def _topics() -> dict[str, dict[str, list[str]]]:
    """Return the keys of the texts by group and topic: a topic may have one for the family and one for the tutor."""
    found: dict[str, dict[str, list[str]]] = {group: {} for group in GROUPS}
    for key, situation in SITUATIONS.items():
        found[situation.group].setdefault(situation.topic, []).append(key)
    return found


def _texts(key: str, form: MessageTextForm, preview: str = "", status: int = 200) -> Response:
    changed = changed_texts()
    is_good = True
    if key and not preview and status == 200:
        preview, is_good = fill_own_or_default(key, form.body.data or "", SITUATIONS[key].example)
    shown = {
        "situations": SITUATIONS,
        "groups": GROUPS,
        "topics": _topics(),
        "changed": changed,
        "key": key,
        "form": form,
        "preview": preview,
    }
    return make_response(render_template("admin/messages/message_texts.html", **shown, is_good=is_good), status)
