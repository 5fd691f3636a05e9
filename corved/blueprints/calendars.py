"""The page of a person's calendar feed, for families and tutors."""

from __future__ import annotations

from urllib.parse import quote, urlsplit
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, url_for

from corved.blueprints.calendar_files import file_of
from corved.queries.calendars.feed import calendar_entries, calendar_entry, known_feed
from corved.use_cases.calendars.create_feed import create_feed
from corved.values.derived_secrets import calendar_token
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.public_url import public_url


def add_calendar(blueprint: Blueprint) -> None:
    """Add the calendar page, its actions, and the file of a single session to a blueprint."""
    area = blueprint.name

    @blueprint.get("/calendar")
    def calendar() -> Response:
        return _page(area)

    @blueprint.post("/calendar")
    def create_calendar() -> Response:
        """Create the person's feed, or replace its URL by a new one."""
        person = signed_in()
        is_new = known_feed(user_id=person.id, area=area) is None
        create_feed(area=area, token_of=lambda salt: _token(person.id, area, salt))
        flash("Your calendar link is ready." + ("" if is_new else " The old link no longer works."))
        return htmx.go_to(url_for(f"{area}.calendar", address="shown"))

    @blueprint.get("/sessions/<uuid:session_id>/calendar.ics")
    def session_file(session_id: UUID) -> Response:
        person = signed_in()
        entry = calendar_entry(session_id, user_id=person.id, area=area)
        return file_of([entry], name="CorvEd", zone=person.timezone, save_as=f"session-{entry.start:%Y-%m-%d}.ics")


def _page(area: str) -> Response:
    """Return the calendar page. `address=shown` in its URL reveals the feed's secret URL."""
    person = signed_in()
    feed = known_feed(user_id=person.id, area=area)
    changed = []
    if feed is not None and feed.fetched_at is not None:
        since = feed.fetched_at
        changed = [each for each in calendar_entries(user_id=person.id, area=area) if each.changed_at > since]
    is_shown = feed is not None and request.args.get("address") == "shown"
    addresses = _addresses(_token(person.id, area, feed.salt)) if feed is not None and is_shown else None
    shown = {"feed": feed, "changed": changed, "addresses": addresses}
    return make_response(render_template("components/calendar.html", **shown))


def _addresses(token: UUID) -> dict[str, str]:
    """Return the feed's URL, and the links with which calendar programs subscribe to it."""
    url = public_url("auth.calendar", token=token)
    webcal = urlsplit(url)._replace(scheme="webcal").geturl()
    return {
        "url": url,
        "Google": f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}",
        "Apple": webcal,
        "Outlook": f"https://outlook.live.com/calendar/0/addfromweb?url={quote(url, safe='')}&name=CorvEd",
    }


def _token(user_id: UUID, area: str, salt: UUID) -> UUID:
    return calendar_token(str(current_app.config["SECRET_KEY"]), user_id=user_id, area=area, salt=salt)
