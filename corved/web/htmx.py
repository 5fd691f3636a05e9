"""Builds the responses to htmx. This is the only Python file that knows an HX- header."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import flask
from flask import Response, get_flashed_messages, make_response, render_template, request
from werkzeug.datastructures import MultiDict


def wants_fragment() -> bool:
    """Say whether a part of a page is asked for. On Back, htmx 4 sends no HX-Request at all: that asks for a page."""
    return request.headers.get("HX-Request-Type") == "partial"


def page_query() -> MultiDict[str, str]:
    """Return the query of the page that a fragment is for; empty without htmx."""
    address = urlsplit(request.headers.get("HX-Current-URL", ""))
    return MultiDict(parse_qsl(address.query)) if wants_fragment() else MultiDict()


def respond(
    partial: str,
    page: str,
    shown: dict[str, Any],
    status: int = 200,
    *,
    into: str = "",
    then: str = "",
    acted: bool = False,
) -> Response:
    """Return the partial for htmx, with this request's toasts, or else the page that includes it.

    into: another target than the one the page named, as a selector. then: an event the page may wait for. acted: the
    answer brings the counts of the sidebar, too, because an act may have changed them.
    """
    if not wants_fragment():
        return make_response(render_template(page, **shown), status)
    headers = {"HX-Retarget": into, "HX-Trigger": then}
    answer = render_template(partial, **shown) + _toasts()
    if acted:
        answer += render_template("components/due_answer.html")
    return make_response(answer, status, {name: value for name, value in headers.items() if value})


def knows(mark: str | None) -> bool:
    """Say whether the page that asks again has what it would be sent: its poll names the mark of what it shows."""
    return mark is not None and request.args.get("known") == mark


def nothing_new() -> Response:
    return make_response("", 204)


def go_to(url: str) -> Response:
    """Redirect to a page: with 303, or for htmx with a header, because fetch would follow a 303 by itself.

    The header goes without the fragment: to the same page with a fragment, browsers scroll and load nothing.
    """
    if not wants_fragment():
        return make_response(flask.redirect(url, 303))
    return make_response("", 204, {"HX-Redirect": url.partition("#")[0]})


def toast_only(message: str, status: int) -> Response:
    """Return an error for htmx: nothing is swapped, and a toast is added."""
    return make_response(render_template("components/toasts.html", messages=[("error", message)]), status)


def vary(response: Response) -> Response:
    """Tell caches that one address has two responses, one of them for htmx; a file has one."""
    if request.endpoint != "static":
        response.vary.add("HX-Request-Type")
    return response


def _toasts() -> str:
    messages = get_flashed_messages(with_categories=True)
    return render_template("components/toasts.html", messages=messages) if messages else ""
