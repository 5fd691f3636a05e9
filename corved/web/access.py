"""Who is signed in, and which part of the site they may enter.

Each part (area) has a database role, which is bound only if the person holds one of the area's roles. What belongs to
whom is not decided here: queries and policies in the database do that.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from urllib.parse import urlsplit
from uuid import UUID

import flask
from flask import Flask, Response, flash, request, url_for
from flask_login import AnonymousUserMixin, LoginManager, current_user, login_user, logout_user
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError

from corved import clock
from corved.database.session import ANONYMOUS, BoundPerson, CookieIdentity, bound_person, db, speak_for
from corved.problems import NotHere
from corved.use_cases.people.use_sign_in import use_sign_in
from corved.values.visits import HalfSignedIn, SignedIn
from corved.web import htmx, visitor


@dataclass(frozen=True)
class Area:
    """A part of the site: its blueprint's name, what people call it, its database role, the roles that open it."""

    name: str
    title: str
    role: str
    needed: tuple[str, ...]
    home: str


AREAS = {
    area.name: area
    for area in (
        Area("admin", "Academy", "app_admin", ("admin",), "admin.today"),
        Area("tutor", "Teaching", "app_tutor", ("tutor",), "tutor.today"),
        Area("student", "Family", "app_student", ("student", "parent"), "student.sessions"),
    )
}


@dataclass(frozen=True)
class Person:
    """The person who is signed in.

    timezone: IANA name, in which they see every time. hours_24: True for 19:00, False for 7:00 PM. is_proved: they
    typed their password within 12 hours.
    """

    id: UUID
    stamp: UUID
    sign_in: UUID
    full_name: str
    timezone: str
    roles: tuple[str, ...]
    hours_24: bool
    is_proved: bool

    is_authenticated = True
    is_active = True
    is_anonymous = False

    @property
    def works_here(self) -> bool:
        """Whether they run the academy or teach."""
        return bool({"admin", "tutor"} & set(self.roles))

    def get_id(self) -> str:
        return f"{self.id}.{self.stamp}.{self.sign_in}"

    @property
    def areas(self) -> list[Area]:
        return [area for area in AREAS.values() if set(area.needed) & set(self.roles)]


HALF = "half_signed_in"
TEXTS = ("notes", "reason", "body")  # what somebody typed and would type again
ENDED = "You were signed out in the meantime, so nothing was saved."
HALF_LASTS = timedelta(minutes=10)
login_manager = LoginManager()
login_manager.session_protection = None  # phones change their address all day


def register(app: Flask) -> None:
    login_manager.init_app(app, add_context_processor=False)  # it would load the person on error pages, too

    @app.teardown_appcontext
    def let_go(_error: BaseException | None) -> None:
        with suppress(DBAPIError):  # the connection may be what was lost
            db.remove()

    @app.before_request
    def guard() -> Response | None:
        """Let people into an area whose role they hold; for others who are signed in its pages do not exist."""
        area = area_of_request()
        if area is None:
            return None
        if not current_user.is_authenticated:
            return _to_sign_in()
        if area not in current_user.areas:
            raise NotHere
        return None


def _to_sign_in() -> Response:
    """Lead somebody whose sign-in has ended to a new one and back, and say so where they were sending something."""
    if request.method == "GET":
        here = None if htmx.wants_fragment() else request.full_path
    elif htmx.wants_fragment() and any(request.form.get(name) for name in TEXTS):
        link = Markup('<a href="{}" target="_blank">Open the sign-in page in a new tab</a>').format(
            url_for("auth.sign_in")
        )
        return htmx.toast_only(Markup("{} {}. What you typed is still on this page.").format(ENDED, link), 401)
    else:
        came = urlsplit(request.referrer or "")
        here = f"{came.path}?{came.query}" if came.netloc == request.host else None
        flash(ENDED, "error")
    return htmx.go_to(url_for("auth.sign_in", next=here.rstrip("?") if here else None))


def proved(view: Callable[..., Response]) -> Callable[..., Response]:
    """Decorate a view that needs the password typed within twelve hours: it is asked for, and the view comes after."""

    @wraps(view)
    def asking(*args: object, **kwargs: object) -> Response:
        if not current_user.is_authenticated:
            return htmx.go_to(url_for("auth.sign_in", next=request.full_path if request.method == "GET" else None))
        if signed_in().is_proved:
            return view(*args, **kwargs)
        came = urlsplit(request.referrer or "")
        back = request.full_path if request.method == "GET" else f"{came.path}?{came.query}"
        return htmx.go_to(url_for("auth.password_again", next=back.rstrip("?")))

    return asking


def area_of_request() -> Area | None:
    return AREAS.get(request.blueprint or "")


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_person(cookie: str) -> Person | None:
    """Return the person of a cookie; None where it is forged or stale, or the person was deactivated."""
    try:
        user_id, stamp, sign_in = (UUID(part) for part in cookie.split("."))
    except ValueError:
        return None
    area = area_of_request()
    role = area.role if area else ANONYMOUS
    speak_for(CookieIdentity(user_id, stamp, sign_in, role))
    found: BoundPerson | None = bound_person()
    if found is None:
        return None
    if found.is_idle:
        use_sign_in(sign_in=sign_in)
    facts = found.full_name, found.timezone, found.roles, found.hours_24, found.is_proved
    return Person(found.id, stamp, sign_in, *facts)


def keep_half_signed_in(half: HalfSignedIn) -> None:
    """Keep in the cookie who typed the right password, for the ten minutes in which their code may come."""
    until = (clock.now() + HALF_LASTS).timestamp()
    flask.session[HALF] = [str(half.user_id), str(half.stamp), half.address, until]


def half_signed_in() -> HalfSignedIn | None:
    """Return who typed the right password and is still to be asked for the code."""
    kept = flask.session.get(HALF)
    if current_user.is_authenticated or kept is None or kept[3] < clock.now().timestamp():
        return None
    return HalfSignedIn(UUID(kept[0]), UUID(kept[1]), kept[2])


def again() -> Person:
    """Return the present person anew, bound after a use case of the operator's."""
    me = signed_in()
    found = load_person(me.get_id())
    return found or me


def start_sign_in(signed: SignedIn) -> Person | None:
    """Put the person into a fresh cookie; nothing of the visitor's old one is kept. The device is known from now on."""
    flask.session.clear()
    flask.g.pop("reader", None)
    flask.after_this_request(visitor.keep_device)
    person: Person | None = load_person(f"{signed.user_id}.{signed.stamp}.{signed.sign_in}")
    if person is not None:
        flask.session.permanent = True
        login_user(person)
    return person


def forget() -> None:
    """Sign out on this device by emptying its cookie."""
    logout_user()
    flask.session.clear()
    flask.g.pop("reader", None)


def home_of(person: Person) -> str:
    """Return the URL of the person's first page."""
    return url_for(person.areas[0].home) if person.areas else url_for("auth.nowhere")


def own_key() -> str:
    """Return what limits count by, for pages of somebody who is signed in: the person, wherever they are."""
    return str(current_user.id) if current_user.is_authenticated else visitor.network()


def signed_in() -> Person:
    person: Person = current_user._get_current_object()
    return person


def reader() -> Person | AnonymousUserMixin:
    """Return who reads the page, signed in or not. It is kept, because a row of a page asks ten times."""
    kept = flask.g._get_current_object()
    try:
        found: Person | AnonymousUserMixin = kept.reader
    except AttributeError:
        found = kept.reader = current_user._get_current_object()
    return found
