"""The page that e-mails a link to somebody who forgot the password. It needs an SMTP server."""

from __future__ import annotations

from flask import Response, current_app, make_response, render_template, url_for

from corved import smtp
from corved.blueprints.auth import auth
from corved.forms.people.password_link_form import PasswordLinkForm
from corved.problems import NotHere
from corved.use_cases.people.request_password_reset import request_password_reset
from corved.web.extensions import limiter

TEXT = """Hello {name},

you, or somebody else, asked for a new password for CorvEd. Choose it here:

{link}

The link works once, for an hour. If this was not you, do nothing: your password does not change.
"""


@auth.get("/password-link")
def password_link() -> Response:
    _server()
    return _page(PasswordLinkForm(formdata=None))


@auth.post("/password-link")
@limiter.limit("10 per 15 minutes")
def create_password_link() -> Response:
    """Send a link to reset the password. The page is the same whether the address is known or not."""
    server = _server()
    form = PasswordLinkForm()
    if not form.validate():
        return _page(form, 422)
    asked = request_password_reset(email=form.email.data or "")
    if asked is not None:
        link = server.public_url + url_for("auth.invitation", token=asked.token)
        smtp.send_soon(
            server,
            to=asked.email,
            subject="A new password for CorvEd",
            text=TEXT.format(name=asked.full_name, link=link),
        )
    return make_response(render_template("auth/password_link_sent.html", email=form.email.data))


def _server() -> smtp.MailServer:
    server: smtp.MailServer | None = current_app.extensions["corved_mail"]
    if server is None:
        raise NotHere
    return server


def _page(form: PasswordLinkForm, status: int = 200) -> Response:
    return make_response(render_template("auth/password_link.html", form=form), status)
