"""Adds security and cache headers to every response, and rejects malformed requests."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, Request, Response, abort, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HOST = re.compile(r"(?:[\w-]{1,63}(?:\.[\w-]{1,63}){0,126}\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?", re.ASCII)
LONGEST_HOST = 255 + len(":65535")
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def policy_with_forms_to(*addresses: str) -> str:
    """Return the page's Content-Security-Policy, with other sites to which its forms may lead."""
    return CONTENT_SECURITY_POLICY.replace("form-action 'self'", " ".join(("form-action 'self'", *addresses)))


class CookieSessions(SecureCookieSessionInterface):
    """Makes cookies Secure whenever the request came over https, and always in production.

    A Secure one is named __Host-…: browsers take it from this host alone, over https. Of a static file none is looked
    at: the file would be kept for each visitor (Vary: Cookie).
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        static = f"{app.static_url_path}/"
        if (
            request.path.startswith(static)
            and Path(app.static_folder or "", request.path.removeprefix(static)).is_file()
        ):
            return None
        return super().open_session(app, request)

    def get_cookie_name(self, app: Flask) -> str:
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if self.get_cookie_secure(app) else name

    def get_cookie_secure(self, app: Flask) -> bool:
        return bool(app.config["SESSION_COOKIE_SECURE"]) or request.is_secure


def refuse_bad_hosts(wsgi_app: WSGIApplication) -> WSGIApplication:
    """Answer 400 to a request whose Host is no name of a host, before anything builds an address with it."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        if host and (len(host) > LONGEST_HOST or not HOST.fullmatch(host)):
            start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"This could not be read.\n"]
        return wsgi_app(environ, start_response)

    return serve


def register(app: Flask) -> None:
    app.session_interface = CookieSessions()
    app.wsgi_app = refuse_bad_hosts(app.wsgi_app)  # type: ignore[assignment, method-assign]

    @app.before_request
    def refuse_nul() -> None:
        """Refuse a request with a NUL character, which PostgreSQL cannot store and nobody types."""
        for values in (request.args, request.form):
            if any("\0" in text for pair in values.items(multi=True) for text in pair):
                abort(400)

    @app.after_request
    def add_headers(response: Response) -> Response:
        if "token" in (request.view_args or {}):  # not even to us: a proxy's log would have it
            response.headers["Referrer-Policy"] = "strict-origin"
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        elif response.status_code == 200:
            response.cache_control.immutable = True  # its URL changes with it: not even a reload asks for it again
        return response
