"""The help: how CorvEd works, for owners, tutors and families. No sign-in is needed."""

from __future__ import annotations

from flask import Response, make_response, render_template

from corved.blueprints.auth import auth


@auth.get("/help")
def help_page() -> Response:
    return make_response(render_template("auth/help.html"))
