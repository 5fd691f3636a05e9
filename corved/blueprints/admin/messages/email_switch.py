"""Turns e-mail on and off: whether messages are also sent by e-mail."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.messages.toggle_email import toggle_email
from corved.web import htmx


@admin.post("/messages/mailing")
def save_mailing() -> Response:
    """Turn e-mail on or off, by `on` in the form: yes or no."""
    is_on = request.form.get("on") == "yes"
    if toggle_email(is_on=is_on):
        flash("Messages are now also sent by e-mail." if is_on else "Messages are no longer sent by e-mail.")
    return htmx.go_to(url_for("admin.messages"))
