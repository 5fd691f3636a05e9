"""What browsers and programs ask every site for, at addresses that are fixed for all sites."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, current_app, make_response

from corved import clock
from corved.blueprints.auth import auth
from corved.problems import NotHere
from corved.web import htmx

KEPT_SECONDS = 86_400
SECURITY_LASTS = timedelta(days=365)


@auth.get("/favicon.ico")
def favicon() -> Response:
    return _kept(current_app.send_static_file("favicon.ico"))


@auth.get("/apple-touch-icon.png")
def apple_touch_icon() -> Response:
    return _kept(current_app.send_static_file("apple-touch-icon.png"))


@auth.get("/robots.txt")
def robots() -> Response:
    """Keep search engines out: every page is somebody's."""
    return _text("User-agent: *\nDisallow: /\n")


@auth.get("/.well-known/change-password")
def change_password() -> Response:
    """Lead password managers to where the password is changed (W3C, A Well-Known URL for Changing Passwords)."""
    return htmx.go_to("/profile#password")


@auth.get("/.well-known/security.txt")
def security() -> Response:
    """Say whom to tell about a hole in the academy's security (RFC 9116), where SECURITY_CONTACT is set."""
    contact = current_app.config["SECURITY_CONTACT"]
    if not contact:
        raise NotHere
    ends = clock.now().replace(microsecond=0) + SECURITY_LASTS
    return _text(f"Contact: {contact}\nExpires: {ends:%Y-%m-%dT%H:%M:%SZ}\nPreferred-Languages: en\n")


def _text(words: str) -> Response:
    response = make_response(words)
    response.mimetype = "text/plain"
    return _kept(response)


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
